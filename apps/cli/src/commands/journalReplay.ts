import { findRun, replayRun } from '@qca/agent';
import type { Command } from 'commander';
import { printJson, printLines } from '../output.ts';

/** `qca journal replay [run]`: steps every input again and compares each fact, byte for byte. */
export function addJournalReplay(noun: Command): void {
  noun
    .command('replay [run]')
    .description('replay a run from its journal and compare every order, fill and transfer')
    .action(async (run: string | undefined, flags: { json?: true; home: string }) => {
      await findRun(flags.home, run, async (store, record) => {
        const result = await replayRun(store, record);
        if (!result.same) process.exitCode = 1;
        if (flags.json === true) printJson({ run: record.id, ...result });
        else {
          printLines(
            result.same
              ? [
                  `Run ${record.id}: ${result.inputs} inputs replayed to the same ${result.entries} entries. Hash ${result.hash}`,
                ]
              : [
                  `Run ${record.id} does not replay. First difference:`,
                  JSON.stringify(result.firstDifference, undefined, 2),
                ],
          );
        }
        return true;
      });
    });
}
