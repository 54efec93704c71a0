import { parseArgs } from 'node:util';
import { type SimulationFailure, simulate } from '../tests/simulation/simulate.ts';

// npm run sim -- --runs N [--seed S] [--json]: the whole platform, N times, with faults and crashes on seeds S, S+1, …

const USAGE = 'Use: npm run sim -- --runs 1000 [--seed 1] [--json]';
const REPORT_EVERY = 500;

const flags = readFlags();
if (flags === undefined) {
  process.stderr.write(`${USAGE}\n`);
  process.exitCode = 2;
} else {
  const startedMs = performance.now();
  const failures: SimulationFailure[] = [];
  for (let run = 0; run < flags.runs; run += 1) {
    const failure = await simulate(flags.seed + run);
    if (failure !== undefined) {
      failures.push(failure);
      process.stderr.write(`seed ${failure.seed}: ${failure.invariant}: ${failure.detail}\n`);
    }
    if ((run + 1) % REPORT_EVERY === 0)
      process.stderr.write(`${run + 1} runs, ${failures.length} failures\n`);
  }
  const seconds = Number(((performance.now() - startedMs) / 1000).toFixed(1));
  if (flags.json) process.stdout.write(`${JSON.stringify({ runs: flags.runs, seconds, failures })}\n`);
  else process.stdout.write(`${flags.runs} runs in ${seconds} s, ${failures.length} failures\n`);
  if (failures.length > 0) process.exitCode = 1;
}

function readFlags(): { runs: number; seed: number; json: boolean } | undefined {
  try {
    const { values } = parseArgs({
      options: {
        runs: { type: 'string', default: '1000' },
        seed: { type: 'string', default: '1' },
        json: { type: 'boolean', default: false },
      },
    });
    const runs = Number(values.runs);
    const seed = Number(values.seed);
    const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
    return isWhole(runs) && runs > 0 && isWhole(seed) ? { runs, seed, json: values.json } : undefined;
  } catch {
    return undefined;
  }
}
