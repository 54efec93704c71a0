import { checkExchange, type ExchangeCheck, VENUES } from '@qca/exchange-ccxt';
import { readVenueKey } from '@qca/ports';
import { type Command, Option } from 'commander';
import { printJson, printLines } from '../output.ts';
import {
  addKeystoreOptions,
  type KeystoreFlags,
  openKeystore,
  refuseUnknownWords,
} from './keystoreOptions.ts';
import { symbols, url } from './venueOptions.ts';

interface Flags extends KeystoreFlags {
  readonly venue: string;
  readonly url?: string;
  readonly key?: string;
  readonly symbols: readonly string[];
}

/** Left by a check that found something wrong. */
const CHECK_FAILED = 1;

/** `qca exchange check`: connects to a venue and reads; places nothing. */
export function addExchangeCheck(noun: Command): void {
  const command = noun
    .command('check')
    .description('connect to a venue, read its markets, clock, book and balances; places nothing');
  addKeystoreOptions(command)
    .addOption(new Option('--venue <name>', 'the venue').choices(VENUES).makeOptionMandatory())
    .option('--url <base>', 'base of another server that speaks the venue’s protocol', url)
    .option('--key <name>', 'name of a key in the keystore; without one only the market is checked')
    .option('--symbols <list>', 'markets, separated by commas', symbols, ['BTC/USDT'])
    .action(async (flags: Flags) => {
      refuseUnknownWords(command, 0);
      const keys =
        flags.key === undefined
          ? undefined
          : await readVenueKey(openKeystore(flags), { name: flags.key, venue: flags.venue });
      const check = await checkExchange({
        venue: flags.venue,
        symbols: flags.symbols,
        ...(flags.url === undefined ? {} : { url: flags.url }),
        ...(keys === undefined ? {} : { keys }),
      });
      if (!check.ok) process.exitCode = CHECK_FAILED;
      if (flags.json === true) return printJson(check);
      printLines(linesOf(check));
    });
}

function linesOf({ venue, checks }: ExchangeCheck): string[] {
  return [
    `${venue}: nothing was placed`,
    ...checks.map(({ name, ok, detail }) => `  ${ok ? 'ok    ' : 'FAILED'} ${name}: ${detail}`),
  ];
}
