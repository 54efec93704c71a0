import { watch } from 'node:fs';
import { join, relative } from 'node:path';

/** Editors write a file in several steps; one save is one change. */
const QUIET_MS = 200;
const SOURCE = /\.(ts|tsx|json)$/;
const LEFT_OUT = /(^|[\\/])(node_modules|out|\.next|dist)([\\/]|$)|\.test\.tsx?$/;

/** Calls `changed` with a file's path below the working folder, once for what changes together. Tests do not count. */
export function watchSources(folders: readonly string[], changed: (file: string) => void): { close(): void } {
  let waiting: NodeJS.Timeout | undefined;
  const watchers = folders.map((folder) =>
    watch(folder, { recursive: true }, (_, name) => {
      if (name === null || !SOURCE.test(name) || LEFT_OUT.test(name)) return;
      clearTimeout(waiting);
      waiting = setTimeout(() => changed(relative(process.cwd(), join(folder, name))), QUIET_MS);
    }),
  );
  return {
    close() {
      clearTimeout(waiting);
      for (const watcher of watchers) watcher.close();
    },
  };
}
