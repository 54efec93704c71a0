import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Fault, Refusal } from '@qca/base';

/** Rights of anybody but the owner. */
const OTHERS = 0o077;

/**
 * Reads a file that only its owner may read; nothing when there is none.
 *
 * Rejects, as `Refusal`: `open-permissions`, `not-a-file`, `file-too-large`.
 */
export function readPrivateFile(path: string, bytesMax: number): string | undefined {
  const file = openToRead(path);
  if (file === undefined) return undefined;
  try {
    const { mode, size } = fstatSync(file);
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) {
      throw refusal('not-a-file', 'this is not a file', path, 'Name a file.');
    }
    // Windows keeps rights elsewhere, and shows the same mode for every file.
    if ((mode & OTHERS) !== 0 && process.platform !== 'win32') {
      const what = `others than its owner have rights on this file (mode ${(mode & 0o777).toString(8)})`;
      throw refusal('open-permissions', what, path, 'Take them away: chmod 600.');
    }
    if (size > bytesMax) {
      const what = `${size} bytes are more than the ${bytesMax} such a file may have`;
      throw refusal('file-too-large', what, path, 'Name the right file.');
    }
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/**
 * Replaces a file by the text that `make` returns: whole or not at all, readable by its owner only. While `make` works,
 * nobody else replaces the file.
 *
 * Rejects, as `Refusal`: `keystore-in-use`, and what `make` rejects.
 */
export async function replacePrivateFile(path: string, make: () => Promise<string>): Promise<void> {
  const draft = `${path}.new`;
  const file = createDraft(draft, path);
  try {
    fchmodSync(file, 0o600);
    writeFileSync(file, await make());
    fsyncSync(file);
    renameSync(draft, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(draft, { force: true });
    if (error instanceof Error && 'syscall' in error) throw fault('write', path, error);
    throw error;
  } finally {
    closeSync(file);
  }
}

function openToRead(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fault('read', path, error);
  }
}

function createDraft(draft: string, path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    return openSync(draft, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw fault('write', path, error);
    const remedy = 'Wait for it; if there is none, one was killed: delete the file.';
    throw refusal('keystore-in-use', 'another command is changing the keystore', draft, remedy);
  }
}

// The new name is on the disk only when the folder is.
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return; // folders cannot be opened there
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

function refusal(kind: string, what: string, where: string, remedy: string): Refusal {
  return new Refusal({ kind, what, where, remedy });
}

function fault(doing: string, path: string, cause: unknown): Fault {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  return new Fault(`could not ${doing} ${path}: ${code}`, { retryable: false, cause });
}
