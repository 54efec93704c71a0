import { RecordedCatalogue } from './RecordedCatalogue.ts';
import { type ReadFolderOptions, readFolder } from './read/readFolder.ts';

export interface OpenCatalogueOptions extends ReadFolderOptions {
  /** Which bars to play where an instrument has several intervals, `1h`. */
  readonly interval?: string;
}

/** Opens recorded markets: a folder of raw files, or a single one. Rejects: as `readFolder` and `RecordedCatalogue`. */
export async function openCatalogue(
  path: string,
  options: OpenCatalogueOptions = {},
): Promise<RecordedCatalogue> {
  const { recordings, files, notes } = await readFolder(path, options);
  return new RecordedCatalogue(recordings, {
    files,
    notes,
    ...(options.interval === undefined ? {} : { interval: options.interval }),
  });
}
