import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutationScores, survivors } from './mutate/mutationScores.ts';

// Changes one room's code in every small way and counts which changes its tests notice.
// Run: npm run mutate -- <room> [--own] [file.ts …], with ledger, risk, statistics or units for a room. `--own` asks the room's own
// tests alone, which is faster where many rooms stand on it.

const root = join(import.meta.dirname, '..');
/** The goal of the rooms that hold money and decisions. Units: percent. */
const SCORE_MIN = 85;

const words = process.argv.slice(2);
const own = words.includes('--own');
const [room = '', ...only] = words.filter((word) => word !== '--own');
const folder = ['packages/foundation', 'packages/domain'].map((floor) => `${floor}/${room}`).find(hasSource);
if (room === '' || folder === undefined) {
  process.stderr.write(
    `"${room}" is no room of packages/foundation or packages/domain. Name one: npm run mutate -- ledger\n`,
  );
  process.exitCode = 2;
} else {
  process.exitCode = mutate(folder) ? 0 : 1;
}

function hasSource(path: string): boolean {
  return existsSync(join(root, path, 'src'));
}

function mutate(path: string): boolean {
  const files = only.length > 0 ? only.map((file) => `${path}/src/**/${file}`) : [`${path}/src/**/*.ts`];
  const left = ['test', 'bench', 'fixture'].map((kind) => `!**/*.${kind}.ts`);
  const patterns = [...files, ...left, '!**/index.ts'].join(',');
  const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const tests = own ? ['--testFiles', `${path}/src/**/*.test.ts`] : [];
  const { status } = spawnSync(
    process.execPath,
    [stryker, 'run', 'stryker.config.json', '--mutate', patterns, ...tests],
    {
      stdio: 'inherit',
      cwd: root,
    },
  );
  if (status !== 0) return false;
  const report = JSON.parse(readFileSync(join(root, 'reports/mutation.json'), 'utf8'));
  for (const survivor of survivors(report)) process.stdout.write(`${survivor}\n`);
  const scores = mutationScores(report);
  for (const { name, detected, undetected, percent } of scores) {
    process.stdout.write(
      `${percent.toFixed(1).padStart(5)} %  ${name} (${detected} of ${detected + undetected})\n`,
    );
  }
  return scores.every(({ name, percent }) => name !== 'all' || percent >= SCORE_MIN);
}
