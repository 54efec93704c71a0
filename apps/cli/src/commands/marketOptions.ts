import type { MarketChoice, RunChoice } from '@qca/agent';
import { Refusal } from '@qca/base';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';

export interface MarketFlags {
  readonly data?: string;
  readonly generated?: true;
  readonly days: number;
  readonly strategy?: readonly string[];
  readonly file?: string;
  readonly from?: string;
  readonly to?: string;
  readonly seed: number;
  readonly budget: number;
  readonly parameters?: string;
  readonly skipBadRows?: true;
}

/** Flags that choose a market and what runs on it; the same for every command that trades. */
export function addMarketOptions(command: Command): Command {
  return command
    .option('--data <folder>', 'catalogue, or raw folder of CSV recordings')
    .option('--generated', 'a generated market instead of recordings (simulated prices)')
    .option('--days <number>', 'length of a generated market', positive, 1)
    .option('--strategy <names>', 'built-in strategies, comma-separated; all that fit when absent', list)
    .option('--file <strategy.ts>', "a strategy of one's own")
    .option('--parameters <json>', 'parameters by strategy name, {"momentum": {…}}')
    .option('--from <time>', 'start, ISO 8601 (UTC when without zone)')
    .option('--to <time>', 'end, not included')
    .option('--seed <number>', 'seed of everything random', whole, 1)
    .option('--budget <amount>', 'whole reporting units for each strategy', positive, 100_000)
    .option('--skip-bad-rows', 'leave bad rows out and report them, instead of refusing the file');
}

/** Checks flags against each other and turns them into a choice of market and run. */
export async function readMarketFlags(flags: MarketFlags): Promise<{ market: MarketChoice; run: RunChoice }> {
  if (flags.data === undefined && flags.generated !== true)
    throw wrong('--data', 'no market is named', 'Give --data <folder>, or --generated.');
  if (flags.data !== undefined && flags.generated === true)
    throw wrong('--generated', 'both a folder and a generated market are named', 'Give one of them.');
  const fromUs = readTime('--from', flags.from);
  const toUs = readTime('--to', flags.to);
  if (fromUs !== null && toUs !== null && fromUs >= toUs)
    throw wrong('--to', 'the end is not after the start', 'Give a later --to.');
  const market: MarketChoice =
    flags.data === undefined
      ? { kind: 'generated', seed: flags.seed, days: flags.days }
      : { kind: 'recorded', path: flags.data, fromUs, toUs, skipBadRows: flags.skipBadRows === true };
  return {
    market,
    run: {
      strategies: flags.strategy ?? [],
      file: flags.file ?? null,
      parameters: readParameters(flags.parameters),
      seed: flags.seed,
      budget: flags.budget,
    },
  };
}

export function readParameters(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw wrong(
      '--parameters',
      `this is not JSON: ${(cause as Error).message}`,
      'Write {"strategy-name": {"parameter": value}}.',
    );
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
    return parsed as Record<string, unknown>;
  throw wrong('--parameters', 'this is not an object', 'Write {"strategy-name": {"parameter": value}}.');
}

export function readTime(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/.test(text) || /^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text}Z`;
  const ms = Date.parse(zoned);
  if (Number.isNaN(ms)) throw wrong(flag, `"${text}" is not a time`, 'Write 2023-03-10 or 2023-03-10T04:00.');
  return ms * 1000;
}

function wrong(where: string, what: string, remedy: string): Refusal {
  return new Refusal({ kind: 'wrong-use', what, where, remedy });
}

export function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('Give a whole number from 0.');
  return value;
}

export function positive(text: string): number {
  const value = Number(text);
  if (!(Number.isFinite(value) && value > 0)) throw new InvalidArgumentError('Give a number above 0.');
  return value;
}

export function list(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.some((name) => name === '')) throw new InvalidArgumentError('Give names separated by commas.');
  return names;
}
