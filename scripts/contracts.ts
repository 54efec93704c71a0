import { parseArgs } from 'node:util';
import { abi } from './contracts/abi.ts';
import { access } from './contracts/access.ts';
import { build } from './contracts/build.ts';
import { COMMAND_OPTIONS, type Command } from './contracts/Command.ts';
import { fuzz } from './contracts/fuzz.ts';
import { gas } from './contracts/gas.ts';
import { layout } from './contracts/layout.ts';
import { test } from './contracts/test.ts';

// Builds, tests and measures the Solidity contracts, offline, with the compiler and the engines from npm.
// Run: npm run --silent contracts -- <abi | access | build | fuzz | gas | test> [--json], each with its own options in contracts/README.md.

const COMMANDS: Readonly<Record<string, Command>> = { abi, access, build, fuzz, gas, layout, test };

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
