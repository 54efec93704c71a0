import { Refusal } from '@qca/base';
import { hashModel, type LoadedModel } from './LoadedModel.ts';
import type { ModelManifest } from './manifest/ModelManifest.ts';

/** Networks for bars are small: the largest worked example is a hundredth of this. */
export const ARTEFACT_BYTES_MAX = 64 << 20;

/**
 * Joins a manifest with its artefact, and looks into the artefact before anything runs it.
 *
 * Rejects, as `Refusal`: `model-too-large`, `model-empty`. `where` names the artefact.
 */
export function loadModel(manifest: ModelManifest, artefact: Uint8Array, where: string): LoadedModel {
  if (artefact.length === 0) {
    throw new Refusal({
      kind: 'model-empty',
      what: 'the artefact is empty',
      where,
      remedy: 'Export the model again.',
    });
  }
  if (artefact.length > ARTEFACT_BYTES_MAX) {
    throw new Refusal({
      kind: 'model-too-large',
      what: `the artefact has ${artefact.length} bytes`,
      where,
      remedy: `Keep it at or below ${ARTEFACT_BYTES_MAX} bytes.`,
    });
  }
  return { manifest, artefact, hash: hashModel(manifest, artefact) };
}
