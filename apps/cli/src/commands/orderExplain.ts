import { explain, findRun, storyJson, storyLines } from '@qca/agent';
import type { Command } from 'commander';
import { printJson, printLines } from '../output.ts';

/** `qca order explain <id>`: price → decision → gate → journal → venue → fills → transfers. */
export function addOrderExplain(noun: Command): void {
  noun
    .command('explain <order>')
    .description('tell an order from the price that caused it to its ledger entries')
    .option('--run <id>', 'run to look in; the newest that has the order when absent')
    .action(async (order: string, flags: { json?: true; home: string; run?: string }) => {
      await findRun(
        flags.home,
        flags.run,
        async (store, record) => {
          const story = await explain(store, record, order);
          if (story === undefined) return false;
          if (flags.json === true) printJson(storyJson(story, record));
          else printLines(storyLines(story, record));
          return true;
        },
        {
          what: `no run has an order ${order}`,
          where: 'command line',
          remedy:
            "Order ids are told by the summary of `npm start`, and by a strategy's journal entries; check the id and --home.",
        },
      );
    });
}
