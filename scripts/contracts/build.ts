import { globSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from './Command.ts';
import { contractsFolder, forgeRoom, runForge } from './engines.ts';

/** Above this the network refuses to deploy. Units: bytes of run-time code. Source: EIP-170. */
const CODE_BYTES_MAX = 24_576;

interface Sizes {
  readonly [contract: string]: { readonly runtime_size: number; readonly init_size: number };
}

/** Compiles every contract and test, and refuses contracts that no network would take. */
export const build: Command = ({ room }) => {
  const run = runForge(['build', '--sizes', '--json', '--skip', 'test'], { env: forgeRoom(room) });
  const start = run.stdout.indexOf('{');
  let sizes: Sizes | undefined;
  try {
    if (start >= 0) sizes = JSON.parse(run.stdout.slice(start));
  } catch {
    // What is printed in its place is the compiler's complaint.
  }
  if (sizes === undefined) {
    return {
      passed: false,
      text: `${run.stdout}${run.stderr}`.trim(),
      json: { error: run.stdout + run.stderr },
    };
  }
  // A file is named after what it holds, and what only tests deploy may be of any size.
  const ours = new Set(
    globSync('src/**/*.sol', { cwd: contractsFolder }).map((file) => basename(file, '.sol')),
  );
  const contracts = Object.entries(sizes)
    .filter(([name]) => ours.has(name))
    .map(([name, { runtime_size: bytes }]) => ({ name, bytes }))
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
  const passed = contracts.every(({ bytes }) => bytes <= CODE_BYTES_MAX);
  const lines = contracts.map(
    ({ name, bytes }) =>
      `${String(bytes).padStart(6)} bytes  ${name}${bytes > CODE_BYTES_MAX ? `, above ${CODE_BYTES_MAX}` : ''}`,
  );
  return {
    passed,
    text: [...lines, `built in ${run.seconds.toFixed(1)} s`].join('\n'),
    json: { seconds: run.seconds, contracts },
  };
};
