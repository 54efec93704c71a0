import { parseArgs } from 'node:util';
import { abi } from './contracts/abi.ts';
import { access } from './contracts/access.ts';
import { build } from './contracts/build.ts';
import { COMMAND_OPTIONS, type Command } from './contracts/Command.ts';
import { coverage } from './contracts/coverage.ts';
import { fuzz } from './contracts/fuzz.ts';
import { gas } from './contracts/gas.ts';
import { layout } from './contracts/layout.ts';
import { mutate } from './contracts/mutate.ts';
import { prove } from './contracts/prove.ts';
import { staticAnalysis } from './contracts/static.ts';
import { test } from './contracts/test.ts';

// Builds, tests and measures the Solidity contracts, offline, with the compiler and the engines from npm.
// Run: npm run --silent contracts -- <command> [--json]; the commands and their options are in contracts/README.md.

const COMMANDS: Readonly<Record<string, Command>> = {
  abi,
  access,
  build,
  coverage,
  fuzz,
  gas,
  layout,
  mutate,
  prove,
  static: staticAnalysis,
  test,
};

const { positionals, values } = parseArgs({ options: COMMAND_OPTIONS, allowPositionals: true });
const [name = '', ...rest] = positionals;
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
if (command === undefined || rest.length > 0) {
  process.stderr.write(
    `"${positionals.join(' ')}" is no command. Name one: ${Object.keys(COMMANDS).join(', ')}\n`,
  );
  process.exitCode = 2;
} else {
  const { passed, text, json } = await command(values);
  process.stdout.write(values.json ? `${JSON.stringify(json, null, 2)}\n` : `${text}\n`);
  process.exitCode = passed ? 0 : 1;
}
