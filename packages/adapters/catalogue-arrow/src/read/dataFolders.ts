import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Refusal } from '@qca/base';

/** A folder and the names of the data files in it, in code-unit order. */
export interface DataFolder {
  readonly path: string;
  readonly files: readonly string[];
}

const DATA_FILE = /\.csv(\.gz)?$/i;

/** A folder with more files is more likely a mistake, such as a home folder, than a set of recordings. */
const FILES_MAX = 10_000;

/** Folders in folders are followed this far down: a set of sets, and no further. */
const DEPTH_MAX = 3;

/**
 * Lists the data files of a folder. `nearest` looks into inner folders only when the folder has none itself, so that a
 * set of recordings is one folder; `all` takes everything. A path to a file is a folder of that one.
 */
export async function dataFolders(path: string, which: 'nearest' | 'all'): Promise<DataFolder[]> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch {
    throw new Refusal({
      kind: 'no-such-folder',
      what: 'There is no such folder or file',
      where: path,
      remedy: 'Check the path.',
    });
  }
  if (!isFolder) return [{ path: dirname(path), files: [basename(path)] }];
  return walk(path, which, 1);
}

async function walk(path: string, which: 'nearest' | 'all', depth: number): Promise<DataFolder[]> {
  const entries = (await readdir(path, { withFileTypes: true }))
    .filter((entry) => !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = entries
    .filter((entry) => entry.isFile() && DATA_FILE.test(entry.name))
    .map((entry) => entry.name);
  if (files.length > FILES_MAX) {
    throw new Refusal({
      kind: 'too-many-files',
      what: `The folder has ${files.length} data files, more than ${FILES_MAX}`,
      where: path,
      remedy: 'Give the folder of the recordings themselves.',
    });
  }
  const folders: DataFolder[] = files.length > 0 ? [{ path, files }] : [];
  if (depth === DEPTH_MAX || (which === 'nearest' && files.length > 0)) return folders;
  for (const entry of entries) {
    if (entry.isDirectory()) folders.push(...(await walk(join(path, entry.name), which, depth + 1)));
  }
  return folders;
}
