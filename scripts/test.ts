import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENGINES, missingEngine } from './contracts/engines.ts';
import { describeOutcome, runTests } from './contracts/runTests.ts';
import { addCounts, countTests, formatCounts, type TestCounts } from './test/countTests.ts';
import { lineCoverage } from './test/lineCoverage.ts';

// Proves the checkout: the static checks first, then every test of TypeScript, then those of the contracts.
// Run: npm test [-- --no-check] [--coverage] [any arguments of vitest run]; naming test files leaves the contracts out.

const root = join(import.meta.dirname, '..');
/** What has money or decisions in it must have run. Units: percent of lines. */
const COVERAGE_MIN = 95;
const COVERED_FOLDERS = ['packages/domain', 'packages/engine'];

const forwarded = process.argv.slice(2).filter((argument) => argument !== '--no-check');
const checked = process.argv.includes('--no-check') || run(join(root, 'scripts/check.ts'));
const tested = runVitest();
const namesFiles = forwarded.some((argument) => !argument.startsWith('-'));
const contracts = namesFiles ? undefined : runContracts();
const counts = contracts === undefined ? tested.counts : addCounts(tested.counts, contracts);
const covered = !forwarded.includes('--coverage') || reportCoverage();
if (!checked) process.stdout.write('The checks above failed; the tests ran all the same.\n');
process.stdout.write(`${formatCounts(counts)}\n`);
process.exitCode = checked && tested.passed && counts.failed === 0 && covered ? 0 : 1;

function run(script: string, ...args: readonly string[]): boolean {
  return spawnSync(process.execPath, [script, ...args], { stdio: 'inherit', cwd: root }).status === 0;
}

function runVitest(): { passed: boolean; counts: TestCounts } {
  const folder = mkdtempSync(join(tmpdir(), 'qca-test-'));
  const file = join(folder, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const passed = run(join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...forwarded);
  // Without a report vitest itself broke, and that is one failure.
  const counts = existsSync(file)
    ? countTests(JSON.parse(readFileSync(file, 'utf8')))
    : { passed: 0, failed: 1, skipped: 0 };
  rmSync(folder, { recursive: true, force: true });
  return { passed: passed && counts.failed === 0, counts };
}

/** One engine and few runs: \`npm run contracts -- test\` is the whole of it. */
function runContracts(): TestCounts {
  const engine = ENGINES.find((each) => missingEngine(each) === undefined);
  if (engine === undefined) {
    for (const each of ENGINES)
      process.stdout.write(`The contracts were not tested: ${missingEngine(each)}.\n`);
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const outcome = runTests(engine, { effort: 'quick' });
  process.stdout.write(`Contracts on ${describeOutcome(outcome)}\n`);
  return outcome;
}

function reportCoverage(): boolean {
  const summary = JSON.parse(readFileSync(join(root, 'coverage/coverage-summary.json'), 'utf8'));
  const floors = lineCoverage(summary, { root, folders: COVERED_FOLDERS });
  for (const { folder, percent } of floors) {
    const verdict = percent < COVERAGE_MIN ? `, below the ${COVERAGE_MIN} % it must have` : '';
    process.stdout.write(`${folder}: ${percent.toFixed(2)} % of lines${verdict}\n`);
  }
  return floors.every(({ percent }) => percent >= COVERAGE_MIN);
}
