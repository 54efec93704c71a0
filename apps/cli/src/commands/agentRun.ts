import { runJson, runLines, runPaper } from '@qca/agent';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { note, printJson, printLines } from '../output.ts';
import { addMarketOptions, type MarketFlags, readMarketFlags } from './marketOptions.ts';

interface Flags extends MarketFlags {
  readonly json?: true;
  readonly home: string;
  readonly store: 'postgres' | 'file' | 'memory';
  readonly speed: number;
  readonly resume?: string;
}

/** `qca agent run`: the agent over a market at a pace, in paper mode, with a durable journal. */
export function addAgentRun(noun: Command): void {
  const command = noun
    .command('run')
    .description('run the agent in paper mode: simulated fills, durable journal');
  addMarketOptions(command)
    .addOption(
      new Option('--store <kind>', 'where the journal is kept')
        .choices(['postgres', 'file', 'memory'])
        .default('file'),
    )
    .option(
      '--speed <factor>',
      'recorded seconds per second; "max" without waiting',
      speed,
      Number.POSITIVE_INFINITY,
    )
    .option('--resume <run>', 'go on with a run that was cut off')
    .action(async (flags: Flags) => {
      const choice = flags.resume === undefined ? await readMarketFlags(flags) : undefined;
      const done = await runPaper({
        ...(choice ?? { market: null, run: null }),
        home: flags.home,
        store: flags.store,
        speed: flags.speed,
        resume: flags.resume ?? null,
        say: note,
      });
      if (flags.json === true) return printJson(runJson(done.executed, done.market, done.warnings));
      printLines(runLines(done.executed, done.market, done.warnings));
    });
}

function speed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const value = Number(text);
  if (!(Number.isFinite(value) && value > 0))
    throw new InvalidArgumentError('Give a number above 0, or "max".');
  return value;
}
