import { runBacktest, runJson, runLines } from '@qca/agent';
import type { Command } from 'commander';
import { note, printJson, printLines } from '../output.ts';
import { addMarketOptions, type MarketFlags, readMarketFlags } from './marketOptions.ts';
import { progressBar } from './progressBar.ts';

interface Flags extends MarketFlags {
  readonly json?: true;
  readonly home: string;
  readonly name?: string;
}

/** `qca backtest run`: strategies over a market, with costs, risk gate, journal and ledger. */
export function addBacktestRun(noun: Command): void {
  const command = noun.command('run').description('run strategies over a market and keep the run');
  addMarketOptions(command)
    .option('--name <run>', 'keep the run under this id')
    .action(async (flags: Flags) => {
      const options = await readMarketFlags(flags);
      const bar = progressBar(flags.json !== true, 'playing');
      const done = await runBacktest({
        ...options,
        home: flags.home,
        name: flags.name,
        onProgress: bar.update,
      }).finally(bar.stop);
      if (flags.json === true) return printJson(runJson(done.executed, done.market, done.warnings));
      printLines(runLines(done.executed, done.market, done.warnings));
      note(
        `Kept as run ${done.executed.record.id}. Ask for any order: npm run qca -- order explain <order id>`,
      );
    });
}
