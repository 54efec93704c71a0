import { join } from 'node:path';
import { DAY } from '@qca/base';
import { runTrials, TRIAL_KIND, TRIAL_MODULE, type TrialRun } from '@qca/evaluator';
import { type JobRecord, LoggedJobs, ThreadWorkers } from '@qca/jobs-threads';
import type { RecordLog } from '@qca/ports';
import { check, type Runner, type Workload } from './Workload.ts';

/** Ours, whatever data is named: two years of four instruments by the hour. */
const MARKET = join(import.meta.dirname, '../../markets/bitstamp');
const FIRST_US = Date.UTC(2020, 0, 1) * 1000;
const DAYS = 731;
const BARS = 70_176;
/** Enough that the last of them does not decide, few enough for a minute. */
const POINTS = 16;

/** A grid of backtests as jobs, on two threads beside one: how much of the second core is used. */
export const GRID: Workload = {
  name: 'grid',
  title: `sma-cross at ${POINTS} points × ${BARS.toLocaleString('en')} bars, event engine with ledger and risk, as jobs in threads`,
  prepare() {
    const two = gridRunner('ours', 2);
    const one = gridRunner('one thread', 1);
    return {
      unit: 'bars/s',
      ours: two,
      peers: [one],
      check: () => [
        check('points', POINTS, two.results().length),
        check('results on two threads', one.results().join(), two.results().join()),
      ],
    };
  },
};

function gridRunner(name: string, threads: number): Runner & { results(): readonly string[] } {
  const jobs = new LoggedJobs({ log: memoryLog() });
  const workers = new ThreadWorkers({ threads });
  jobs.process(TRIAL_KIND, { concurrency: threads }, workers.worker(TRIAL_MODULE));
  let round = 0;
  let results: readonly string[] = [];
  let cpuSeconds = 0;
  return {
    name,
    version: `(${threads} ${threads === 1 ? 'thread' : 'threads'})`,
    // One loads the market into each thread and lets the compiler see it.
    warmUps: 1,
    async run() {
      const start = performance.now();
      const before = process.cpuUsage();
      const played = await runTrials({ jobs, work: `round-${round}` }, 'all', points());
      const seconds = (performance.now() - start) / 1000;
      const { user, system } = process.cpuUsage(before);
      cpuSeconds = (user + system) / 1e6;
      round += 1;
      results = played.map((trial) => trial.refused ?? trial.returns);
      return (POINTS * BARS) / seconds;
    },
    results: () => results,
    // As much for two threads as for one: nothing is done twice, and on two free cores it takes half the time.
    details: () => ({ 'CPU seconds': Number(cpuSeconds.toFixed(2)) }),
    close: () => void jobs.close().then(() => workers.close()),
  };
}

function points(): TrialRun[] {
  return Array.from({ length: POINTS }, (_, index) => ({
    market: { kind: 'recorded', path: MARKET, fromUs: null, toUs: null, skipBadRows: false },
    strategy: 'sma-cross',
    file: null,
    parameters: { fast: 5 + 5 * (index % 4), slow: 60 + 30 * Math.floor(index / 4) },
    seed: 1,
    budget: 10_000,
    firstUs: FIRST_US,
    periodUs: DAY,
    count: DAYS,
  }));
}

function memoryLog(): RecordLog<JobRecord> {
  const records: JobRecord[] = [];
  const appendAll = (more: readonly JobRecord[]): void => void records.push(...more);
  return { records, append: (record) => appendAll([record]), appendAll, close: () => {} };
}
