import { HOUR } from '@qca/base';
import type { AssetId, FeeSchedule, MarginTerms, VenueId } from '@qca/market';
import { parseBps, parseRatio, type Ratio, toRatio } from '@qca/units';

/**
 * What is assumed about a venue when nobody says otherwise. A `market.json` beside the files overrides every line.
 *
 * Fees are the venue's public schedule around the dates of the recordings we know, not today's. Minimum
 * notionals and steps are the venue's own, in decimal text. A pair without steps here gets its tick from the data.
 */
export interface VenueDefaults {
  readonly id: VenueId;
  /** Other words that file names use for it. */
  readonly aliases: readonly string[];
  readonly title: string;
  readonly kind: 'spot' | 'perpetual';
  /** 30-day volume from which the tier holds (reporting asset), maker and taker fee in basis points. */
  readonly tiers: readonly (readonly [volume: number, makerBps: string, takerBps: string])[];
  readonly feesSource: string;
  readonly steps: Readonly<Record<string, Steps>>;
  /** Quantity step of a pair that `steps` does not list. */
  readonly lot: string;
  /** Smallest order value by quote asset; none where the venue states none. */
  readonly minimumNotional: Readonly<Record<AssetId, string>>;
  /** Full bid–ask spread of a liquid pair in basis points, on the wide side. Our assumption, not the venue's word. */
  readonly assumedSpreadBps: string;
  /** Base units shown at the best prices and traded per bar, where the data names prices but no sizes. Our assumption. */
  readonly assumedSize?: string;
  readonly margin?: MarginTerms;
}

interface Steps {
  readonly tick: string;
  readonly lot: string;
}

const DOLLARS = ['USD', 'USDT', 'USDC', 'BUSD', 'FDUSD', 'TUSD', 'DAI', 'EUR', 'GBP'];

/** The same minimum for every quote asset worth about a dollar. */
function dollars(
  text: string,
  others: Readonly<Record<AssetId, string>> = {},
): Readonly<Record<AssetId, string>> {
  return { ...Object.fromEntries(DOLLARS.map((asset) => [asset, text])), ...others };
}

const EIGHT_HOURS_US = 8 * HOUR;
const SATOSHI = '0.00000001';

const BINANCE: VenueDefaults = {
  id: 'binance',
  aliases: ['spot'],
  title: 'Binance spot',
  kind: 'spot',
  // https://www.binance.com/en/fee/trading, regular to VIP 4, without the discount for paying in BNB.
  tiers: [
    [0, '10', '10'],
    [1_000_000, '9', '10'],
    [5_000_000, '8', '10'],
    [20_000_000, '4.2', '6'],
    [100_000_000, '4.2', '5.4'],
  ],
  feesSource: 'https://www.binance.com/en/fee/trading',
  // https://www.binance.com/en/trade-rule
  steps: {
    'BTC/USDT': { tick: '0.01', lot: '0.00001' },
    'BTC/USDC': { tick: '0.01', lot: '0.00001' },
    'ETH/USDT': { tick: '0.01', lot: '0.0001' },
    'USDC/USDT': { tick: '0.0001', lot: '1' },
  },
  lot: '0.001',
  minimumNotional: dollars('5', { BTC: '0.0001', ETH: '0.001', BNB: '0.01' }),
  assumedSpreadBps: '2',
};

const BINANCE_USDM: VenueDefaults = {
  id: 'binance-usdm',
  aliases: ['usdm', 'binanceusdm', 'um'],
  title: 'Binance USD-M futures',
  kind: 'perpetual',
  // https://www.binance.com/en/fee/futureFee, regular to VIP 5.
  tiers: [
    [0, '2', '5'],
    [15_000_000, '1.6', '4'],
    [50_000_000, '1.4', '3.5'],
    [100_000_000, '1.2', '3.2'],
    [600_000_000, '1', '3'],
    [1_000_000_000, '0.8', '2.7'],
  ],
  feesSource: 'https://www.binance.com/en/fee/futureFee',
  // https://www.binance.com/en/futures/trading-rules/perpetual
  steps: {
    'BTC/USDT': { tick: '0.1', lot: '0.001' },
    'ETH/USDT': { tick: '0.01', lot: '0.001' },
  },
  lot: '0.001',
  minimumNotional: dollars('5'),
  assumedSpreadBps: '1',
  // 20× is what a new account starts with; the first position brackets need 0.4 to 1 %, the higher is taken.
  margin: { initialRatio: ratio('0.05'), maintenanceRatio: ratio('0.01'), fundingIntervalUs: EIGHT_HOURS_US },
};

const BINANCE_US: VenueDefaults = {
  id: 'binanceus',
  aliases: ['binance-us'],
  title: 'Binance.US',
  kind: 'spot',
  // https://www.binance.us/fees; the zero-fee offers of 2022 and 2023 on single pairs are left out on purpose.
  tiers: [
    [0, '10', '10'],
    [1_000_000, '8', '10'],
    [5_000_000, '6', '8'],
  ],
  feesSource: 'https://www.binance.us/fees',
  steps: {
    'BTC/USDT': { tick: '0.01', lot: '0.000001' },
    'BTC/USDC': { tick: '0.01', lot: '0.000001' },
    'USDC/USDT': { tick: '0.0001', lot: '0.01' },
  },
  lot: '0.001',
  minimumNotional: dollars('10', { BTC: '0.0001' }),
  assumedSpreadBps: '8',
};

const KRAKEN: VenueDefaults = {
  id: 'kraken',
  aliases: [],
  title: 'Kraken',
  kind: 'spot',
  // https://www.kraken.com/features/fee-schedule as of 2023; dollar-coin pairs had a schedule of their own (20/20 at first).
  tiers: [
    [0, '16', '26'],
    [50_000, '14', '24'],
    [100_000, '12', '22'],
    [250_000, '10', '20'],
    [500_000, '8', '18'],
    [1_000_000, '6', '16'],
    [2_500_000, '4', '14'],
    [5_000_000, '2', '12'],
    [10_000_000, '0', '10'],
  ],
  feesSource: 'https://www.kraken.com/features/fee-schedule',
  // https://support.kraken.com/articles/4521313131540-price-decimal-precision
  steps: {
    'BTC/USD': { tick: '0.1', lot: SATOSHI },
    'BTC/USDT': { tick: '0.1', lot: SATOSHI },
    'BTC/USDC': { tick: '0.01', lot: SATOSHI },
    'USDT/USD': { tick: '0.0001', lot: SATOSHI },
    'USDC/USD': { tick: '0.0001', lot: SATOSHI },
  },
  lot: SATOSHI,
  minimumNotional: dollars('5', { BTC: '0.0002', ETH: '0.002' }),
  assumedSpreadBps: '3',
};

const COINBASE: VenueDefaults = {
  id: 'coinbase',
  aliases: ['gdax'],
  title: 'Coinbase',
  kind: 'spot',
  // https://www.coinbase.com/advanced-fees as of 2023.
  tiers: [
    [0, '40', '60'],
    [10_000, '25', '40'],
    [50_000, '15', '25'],
    [100_000, '10', '20'],
    [1_000_000, '8', '18'],
    [15_000_000, '6', '16'],
    [75_000_000, '3', '12'],
    [250_000_000, '0', '8'],
    [400_000_000, '0', '5'],
  ],
  feesSource: 'https://www.coinbase.com/advanced-fees',
  // https://api.exchange.coinbase.com/products
  steps: {
    'BTC/USD': { tick: '0.01', lot: SATOSHI },
    'BTC/USDT': { tick: '0.01', lot: SATOSHI },
    'USDT/USD': { tick: '0.00001', lot: '0.01' },
  },
  lot: SATOSHI,
  minimumNotional: dollars('1', { BTC: '0.00001' }),
  assumedSpreadBps: '2',
};

const BITSTAMP: VenueDefaults = {
  id: 'bitstamp',
  aliases: [],
  title: 'Bitstamp',
  kind: 'spot',
  // https://www.bitstamp.net/fee-schedule/ as of 2021: one fee for both sides.
  tiers: [
    [0, '50', '50'],
    [10_000, '25', '25'],
    [20_000, '24', '24'],
    [100_000, '22', '22'],
    [200_000, '20', '20'],
    [400_000, '15', '15'],
    [600_000, '14', '14'],
    [1_000_000, '13', '13'],
    [2_000_000, '12', '12'],
    [4_000_000, '11', '11'],
    [20_000_000, '10', '10'],
  ],
  feesSource: 'https://www.bitstamp.net/fee-schedule/',
  // https://www.bitstamp.net/api/v2/trading-pairs-info/
  steps: {
    'BTC/USD': { tick: '0.01', lot: SATOSHI },
    'BTC/EUR': { tick: '0.01', lot: SATOSHI },
    'ETH/EUR': { tick: '0.01', lot: SATOSHI },
    'ETH/BTC': { tick: '0.00001', lot: SATOSHI },
  },
  lot: SATOSHI,
  minimumNotional: dollars('10', { BTC: '0.0002' }),
  assumedSpreadBps: '6',
};

const BITTREX: VenueDefaults = {
  id: 'bittrex',
  aliases: [],
  title: 'Bittrex',
  kind: 'spot',
  // One fee for all in 2019 (the page is gone with the venue, closed in 2023).
  tiers: [[0, '25', '25']],
  feesSource: 'https://bittrex.zendesk.com/hc/en-us/articles/115000199651 (closed)',
  steps: {},
  lot: SATOSHI,
  minimumNotional: dollars('3', { BTC: '0.0005' }),
  assumedSpreadBps: '30',
};

const OANDA: VenueDefaults = {
  id: 'oanda',
  aliases: [],
  title: 'OANDA',
  kind: 'spot',
  // Spread-only pricing: no commission, the spread is the cost.
  tiers: [[0, '0', '0']],
  feesSource: 'https://www.oanda.com/us-en/trading/spreads-margin/',
  steps: {},
  lot: '1',
  minimumNotional: {},
  assumedSpreadBps: '1.5',
  assumedSize: '1000000',
};

const FXCM: VenueDefaults = {
  id: 'fxcm',
  aliases: [],
  title: 'FXCM',
  kind: 'spot',
  // Spread-only standard account; orders in micro lots of 1,000 units.
  tiers: [[0, '0', '0']],
  feesSource: 'https://www.fxcm.com/uk/pricing/',
  steps: {},
  lot: '1000',
  minimumNotional: {},
  assumedSpreadBps: '2',
  assumedSize: '1000000',
};

/** Any venue that no line above names: dear on purpose, so that no profit comes from a guess. */
const UNKNOWN: VenueDefaults = {
  id: 'unknown',
  aliases: ['generic'],
  title: 'unknown venue',
  kind: 'spot',
  tiers: [[0, '20', '20']],
  feesSource: 'our assumption',
  steps: {},
  lot: SATOSHI,
  minimumNotional: dollars('10', { BTC: '0.0005', ETH: '0.005' }),
  assumedSpreadBps: '10',
};

export const VENUES: readonly VenueDefaults[] = [
  BINANCE,
  BINANCE_USDM,
  BINANCE_US,
  KRAKEN,
  COINBASE,
  BITSTAMP,
  BITTREX,
  OANDA,
  FXCM,
  UNKNOWN,
];

/** Folder names that tell the venue of files which do not name it themselves. */
export const FOLDER_VENUES: readonly (readonly [prefix: string, venue: VenueId])[] = [
  ['binanceus', 'binanceus'],
  ['binance', 'binance'],
  ['kraken', 'kraken'],
  ['coinbase', 'coinbase'],
  ['bitstamp', 'bitstamp'],
  ['bittrex', 'bittrex'],
  ['oanda', 'oanda'],
  ['fxcm', 'fxcm'],
  // The hourly triangle of CryptoDataDownload; layout and history are Bitstamp's.
  ['triangle-1h', 'bitstamp'],
];

/** A perpetual on a venue without margin terms of its own: 10 × at most. */
export const GENERIC_MARGIN: MarginTerms = {
  initialRatio: ratio('0.1'),
  maintenanceRatio: ratio('0.05'),
  fundingIntervalUs: EIGHT_HOURS_US,
};

const BY_NAME = new Map(
  VENUES.flatMap((venue) => [venue.id, ...venue.aliases].map((name) => [name, venue] as const)),
);

/** Finds a venue by its id or by another word for it. */
export function venueByName(name: string): VenueDefaults | undefined {
  return BY_NAME.get(name);
}

/** Returns the defaults for a venue id; an unlisted one gets those of `unknown`. */
export function venueDefaults(id: VenueId): VenueDefaults {
  return BY_NAME.get(id) ?? { ...UNKNOWN, id, aliases: [], title: `${id} (not in the table)` };
}

/** Returns the tiers as the engine's fee schedule. */
export function feeSchedule(tiers: VenueDefaults['tiers']): FeeSchedule {
  return tiers.map(([volumeMin, maker, taker]) => ({ volumeMin, maker: bps(maker), taker: bps(taker) }));
}

function bps(text: string): Ratio {
  const parsed = parseBps(text);
  if (!parsed.ok) throw new TypeError(`${text} is no number of basis points`);
  return toRatio(parsed.value);
}

function ratio(text: string): Ratio {
  const parsed = parseRatio(text);
  if (!parsed.ok) throw new TypeError(`${text} is no ratio`);
  return parsed.value;
}
