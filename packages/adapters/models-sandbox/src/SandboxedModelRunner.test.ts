import { loadModel, type ModelManifest } from '@qca/models';
import { constant, F64, I32, MOMENTUM, onnxFile, sampleManifest, store, wasmFile } from '@qca/models/test';
import type { ModelLimits } from '@qca/ports';
import { modelRunnerSuite } from '@qca/ports/suites';
import { describe, expect, it } from 'vitest';
import { SandboxedModelRunner } from './SandboxedModelRunner.ts';

const runner = new SandboxedModelRunner();

modelRunnerSuite('sandbox', async () => ({ runner, dispose: async () => undefined }));

interface Run {
  readonly closes: readonly number[];
  readonly limits?: Partial<ModelLimits>;
  readonly instruments?: readonly string[];
}

async function run(
  manifest: ModelManifest,
  artefact: Uint8Array | string,
  { closes, limits = {}, instruments = ['A'] }: Run,
): Promise<number[]> {
  const bytes = typeof artefact === 'string' ? new TextEncoder().encode(artefact) : artefact;
  const open = await runner.open(loadModel(manifest, bytes, manifest.artefact), { seed: 7, limits });
  try {
    const steps = {
      instruments,
      timeUs: Float64Array.from(closes, (_, index) => index * 3_600_000_000),
      values: Float64Array.from(
        closes.flatMap((close) => instruments.flatMap(() => [close, close + 1, close - 1, close, 1])),
      ),
    };
    return [...(await open.predict(steps))];
  } finally {
    await open.close();
  }
}

describe('a script', () => {
  it('may be TypeScript', async () => {
    const source = `interface Bars { readonly close: Float64Array }
      export default { onBars(bars: Bars): number[] { return [bars.close[0]! / 10]; } };`;
    expect(await run(sampleManifest('script', { artefact: 'm.ts' }), source, { closes: [5, 6] })).toEqual([
      0.5, 0.6,
    ]);
  });

  it('is refused with TypeScript that cannot be erased', async () => {
    const source = 'enum Side { Long } export default { onBars() { return [Side.Long]; } };';
    const manifest = sampleManifest('script', { artefact: 'm.ts' });
    await expect(run(manifest, source, { closes: [1] })).rejects.toMatchObject({ kind: 'model-refused' });
  });

  it('has no opinion where it says so', async () => {
    const source = `export default { onBars(bars) {
      return [null, undefined, [1], [null], [undefined], new Float64Array([2])][bars.index];
    } };`;
    const outputs = await run(sampleManifest('script'), source, { closes: Array(6).fill(1) });
    expect(outputs).toEqual([Number.NaN, Number.NaN, 1, Number.NaN, Number.NaN, 2]);
  });

  it('is told of the time, and of bars that are missing', async () => {
    const source = `export default { onBars({ time, index, open, high, low, close, volume }) {
      return [time === index * 3600000 && Number.isNaN(close[0]) ? high[0] === undefined ? 0 : 5 : low[0] + volume[0]];
    } };`;
    expect(await run(sampleManifest('script'), source, { closes: [3, Number.NaN] })).toEqual([3, 5]);
  });

  it('may keep the bars it is given', async () => {
    const source = `const kept = [];
      export default { onBars({ close }) { kept.push(close); return [kept[0][0] + kept.length]; } };`;
    expect(await run(sampleManifest('script'), source, { closes: [3, 4, 5] })).toEqual([4, 5, 6]);
  });

  it.each<[string, string, string]>([
    ['no default export', 'export const a = 1;', 'no default export'],
    ['no onBars', 'export default {};', 'no function onBars'],
    ['a start that is none', 'export default { start: 1, onBars() {} };', 'start'],
    ['a fault in its text', 'export default {', 'SyntaxError'],
    ['an import', "import fs from 'node:fs'; export default { onBars() {} };", 'node:fs'],
    ['a fault of its own', "export default { onBars() { throw new Error('bad luck'); } };", 'bad luck'],
  ])('is stopped with %s, and says so', async (_name, source, words) => {
    const stopped = run(sampleManifest('script'), source, { closes: [1] });
    await expect(stopped).rejects.toMatchObject({
      kind: 'model-crashed',
      message: expect.stringContaining(words),
    });
  });

  it('is refused when it waits', async () => {
    const source = 'await new Promise(() => {}); export default { onBars() {} };';
    await expect(run(sampleManifest('script'), source, { closes: [1] })).rejects.toMatchObject({
      kind: 'model-refused',
    });
  });
});

describe('a WebAssembly module', () => {
  it('is fed and heard', async () => {
    expect(await run(sampleManifest('wasm'), wasmFile(), { closes: [5, 6, 4, 4, 9] })).toEqual([
      1, 1, 0, 0, 1,
    ]);
  });

  it('has no opinion where it leaves its cells alone, and is told its parameters in the order of their names', async () => {
    const functions = {
      ...MOMENTUM,
      // Keeps value + index at 40000 + 8 × index.
      setParameter: {
        parameters: [I32, F64],
        results: [],
        code: [0x20, 0, 0x41, 3, 0x74, 0x20, 1, 0x20, 0, 0xb7, 0xa0, 0x39, 3, ...[0xc0, 0xb8, 0x02]],
      },
      // Writes what it kept of the second where the index of the step is not zero.
      onBars: {
        parameters: [F64, I32],
        results: [],
        code: [0x20, 1, 0x04, 0x40, ...store(16_384, [...constant(40_008), 0x2b, 3, 0]), 0x0b],
      },
    };
    const manifest = sampleManifest('wasm', { parameters: { slow: 2, fast: 7 } });
    expect(await run(manifest, wasmFile({ functions }), { closes: [1, 1] })).toEqual([Number.NaN, 3]);
  });

  it('may draw the same random numbers each time', async () => {
    const functions = {
      start: { parameters: [I32], results: [I32], code: constant(1_024) },
      output: { parameters: [], results: [I32], code: constant(16_384) },
      onBars: { parameters: [F64, I32], results: [], code: store(16_384, [0x10, 0]) },
    };
    const file = wasmFile({ imports: [{ module: 'env', name: 'seed', type: [0x60, 0, 1, F64] }], functions });
    const first = await run(sampleManifest('wasm'), file, { closes: [1, 1] });
    expect(await run(sampleManifest('wasm'), file, { closes: [1, 1] })).toEqual(first);
    expect(first[0]).not.toBe(first[1]);
  });
});

describe('an ONNX model', () => {
  const tanh = onnxFile({
    nodes: [{ operator: 'Tanh', inputs: ['x'], outputs: ['y'] }],
    inputs: [{ name: 'x', shape: [1, 1] }],
    outputs: [{ name: 'y', shape: [1, 1] }],
  });

  it('is asked with its features', async () => {
    const inputs = { features: [{ indicator: 'close', offset: 10, scale: 0.5 }], window: 1 };
    const outputs = await run(sampleManifest('onnx', { inputs }), tanh, { closes: [10, 12, Number.NaN, 9] });
    const expected = [0, Math.tanh(1), Number.NaN, Math.tanh(-0.5)];
    expect(outputs.map((output) => output.toFixed(6))).toEqual(expected.map((value) => value.toFixed(6)));
  });

  it('chooses the level that it scores best', async () => {
    const manifest = sampleManifest('onnx', {
      inputs: { features: [{ indicator: 'close' }, { indicator: 'open', scale: -1 }], window: 1 },
      output: { meaning: 'target-weights', levels: [-0.5, 0.5] },
    });
    const identity = onnxFile({
      nodes: [{ operator: 'Identity', inputs: ['x'], outputs: ['y'] }],
      inputs: [{ name: 'x', shape: [1, 2] }],
      outputs: [{ name: 'y', shape: [1, 2] }],
    });
    expect(await run(manifest, identity, { closes: [3, -3, 0] })).toEqual([-0.5, 0.5, -0.5]);
  });

  it('hears what it said itself', async () => {
    const inputs = { features: [{ indicator: 'own-output', offset: -1 }], window: 1 };
    const outputs = await run(sampleManifest('onnx', { inputs }), tanh, { closes: [1, 1] });
    expect(outputs[1]).toBeCloseTo(Math.tanh(1 + Math.tanh(1)), 6);
  });

  it('is refused by the runtime where its parts do not fit', async () => {
    const broken = onnxFile({
      nodes: [{ operator: 'Tanh', inputs: ['nowhere'], outputs: ['y'] }],
      inputs: [{ name: 'x', shape: [1, 1] }],
      outputs: [{ name: 'y', shape: [1, 1] }],
    });
    await expect(run(sampleManifest('onnx'), broken, { closes: [1] })).rejects.toMatchObject({
      kind: 'model-refused',
    });
  });
});
