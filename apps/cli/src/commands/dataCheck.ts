import { checkPath } from '@qca/catalogue-arrow';
import type { Command } from 'commander';
import { printJson, printLines } from '../output.ts';
import { progressBar } from './progressBar.ts';

/** Issues shown of each file to a person; `--json` lists them all. */
const SHOWN_MAX = 20;

/** `qca data check <path>`: reads files and changes nothing. Issues are its answer, not a failure: exit code 0. */
export function addDataCheck(noun: Command): void {
  noun
    .command('check <path>')
    .description('check CSV files row by row, any that have a time column')
    .action(async (path: string, flags: { json?: true }) => {
      const bar = progressBar(flags.json !== true, 'checking');
      const report = await checkPath(path, {
        onProgress: ({ bytesRead, bytesTotal }) => bar.update(bytesRead / Math.max(1, bytesTotal)),
      }).finally(bar.stop);
      if (flags.json === true) return printJson(report);
      const lines = report.files.flatMap((file) => [
        `${file.file}: ${file.kind}, ${file.rows.toLocaleString('en-US')} rows, ${file.first ?? 'no time'} to ${file.last ?? 'no time'}`,
        ...Object.entries(file.counts).map(
          ([kind, count]) => `  ${kind}: ${(count ?? 0).toLocaleString('en-US')}`,
        ),
        ...file.issues
          .slice(0, SHOWN_MAX)
          .map((issue) => `  line ${issue.line}: ${issue.kind}: ${issue.detail}`),
        ...(file.issues.length > SHOWN_MAX
          ? [`  and ${(file.issues.length - SHOWN_MAX).toLocaleString('en-US')} more; --json lists them`]
          : []),
      ]);
      printLines(lines);
    });
}
