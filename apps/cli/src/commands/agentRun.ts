import { type Live, runJson, runLines, runLive, runPaper } from '@qca/agent';
import { Refusal } from '@qca/base';
import { VENUES } from '@qca/exchange-ccxt';
import { readVenueKey } from '@qca/ports';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { note, printJson, printLines } from '../output.ts';
import { openKeystore } from './keystoreOptions.ts';
import {
  addMarketOptions,
  list,
  type MarketFlags,
  readMarketFlags,
  readParameters,
} from './marketOptions.ts';
import { symbols, url } from './venueOptions.ts';

interface Flags extends MarketFlags {
  readonly json?: true;
  readonly home: string;
  readonly mode: 'paper' | 'live';
  readonly store: 'postgres' | 'file' | 'memory';
  readonly speed?: number;
  readonly resume?: string;
  readonly strategies?: readonly string[];
  readonly venue?: string;
  readonly url?: string;
  readonly key?: string;
  readonly symbols?: readonly string[];
  readonly dryRun?: true;
  readonly withoutGuard?: true;
  readonly keystore?: string;
  readonly passphraseFile?: string;
}

/** Flags that mean something in one mode only: naming them in the other is a mistake that must not pass. */
const LIVE_ONLY = [
  'venue',
  'url',
  'key',
  'symbols',
  'dryRun',
  'withoutGuard',
  'keystore',
  'passphraseFile',
] as const;
const PAPER_ONLY = ['data', 'generated', 'from', 'to', 'speed', 'skipBadRows'] as const;

/** `qca agent run`: the agent in paper mode over a market at a pace, or live at a venue, with a durable journal. */
export function addAgentRun(noun: Command): void {
  const command = noun
    .command('run')
    .description('run the agent: simulated fills (--mode paper), or real orders at a venue (--mode live)');
  addMarketOptions(command)
    .addOption(
      new Option('--mode <mode>', 'paper, or live: real orders').choices(['paper', 'live']).default('paper'),
    )
    .option('--strategies <names>', 'the same as --strategy', list)
    .addOption(
      new Option('--store <kind>', 'where the journal is kept')
        .choices(['postgres', 'file', 'memory'])
        .default('file'),
    )
    .option(
      '--speed <factor>',
      'recorded seconds per second; "max" without waiting, which is the default',
      speed,
    )
    .option('--resume <run>', 'go on with a run that was cut off');
  addLiveOptions(command);
  command.action(async (flags: Flags) => {
    const done = await (flags.mode === 'live' ? live(flags) : paper(flags));
    if (flags.json === true) return printJson(runJson(done.executed, done.market, done.warnings));
    printLines(runLines(done.executed, done.market, done.warnings));
  });
}

function addLiveOptions(command: Command): void {
  command
    .addOption(new Option('--venue <name>', 'live: the venue').choices(VENUES))
    .option('--key <name>', 'live: name of the key in the keystore')
    .option('--symbols <list>', 'live: markets, separated by commas (default: BTC/USDT)', symbols)
    .option('--url <base>', 'live: base of another server that speaks the venue’s protocol', url)
    .option('--dry-run', 'live: connect, read and decide, but place nothing')
    .option('--without-guard', 'live: trade although no guard listens in --home')
    .option('--keystore <file>', 'live: file that keeps the keys (default: keys.json in --home)')
    .option('--passphrase-file <file>', 'live: file with the passphrase, with rights for its owner only');
}

async function paper(flags: Flags) {
  refuseFlags(flags, LIVE_ONLY, 'live trading is not switched on', 'Say --mode live, or leave it out.');
  const merged = { ...flags, ...strategiesOf(flags) };
  const choice = flags.resume === undefined ? await readMarketFlags(merged) : undefined;
  return runPaper({
    ...(choice ?? { market: null, run: null }),
    home: flags.home,
    store: flags.store,
    speed: flags.speed ?? Number.POSITIVE_INFINITY,
    resume: flags.resume ?? null,
    say: note,
  });
}

function live(flags: Flags) {
  refuseFlags(flags, PAPER_ONLY, 'a live market has no recording', 'Leave it out, or say --mode paper.');
  const { store, key } = flags;
  if (store === 'memory')
    throw wrong('--store', 'a live run must outlive its process', 'Say --store file or --store postgres.');
  if (key === undefined) throw wrong('--key', 'no key is named', 'Name one; qca keys list shows them.');
  const keystore = openKeystore(flags);
  return runLive({
    begin: flags.resume === undefined ? beginOf(flags) : null,
    resume: flags.resume ?? null,
    readKeys: (venue) => readVenueKey(keystore, { name: key, venue }),
    home: flags.home,
    store,
    withoutGuard: flags.withoutGuard === true,
    say: note,
  });
}

function beginOf(flags: Flags): Live['begin'] {
  if (flags.venue === undefined)
    throw wrong('--venue', 'no venue is named', `Name one of: ${VENUES.join(', ')}.`);
  return {
    reference: {
      kind: 'live',
      venue: flags.venue,
      url: flags.url ?? null,
      symbols: flags.symbols ?? ['BTC/USDT'],
      dryRun: flags.dryRun === true,
    },
    run: {
      strategies: strategiesOf(flags).strategy ?? [],
      file: flags.file ?? null,
      parameters: readParameters(flags.parameters),
      seed: flags.seed,
      budget: flags.budget,
    },
  };
}

function strategiesOf({ strategy, strategies }: Flags): { readonly strategy?: readonly string[] } {
  const names = [...(strategy ?? []), ...(strategies ?? [])];
  return names.length === 0 ? {} : { strategy: names };
}

function refuseFlags(flags: Flags, names: readonly (keyof Flags)[], what: string, remedy: string): void {
  const given = names.find((name) => flags[name] !== undefined);
  if (given === undefined) return;
  throw wrong(`--${given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, what, remedy);
}

function wrong(where: string, what: string, remedy: string): Refusal {
  return new Refusal({ kind: 'wrong-use', what, where, remedy });
}

function speed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const value = Number(text);
  if (!(Number.isFinite(value) && value > 0))
    throw new InvalidArgumentError('Give a number above 0, or "max".');
  return value;
}
