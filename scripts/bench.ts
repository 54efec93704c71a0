import { join } from 'node:path';
import { measure, type Report } from './bench/measure.ts';
import { preparePeers } from './bench/peers/preparePeers.ts';
import { readArguments } from './bench/readArguments.ts';
import { table } from './bench/table.ts';
import { WORKLOADS } from './bench/workloads.ts';

// Times what the product does beside the peers, checking that it is right. Reports go to standard output, the
// rest to standard error.
// Run: npm run --silent bench -- [--json] [--only W3] [--peers] [--repeat 5] [--data ../shared/data]

const root = join(import.meta.dirname, '..');
const log = (line: string): void => void process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const known = WORKLOADS.map(({ name }) => name);
  const read = readArguments(process.argv.slice(2), known, join(root, '../shared/data'));
  if (!read.ok) {
    log(read.rejection);
    return 2;
  }
  const { json, names, repeat, data } = read.value;
  const peers = read.value.peers ? await preparePeers(join(root, '.peers'), log) : undefined;
  const reports: Report[] = [];
  for (const workload of WORKLOADS.filter(({ name }) => names.includes(name))) {
    log(`${workload.name}: ${workload.title}`);
    const prepared = await workload.prepare({ data, ...(peers === undefined ? {} : { peers }) });
    for (const { name, reason } of prepared.missing ?? [])
      log(`${workload.name}: ${name} left out, ${reason}`);
    const report = await measure(workload, prepared, repeat);
    reports.push(report);
    if (!json) process.stdout.write(`${table(report)}\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(reports, undefined, 2)}\n`);
  return reports.every(({ checks }) => checks.every(({ ok }) => ok)) ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  process.exitCode = 1;
}
