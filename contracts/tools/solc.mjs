#!/usr/bin/env node
// Dresses the compiler from npm as the native `solc` that forge expects, so that nothing is ever downloaded.
//
// Answers `--version`, else reads standard JSON from stdin and prints the compiler's answer. Imports that the input does
// not carry are read from `--base-path` and the `--include-path`s, the way solc does; other flags do not matter here.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const solc = createRequire(import.meta.url)('solc');
const flags = process.argv.slice(2);

if (flags.includes('--version')) {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${solc.version()}\n`);
} else {
  const folders = flags.flatMap((flag, at) =>
    flag === '--base-path' || flag === '--include-path' ? [flags[at + 1] ?? '.'] : [],
  );
  const findImport = (path) => {
    const found = [path, ...folders.map((folder) => join(folder, path))].find((file) => existsSync(file));
    return found === undefined
      ? { error: `${path} is in none of the include paths` }
      : { contents: readFileSync(found, 'utf8') };
  };
  process.stdout.write(solc.compile(readFileSync(0, 'utf8'), { import: findImport }));
}
