import { HOUR, MILLISECOND, MINUTE } from '@qca/base';
import { type FeeSchedule, type InstrumentSpec, venueAsset } from '@qca/market';
import { amount, parsePrice, parseQuantity, parseRatio, type Ratio } from '@qca/units';
import type { DataKind, GeneratedAsset, GeneratedInstrument, GeneratedMarket } from './GeneratedMarket.ts';

/** 2026-01-01, so that generated times do not pass for recorded ones of the past. */
const START_US = Date.UTC(2026, 0, 1) * MILLISECOND;

const ASSETS: readonly GeneratedAsset[] = [
  // Volatilities of the years 2022 to 2025; loadings that correlate the two by 0.8.
  { id: 'BTC', value: 60_000, volatility: 0.55, loading: 0.92 },
  { id: 'ETH', value: 3_000, volatility: 0.75, loading: 0.87 },
];

interface Venue {
  readonly id: string;
  readonly maker: string;
  readonly taker: string;
  readonly kinds: readonly DataKind[];
}

// Names that cannot be taken for real venues, with fees from a low to a high published tier of real ones. Taker fees of
// 4 to 10 basis points stand against gaps of 5: a difference pays for two trades only now and then.
const VENUES: readonly Venue[] = [
  { id: 'generated-a', maker: '0.0002', taker: '0.0004', kinds: ['trades', 'quotes', 'depth'] },
  { id: 'generated-b', maker: '0.0004', taker: '0.0006', kinds: ['trades', 'quotes', 'depth'] },
  { id: 'generated-c', maker: '0.0006', taker: '0.001', kinds: ['bars'] },
];

interface Pair {
  readonly base: string;
  readonly quote: string;
  readonly tick: string;
  readonly lot: string;
  /** In atoms of the quote asset. */
  readonly minimumNotional: bigint;
  readonly levelLots: number;
  readonly tradeLots: number;
}

// Ticks of about a tenth of a basis point; a level holds some 12,000 USD, a median trade is some 300 USD.
const PAIRS: readonly Pair[] = [
  {
    base: 'BTC',
    quote: 'USD',
    tick: '0.5',
    lot: '0.0001',
    minimumNotional: 5n * 10n ** 8n,
    levelLots: 2_000,
    tradeLots: 50,
  },
  {
    base: 'ETH',
    quote: 'USD',
    tick: '0.05',
    lot: '0.001',
    minimumNotional: 5n * 10n ** 8n,
    levelLots: 4_000,
    tradeLots: 100,
  },
  {
    base: 'ETH',
    quote: 'BTC',
    tick: '0.000001',
    lot: '0.001',
    minimumNotional: 10n ** 4n,
    levelLots: 4_000,
    tradeLots: 100,
  },
];

/**
 * A market of three simulated venues with BTC/USD, ETH/USD and ETH/BTC each, and one BTC/USD perpetual with hourly
 * funding: two venues with trades, quotes and depth, the third with one-minute bars. One hour from 2026-01-01;
 * spread other values over it for more: `{ ...defaultGeneratedMarket(7), durationUs: DAY }`.
 */
export function defaultGeneratedMarket(seed: number): GeneratedMarket {
  const spot = VENUES.flatMap((venue) => PAIRS.map((pair) => spotInstrument(venue, pair)));
  return {
    seed,
    startUs: START_US,
    durationUs: HOUR,
    // Shorter than any reaction that a strategy with a network in between can have.
    stepUs: 100 * MILLISECOND,
    clusterHalfLifeUs: 10 * MINUTE,
    assets: ASSETS,
    instruments: [...spot, perpetual()],
  };
}

const FLOW = {
  tradesPerSecond: 1.5,
  branching: 0.6,
  excitedHalfLifeUs: 400 * MILLISECOND,
  updatesPerSecond: 8,
  spreadBps: 0.8,
  levels: 10,
};

function spotInstrument(venue: Venue, pair: Pair): GeneratedInstrument {
  const { levelLots, tradeLots } = pair;
  const bars = venue.kinds.includes('bars');
  return {
    spec: spec(venue, pair),
    kinds: venue.kinds,
    ...(bars ? { barIntervalUs: MINUTE } : {}),
    gap: { meanBps: 0, deviationBps: 5, halfLifeUs: MINUTE },
    flow: { ...FLOW, levelLots, tradeLots },
  };
}

function perpetual(): GeneratedInstrument {
  const venue = VENUES[0]!;
  const pair = PAIRS[0]!;
  const initialRatio = ratio('0.1');
  const maintenanceRatio = ratio('0.05');
  return {
    spec: {
      ...spec(venue, pair),
      kind: 'perpetual',
      margin: { initialRatio, maintenanceRatio, fundingIntervalUs: HOUR },
    },
    kinds: [...venue.kinds, 'funding'],
    // A premium that outlives minutes: what the basis trade lives on.
    gap: { meanBps: 3, deviationBps: 8, halfLifeUs: 30 * MINUTE },
    flow: { ...FLOW, levelLots: 2 * pair.levelLots, tradeLots: 2 * pair.tradeLots },
  };
}

function spec(venue: Venue, pair: Pair): InstrumentSpec {
  const fees: FeeSchedule = [{ volumeMin: 0, maker: ratio(venue.maker), taker: ratio(venue.taker) }];
  const tick = parsePrice(pair.tick);
  const base = venueAsset(pair.base);
  const lot = parseQuantity(pair.lot, base.decimals);
  if (!tick.ok || !lot.ok) throw new TypeError(`the steps of ${pair.base}/${pair.quote} are not decimals`);
  return {
    venue: venue.id,
    kind: 'spot',
    base,
    quote: venueAsset(pair.quote),
    tick: tick.value,
    lot: lot.value,
    minimumNotional: amount(pair.minimumNotional),
    fees,
    assumedSpread: ratio('0.0001'),
  };
}

function ratio(text: string): Ratio {
  const parsed = parseRatio(text);
  if (!parsed.ok) throw new TypeError(`${text} is not a ratio`);
  return parsed.value;
}
