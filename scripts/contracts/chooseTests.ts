import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/** The test files of a room that do not reach `file` by their imports, and those that only measure gas. */
export function testsThatMiss(folder: string, room: string, file: string): string[] {
  const tests = globSync(`test/${room}/**/*.t.sol`, { cwd: folder }).map((each) =>
    each.replaceAll('\\', '/'),
  );
  const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
  return tests.filter((test) => test.endsWith('.gas.t.sol') || !importsOf(test, read).has(file));
}

/** Every file of the project that one needs, itself among them. */
export function importsOf(file: string, read: (path: string) => string): Set<string> {
  const found = new Set<string>();
  const waiting = [file];
  for (let each = waiting.pop(); each !== undefined; each = waiting.pop()) {
    if (found.has(each)) continue;
    found.add(each);
    for (const [, path = ''] of read(each).matchAll(/^\s*(?:import|\})[^;"']*["'](\.[^"']+)["']\s*;/gm))
      waiting.push(posix.normalize(posix.join(posix.dirname(each), path)));
  }
  return found;
}

/** Removes files of a copy and keeps what was in them. */
export function takeAway(folder: string, files: readonly string[]): Map<string, string> {
  return new Map(
    files.map((file) => {
      const path = join(folder, file);
      const text = readFileSync(path, 'utf8');
      rmSync(path);
      return [path, text];
    }),
  );
}

/** Puts them back. */
export function restore(away: ReadonlyMap<string, string>): void {
  for (const [path, text] of away) writeFileSync(path, text);
}
