import { allRuns } from '@qca/agent';
import { formatTime } from '@qca/base';
import type { Command } from 'commander';
import { printJson, printLines, table } from '../output.ts';

/** `qca run list`: what is kept, newest first. */
export function addRunList(noun: Command): void {
  noun
    .command('list')
    .description('list the runs that are kept')
    .action(async (flags: { json?: true; home: string }) => {
      const runs = await allRuns(flags.home);
      const rows = runs.map((each) => ({
        id: each.id,
        mode: each.mode,
        label: each.label,
        status: each.status,
        created: formatTime(each.createdUs),
      }));
      if (flags.json === true) return printJson({ runs: rows });
      printLines(
        table([
          ['run', 'mode', 'prices', 'status', 'created'],
          ...rows.map((each) => [each.id, each.mode, each.label, each.status, each.created]),
        ]),
      );
    });
}
