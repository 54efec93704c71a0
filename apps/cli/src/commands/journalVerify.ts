import { findRun, verifyJournal } from '@qca/agent';
import type { Command } from 'commander';
import { printJson, printLines } from '../output.ts';

/** `qca journal verify [run]`: hashes every byte of the journal again. */
export function addJournalVerify(noun: Command): void {
  noun
    .command('verify [run]')
    .description('check that the journal is, byte for byte, what was written')
    .action(async (run: string | undefined, flags: { json?: true; home: string }) => {
      await findRun(flags.home, run, async (store, record) => {
        const result = await verifyJournal(store, record);
        if (!result.ok) process.exitCode = 1;
        if (flags.json === true) printJson({ run: record.id, ...result });
        else
          printLines([
            result.ok
              ? `Run ${record.id}: ${result.entries} entries in ${result.blocks} blocks are as they were written. Hash ${result.hash}`
              : `Run ${record.id} was changed: ${result.firstFault}`,
          ]);
        return true;
      });
    });
}
