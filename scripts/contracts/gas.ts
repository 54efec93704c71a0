import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from './Command.ts';
import { contractsFolder, forgeRoom, runForge } from './engines.ts';
import { changedGas, type GasRow, gasTable, missedTargets } from './gasTable.ts';

const SNAPSHOT = join(contractsFolder, 'gas.json');

/**
 * Measures what users pay, each call a transaction of its own, beside the anchors in the same run, and holds it against the
 * snapshot without any tolerance. `--write` takes the new figures into the snapshot. A target that is missed is said, and no
 * failure: the snapshot is what must not change unseen.
 */
export const gas: Command = ({ room, write }) => {
  // Events are in the report from this verbosity on.
  const run = runForge(['test', '--isolate', '--match-test', 'test_gas_', '--json', '-vvvv'], {
    env: forgeRoom(room),
  });
  const start = run.stdout.indexOf('{');
  if (start < 0 || run.status !== 0) {
    const text = `${run.stdout.slice(0, 4_000)}\n${run.stderr}`.trim();
    return { passed: false, text, json: { error: text } };
  }
  const rows = gasTable(JSON.parse(run.stdout.slice(start)));
  if (write && room === undefined) writeFileSync(SNAPSHOT, `${JSON.stringify(rows, null, 2)}\n`);
  const known = existsSync(SNAPSHOT) ? (JSON.parse(readFileSync(SNAPSHOT, 'utf8')) as GasRow[]) : [];
  // One room alone is held against its own part of the snapshot.
  const relevant =
    room === undefined ? known : known.filter(({ path }) => rows.some((row) => row.path === path));
  const missed = missedTargets(rows).map((each) => `MISSED  ${each}`);
  const changed = changedGas(relevant, rows).map((each) => `CHANGED ${each}`);
  const text = [...rows.map(line), ...missed, ...changed].join('\n');
  return { passed: rows.length > 0 && changed.length === 0, text, json: rows };
};

function line({ path, ours, anchor, ratio, target }: GasRow): string {
  const beside = anchor === null ? '' : `${anchor.name} ${anchor.gas}, ${ratio}x`;
  return `${String(ours).padStart(8)}  ${path.padEnd(64)} ${beside}${target === null ? '' : ` (target ${target})`}`;
}
