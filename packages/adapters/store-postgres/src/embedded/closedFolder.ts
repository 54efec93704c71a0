import { realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

const ANYBODY_MAY_ENTER = 0o001;

/** Returns the first folder on the way to `path`, itself included, that other users may not enter; undefined when all may. */
export function closedFolder(path: string): string | undefined {
  let closed: string | undefined;
  for (let folder = realpathSync(path); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & ANYBODY_MAY_ENTER) === 0) closed = folder;
    if (folder === dirname(folder)) return closed;
  }
}
