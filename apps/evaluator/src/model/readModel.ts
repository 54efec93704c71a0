import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { Refusal } from '@qca/base';
import { ARTEFACT_BYTES_MAX, type LoadedModel, loadModel, readManifest } from '@qca/models';

/**
 * Reads a model from disk: the artefact, whose manifest lies beside it as `<name>.manifest.json`, or the manifest itself.
 *
 * Rejects, as `Refusal`: `no-model`, `no-manifest`, `bad-manifest`, `model-empty`, `model-too-large`.
 */
export function readModel(path: string): LoadedModel {
  const file = resolve(path);
  if (!existsSync(file) || !statSync(file).isFile())
    throw refusal('no-model', `${path} is no file`, 'Give an ONNX, WASM or script file, or its manifest.');
  const manifestFile = extname(file) === '.json' ? file : manifestBeside(file);
  if (!existsSync(manifestFile)) {
    throw refusal(
      'no-manifest',
      `${basename(file)} has no manifest`,
      `Write ${basename(manifestFile)} beside it; docs/models.md says what stands in it.`,
    );
  }
  const manifest = readManifest(readFileSync(manifestFile, 'utf8'), basename(manifestFile));
  const artefactFile = join(dirname(manifestFile), manifest.artefact);
  if (extname(file) !== '.json' && resolve(artefactFile) !== file)
    throw refusal(
      'no-manifest',
      `${basename(manifestFile)} speaks of ${manifest.artefact}, and not of ${basename(file)}`,
      'Give the file that the manifest names, or mend its artefact.',
    );
  if (!existsSync(artefactFile))
    throw refusal('no-model', `${manifest.artefact} is missing`, 'Put it beside its manifest.');
  const { size } = statSync(artefactFile);
  // Looked at before it is read: a file may be larger than memory.
  if (size > ARTEFACT_BYTES_MAX)
    throw refusal(
      'model-too-large',
      `${manifest.artefact} has ${size} bytes`,
      `At most ${ARTEFACT_BYTES_MAX} are taken.`,
    );
  return loadModel(manifest, new Uint8Array(readFileSync(artefactFile)), manifest.artefact);
}

function manifestBeside(file: string): string {
  return join(dirname(file), `${basename(file, extname(file))}.manifest.json`);
}

function refusal(kind: string, what: string, remedy: string): Refusal {
  return new Refusal({ kind, what, where: 'model', remedy });
}
