import { Refusal } from '@qca/base';
import { InstrumentFeatures } from './features/InstrumentFeatures.ts';
import { hashModel, type LoadedModel } from './LoadedModel.ts';
import type { ModelManifest } from './manifest/ModelManifest.ts';
import { inspectOnnx } from './onnx/inspectOnnx.ts';
import { refuseModel } from './refuseModel.ts';
import { readScript } from './script/readScript.ts';
import { prepareWasm } from './wasm/prepareWasm.ts';

/** Networks for bars are small: the largest worked example is a hundredth of this. */
export const ARTEFACT_BYTES_MAX = 64 << 20;

/**
 * Joins a manifest with its artefact, and looks into the artefact before anything runs it.
 *
 * Rejects, as `Refusal`: the kinds of `ModelRefusalKind`, and `bad-input` for wrong parameters of an indicator.
 * `where` names the artefact.
 */
export function loadModel(manifest: ModelManifest, artefact: Uint8Array, where: string): LoadedModel {
  try {
    checkSize(artefact);
    inspect(manifest, artefact);
  } catch (error) {
    throw error instanceof Refusal ? placed(error, where) : error;
  }
  return { manifest, artefact, hash: hashModel(manifest, artefact) };
}

function checkSize({ length }: Uint8Array): void {
  if (length === 0) throw refuseModel('model-empty', 'the artefact is empty', 'Export the model again.');
  if (length <= ARTEFACT_BYTES_MAX) return;
  throw refuseModel(
    'model-too-large',
    `the artefact has ${length} bytes`,
    `Keep it at or below ${ARTEFACT_BYTES_MAX} bytes.`,
  );
}

function inspect(manifest: ModelManifest, artefact: Uint8Array): void {
  if (manifest.format === 'script') readScript(artefact);
  else if (manifest.format === 'wasm') prepareWasm(artefact, manifest);
  else {
    inspectOnnx(artefact, manifest);
    if (manifest.inputs !== undefined) new InstrumentFeatures(manifest.inputs);
  }
}

/** The same refusal with the place where a person finds the file. */
function placed({ kind, message, where, remedy }: Refusal, file: string): Refusal {
  const what = message.slice(0, message.length - ` (${where}). ${remedy}`.length);
  return new Refusal({ kind, what, where: where === 'artefact' ? file : `${file}: ${where}`, remedy });
}
