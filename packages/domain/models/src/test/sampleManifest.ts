import type { ModelFormat, ModelManifest } from '../manifest/ModelManifest.ts';
import { checkManifest } from '../manifest/readManifest.ts';

const FILES: Readonly<Record<ModelFormat, string>> = {
  script: 'sample.js',
  wasm: 'sample.wasm',
  onnx: 'sample.onnx',
};

/** Returns a manifest of that format with some fields of its own: one feature, the close, for ONNX. */
export function sampleManifest(format: ModelFormat, fields: Partial<ModelManifest> = {}): ModelManifest {
  const inputs = { features: [{ indicator: 'close' }], window: 1 };
  return checkManifest(
    {
      schema: 'qca-model/1',
      name: 'sample',
      version: '1.0.0',
      author: 'A. Developer',
      licence: 'Apache-2.0',
      summary: 'Made for a test.',
      format,
      artefact: FILES[format],
      universe: ['*'],
      interval: '1h',
      horizon: 1,
      warmup: 0,
      output: { meaning: 'target-weights' },
      ...(format === 'onnx' ? { inputs } : {}),
      ...fields,
    },
    'sample.manifest.json',
  );
}
