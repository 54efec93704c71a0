import { DAY, HOUR, MINUTE, SECOND } from '@qca/base';
import { FOLDER_VENUES, venueByName } from './venues.ts';

/** What a file name says: `<venue>_<base><quote>[_<interval>|_depth|_bbo|_trades].csv[.gz]` and its cousins. */
export interface MarketName {
  readonly venue: string;
  readonly base: string;
  readonly quote: string;
  readonly perpetual: boolean;
  readonly intervalUs?: number;
  /** One side of a pair of files with bid and ask candles. */
  readonly side?: 'bid' | 'ask';
}

/** Currencies that prices are commonly quoted in; earlier ones win when a name can be split in two ways. */
const QUOTES = [
  'USDT',
  'USDC',
  'USD',
  'EUR',
  'GBP',
  'JPY',
  'CHF',
  'AUD',
  'CAD',
  'NZD',
  'BTC',
  'ETH',
  'BNB',
  'BUSD',
  'FDUSD',
  'TUSD',
  'DAI',
  'TRY',
  'BRL',
];

/** Bases that settle a doubt such as BTC/TUSD against BTCT/USD; not a list of what may be traded. */
const BASES = new Set([
  ...QUOTES,
  'XRP',
  'LTC',
  'ADA',
  'EOS',
  'LINK',
  'TRX',
  'XLM',
  'XMR',
  'NEO',
  'SOL',
  'DOGE',
  'DOT',
  'BCH',
]);

const UNIT_US: Readonly<Record<string, number>> = {
  s: SECOND,
  m: MINUTE,
  min: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
};
const KIND_WORDS = new Set([
  'depth',
  'bbo',
  'trades',
  'trade',
  'quotes',
  'quote',
  'funding',
  'bars',
  'candles',
  'ohlcv',
]);

/** Parses `1m`, `4h`, `1d`. Undefined when it is no interval. */
export function parseInterval(text: string): number | undefined {
  const match = /^(\d{1,4})(s|min|m|h|d|w)$/.exec(text.toLowerCase());
  if (match === null || Number(match[1]) === 0) return undefined;
  return Number(match[1]) * (UNIT_US[match[2] as string] as number);
}

/** Writes an interval as file names do, `5m`. */
export function formatInterval(intervalUs: number): string {
  for (const [unit, us] of [
    ['d', DAY],
    ['h', HOUR],
    ['m', MINUTE],
    ['s', SECOND],
  ] as const) {
    if (intervalUs % us === 0) return `${intervalUs / us}${unit}`;
  }
  return `${intervalUs}us`;
}

/** Removes `.csv`, `.csv.gz` and the like. */
export function stem(file: string): string {
  return file.replace(/\.gz$/i, '').replace(/\.(csv|tsv|txt)$/i, '');
}

/** Reads what a file name and its folder say about the market inside. Undefined when they name no pair. */
export function parseMarketName(file: string, folder: string): MarketName | undefined {
  const pair: string[] = [];
  let venue: string | undefined;
  let perpetual = false;
  // Behind the interval or the kind stand only remarks, such as `_with_duplicates`.
  let settled = false;
  let intervalUs: number | undefined;
  let side: 'bid' | 'ask' | undefined;
  for (const word of stem(file)
    .toLowerCase()
    .split(/[_\s]+/)) {
    const known = venueByName(word);
    const interval = parseInterval(word);
    if (known !== undefined && venue === undefined) venue = known.id;
    else if (interval !== undefined && pair.length > 0) intervalUs ??= interval;
    else if (KIND_WORDS.has(word)) settled = true;
    else if (word === 'perp' || word === 'swap') perpetual = true;
    else if (word === 'bid' || word === 'ask') side = word;
    else if (!settled && intervalUs === undefined && word !== '' && !/^\d{4,8}(-\d{2}){0,2}$/.test(word))
      pair.push(word);
  }
  const assets = pairOf(pair, perpetual);
  if (assets === undefined) return undefined;
  const name = venue ?? assets.venue ?? folderVenue(folder) ?? 'unknown';
  return {
    venue: name,
    base: assets.base,
    quote: assets.quote,
    perpetual: perpetual || venueByName(name)?.kind === 'perpetual',
    ...(intervalUs === undefined ? {} : { intervalUs }),
    ...(side === undefined ? {} : { side }),
  };
}

interface Pair {
  readonly venue?: string;
  readonly base: string;
  readonly quote: string;
}

function pairOf(words: readonly string[], perpetual: boolean): Pair | undefined {
  const [first, second, third] = words;
  if (first === undefined || words.length > 3) return undefined;
  if (third !== undefined) return { venue: first, ...asPair(second as string, third) };
  if (second === undefined) {
    const joined = splitPair(first);
    // `btc_perp` names no quote: perpetuals of that spelling (FTX's) were settled in dollars.
    return joined ?? (perpetual && BASES.has(first.toUpperCase()) ? asPair(first, 'USD') : undefined);
  }
  if (QUOTES.includes(second.toUpperCase())) return asPair(first, second);
  const joined = splitPair(second);
  return joined === undefined ? undefined : { venue: first, ...joined };
}

function asPair(base: string, quote: string): Pair {
  return { base: base.toUpperCase(), quote: quote.toUpperCase() };
}

/** Splits `btcusdt` into base and quote: known bases first, then the earlier quote of the list. */
export function splitPair(text: string): Pair | undefined {
  const upper = text.toUpperCase().replace('-', '');
  const splits = QUOTES.filter((quote) => upper.endsWith(quote) && upper.length > quote.length + 1).map(
    (quote) => ({
      base: upper.slice(0, -quote.length),
      quote,
    }),
  );
  return splits.find((split) => BASES.has(split.base)) ?? splits[0];
}

function folderVenue(folder: string): string | undefined {
  const lower = folder.toLowerCase();
  return FOLDER_VENUES.find(([prefix]) => lower.startsWith(prefix))?.[1];
}
