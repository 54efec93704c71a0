import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { Refusal } from '@qca/base';
import {
  ARTEFACT_BYTES_MAX,
  type LoadedModel,
  loadModel,
  MANIFEST_BYTES_MAX,
  readManifest,
} from '@qca/models';

const MANIFEST_ENDING = '.manifest.json';

/**
 * Reads a model from disk: `file` is its manifest, or its artefact with `<name>.manifest.json` beside it.
 *
 * Rejects, as `Refusal`: `no-such-file`, `model-too-large`, `bad-manifest`, and those of `loadModel`.
 */
export async function readModel(file: string): Promise<LoadedModel> {
  const manifestFile = file.endsWith('.json')
    ? file
    : `${file.slice(0, file.length - extname(file).length)}${MANIFEST_ENDING}`;
  const text = await readBounded(manifestFile, MANIFEST_BYTES_MAX);
  const manifest = readManifest(new TextDecoder().decode(text), manifestFile);
  const artefactFile = join(dirname(manifestFile), manifest.artefact);
  if (file !== manifestFile && artefactFile !== join(file)) {
    throw new Refusal({
      kind: 'bad-manifest',
      what: `the manifest speaks of ${manifest.artefact}, and not of ${file}`,
      where: manifestFile,
      remedy: 'Name the artefact as the file is named.',
    });
  }
  return loadModel(manifest, await readBounded(artefactFile, ARTEFACT_BYTES_MAX), artefactFile);
}

/** Without a wait: a pipe that nobody writes to would never open. */
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

async function readBounded(file: string, bytesMax: number): Promise<Uint8Array> {
  const handle = await open(file, READ).catch((error: NodeJS.ErrnoException) => {
    throw new Refusal({
      kind: 'no-such-file',
      what: `the file cannot be opened (${error.code})`,
      where: file,
      remedy: 'A model is an artefact with its manifest beside it: docs/models.md.',
    });
  });
  try {
    const status = await handle.stat();
    // A device says that it is empty, and never ends.
    if (!status.isFile()) {
      throw new Refusal({
        kind: 'no-such-file',
        what: 'it is no plain file',
        where: file,
        remedy: 'A model is an artefact with its manifest beside it: docs/models.md.',
      });
    }
    const { size } = status;
    if (size > bytesMax) {
      throw new Refusal({
        kind: 'model-too-large',
        what: `the file has ${size} bytes`,
        where: file,
        remedy: `Keep it at or below ${bytesMax} bytes.`,
      });
    }
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
