import { canonicalJson, RunningHash, type Sha256 } from '@qca/base';
import type { ModelManifest } from './manifest/ModelManifest.ts';

/** A model as it was handed in: its manifest and its artefact, and one hash over both. */
export interface LoadedModel {
  readonly manifest: ModelManifest;
  readonly artefact: Uint8Array;
  readonly hash: Sha256;
}

/**
 * Returns the hash of a model: SHA-256 over the canonical JSON of its manifest, a line feed, and the artefact's bytes.
 *
 * Spaces and the order of keys in the manifest do not matter; every byte of the artefact does.
 */
export function hashModel(manifest: ModelManifest, artefact: Uint8Array): Sha256 {
  const hash = new RunningHash();
  hash.update(canonicalJson(manifest));
  // Canonical JSON holds no raw line feed, so manifest and artefact cannot flow into each other.
  hash.update('\n');
  hash.update(artefact);
  return hash.peek();
}
