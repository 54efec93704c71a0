import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command, CommandOutcome } from './Command.ts';
import { copyProject } from './copyProject.ts';
import { forgeRoom, missingEngine, runForge } from './engines.ts';
import { type FileCoverage, percentOf, readLcov, sumOf } from './readLcov.ts';

/** What every contract must have run by its tests. Units: percent of lines, and of branches. */
const COVERAGE_MIN = 95;
/** They measure and hold nothing, and what they run others run, too. */
const GAS = 'test_gas_';

/**
 * Runs every test on forge with marks in the code, and says of each contract which part of its lines and branches ran. A
 * branch is each side of a condition. The marks move gas and time, so properties run as few times as in every `npm test`.
 */
export const coverage: Command = async ({ room }) => {
  const missing = missingEngine('forge');
  if (missing !== undefined) return refusal(missing);
  const project = await copyProject();
  try {
    const args = ['coverage', '--no-match-test', GAS, '--report', 'lcov', '--report-file', 'lcov.info'];
    const run = runForge(args, {
      env: { FOUNDRY_PROFILE: 'quick', ...forgeRoom(room) },
      folder: project.folder,
    });
    const report = join(project.folder, 'lcov.info');
    if (!existsSync(report) || run.status !== 0) return refusal(`${run.stdout}${run.stderr}`.trim());
    const within = room === undefined ? 'src/' : `src/${room}/`;
    const files = readLcov(readFileSync(report, 'utf8'))
      .filter(({ file, lines }) => file.startsWith(within) && lines.all > 0)
      .sort((a, b) => (a.file < b.file ? -1 : 1));
    return outcomeOf(files);
  } finally {
    project.remove();
  }
};

function refusal(text: string): CommandOutcome {
  return { passed: false, text, json: { error: text } };
}

function outcomeOf(files: readonly FileCoverage[]): CommandOutcome {
  const total = {
    lines: sumOf(files.map(({ lines }) => lines)),
    branches: sumOf(files.map(({ branches }) => branches)),
  };
  const line = ({ lines, branches }: Pick<FileCoverage, 'lines' | 'branches'>, name: string): string =>
    [lines, branches]
      .map((part) => `${percentOf(part).toFixed(1).padStart(5)} %`)
      .concat(name)
      .join('  ');
  const text = [
    'lines    branches',
    ...files.map((each) => `${line(each, each.file)}${missedOf(each)}`),
    line(total, `all ${files.length} files`),
  ].join('\n');
  const passed =
    files.length > 0 &&
    [...files, total].every(
      ({ lines, branches }) => percentOf(lines) >= COVERAGE_MIN && percentOf(branches) >= COVERAGE_MIN,
    );
  return { passed, text, json: { lines: total.lines, branches: total.branches, files } };
}

function missedOf({ missedLines, missedBranches }: FileCoverage): string {
  const missed = [...new Set([...missedLines, ...missedBranches])].sort((a, b) => a - b);
  return missed.length === 0 ? '' : `, not lines ${missed.join(', ')}`;
}
