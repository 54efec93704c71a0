import { readManifest } from './arrow/manifest.ts';
import { readArrowCatalogue } from './arrow/readArrowCatalogue.ts';
import { RecordedCatalogue } from './RecordedCatalogue.ts';
import { type ReadFolderOptions, readFolder } from './read/readFolder.ts';

export interface OpenCatalogueOptions extends ReadFolderOptions {
  /** Which bars to play where an instrument has several intervals, `1h`. */
  readonly interval?: string;
}

/**
 * Opens recorded markets: an imported catalogue, a folder of raw files, or a single raw file.
 *
 * Rejects: as `readFolder`, `readArrowCatalogue` and `RecordedCatalogue`.
 */
export async function openCatalogue(
  path: string,
  options: OpenCatalogueOptions = {},
): Promise<RecordedCatalogue> {
  const interval = options.interval === undefined ? {} : { interval: options.interval };
  const manifest = await readManifest(path);
  if (manifest !== undefined) {
    const recordings = await readArrowCatalogue(path, manifest);
    return new RecordedCatalogue(recordings, { files: [], notes: manifest.notes, ...interval });
  }
  const { recordings, files, notes } = await readFolder(path, options);
  return new RecordedCatalogue(recordings, { files, notes, ...interval });
}
