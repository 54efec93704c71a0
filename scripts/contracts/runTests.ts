import type { TestCounts } from '../test/countTests.ts';
import { type Engine, type EngineRun, forgeRoom, runForge, runHardhat } from './engines.ts';
import { type Failure, readForgeReport, readHardhatOutput, type SuiteCounts } from './readReports.ts';

/** What one engine said of the contracts' tests. */
export interface EngineOutcome extends TestCounts {
  readonly engine: Engine;
  readonly seconds: number;
  readonly failures: readonly Failure[];
}

export interface TestChoice {
  readonly effort: 'quick' | 'default' | 'deep';
  readonly room?: string | undefined;
  /** A pattern of the names of the tests to run. */
  readonly match?: string | undefined;
}

/** Runs and depth are foundry.toml's profiles; Hardhat reads them from here. */
const HARDHAT_EFFORT = {
  quick: { QCA_FUZZ_RUNS: '64', QCA_INVARIANT_RUNS: '16', QCA_INVARIANT_DEPTH: '100' },
  default: {},
  deep: { QCA_FUZZ_RUNS: '20000', QCA_INVARIANT_RUNS: '2000', QCA_INVARIANT_DEPTH: '500' },
};

/** Runs the contracts' tests on one engine. What does not compile is one failure. */
export function runTests(engine: Engine, choice: TestChoice): EngineOutcome {
  return engine === 'forge' ? runOnForge(choice) : runOnHardhat(choice);
}

function runOnForge({ effort, room, match }: TestChoice): EngineOutcome {
  const chosen = match === undefined ? [] : ['--match-test', match];
  const run = runForge(['test', '--json', ...chosen], {
    env: { FOUNDRY_PROFILE: effort, ...forgeRoom(room) },
  });
  const start = run.stdout.indexOf('{');
  let counts: SuiteCounts | undefined;
  try {
    counts = start < 0 ? undefined : readForgeReport(JSON.parse(run.stdout.slice(start)));
  } catch {
    // No report: forge stopped before it had one.
  }
  return { engine: 'forge', seconds: run.seconds, ...(counts ?? broken(run)) };
}

function runOnHardhat({ effort, room, match }: TestChoice): EngineOutcome {
  const chosen = match === undefined ? [] : ['--grep', match];
  const env = { ...HARDHAT_EFFORT[effort], ...(room === undefined ? {} : { QCA_ROOM: room }) };
  const run = runHardhat(['test', 'solidity', ...chosen], env);
  const counts = readHardhatOutput(run.stdout);
  const usable = counts !== undefined && (run.status === 0 || counts.failed > 0);
  return { engine: 'hardhat', seconds: run.seconds, ...(usable ? counts : broken(run)) };
}

function broken({ stdout, stderr }: EngineRun): SuiteCounts {
  const reason = `${stdout}\n${stderr}`.trim();
  return { passed: 0, failed: 1, skipped: 0, failures: [{ suite: 'all', test: 'did not run', reason }] };
}

/** Says in lines for people what failed, and the counts. */
export function describeOutcome({ engine, seconds, failures, ...counts }: EngineOutcome): string {
  const lines = failures.map(({ suite, test, reason }) => `${engine} FAILED ${suite} ${test}: ${reason}`);
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
  lines.push(
    `${engine}: ${counts.passed} passed, ${counts.failed} failed${skipped} in ${seconds.toFixed(1)} s`,
  );
  return lines.join('\n');
}
