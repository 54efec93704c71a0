import { NEVER, Random, SECOND, type TimeUs } from '@qca/base';
import {
  defineInstrument,
  type FeeAsset,
  type Instrument,
  type InstrumentSpec,
  type MarketEvent,
  venueAsset,
} from '@qca/market';
import type { Feed } from '@qca/ports';
import {
  type Amount,
  type Price,
  parseAmount,
  parsePrice,
  parseQuantity,
  parseRatio,
  type Quantity,
  type Ratio,
} from '@qca/units';

/** Market events of one simulated run: enough for orders to live and die, few enough for ten thousand runs. */
const EVENTS = 240;
const CALM_ROUNDS = 16;
const CALM_STEP_US = 15 * SECOND;
const START_US = 1_700_000_000 * SECOND;

/** What a venue may take its fees in: one of its own coins, which some strategies hold and some have to be lent. */
const FEE_ASSETS: Readonly<Record<string, readonly FeeAsset[]>> = {
  east: ['quote', 'received', { asset: 'ETH', discountBps: 2_500 }],
  west: ['quote', 'received', { asset: 'BTC', discountBps: 1_000 }],
};

/**
 * Two venues with the same pair, a triangle on the first, and a perpetual: every kind of trade the engine knows. The
 * seed decides what each venue takes its fees in.
 */
export function simulationInstruments(seed: number): Instrument[] {
  const random = new Random(seed).fork('fee assets');
  const feeAssets = new Map(
    Object.entries(FEE_ASSETS).map(([venue, assets]) => [venue, random.pick(assets)]),
  );
  const specs: InstrumentSpec[] = [
    spot('east', 'BTC', 'USD', '0.5', '0.0001'),
    spot('west', 'BTC', 'USD', '0.1', '0.001'),
    spot('east', 'ETH', 'BTC', '0.00001', '0.001'),
    spot('east', 'ETH', 'USD', '0.05', '0.001'),
    {
      ...spot('west', 'BTC', 'USD', '0.1', '0.001'),
      kind: 'perpetual',
      margin: { initialRatio: ratio('0.1'), maintenanceRatio: ratio('0.05'), fundingIntervalUs: 60 * SECOND },
    },
  ];
  return specs.map((spec, index) =>
    defineInstrument({ ...spec, feeAsset: feeAssets.get(spec.venue) ?? 'quote' }, index),
  );
}

const PRICES = [20_000, 20_000, 0.06, 1_200, 20_000];

/** A short market on a seed: quotes, trades, bars and funding around one hidden price per asset, with jumps. */
export function simulationFeed(seed: number): Feed {
  const instruments = simulationInstruments(seed);
  const events = script(new Random(seed), instruments);
  let next = 0;
  return {
    instruments,
    peekTimeUs: () => {
      const event = events[next];
      return event === undefined ? NEVER : event.kind === 'bar' ? event.openTimeUs : event.venueTimeUs;
    },
    take: () => {
      const event = events[next];
      if (event === undefined) throw new Error('the simulated feed is over');
      next += 1;
      return event;
    },
    close: () => {},
  };
}

function script(random: Random, instruments: readonly Instrument[]): MarketEvent[] {
  const events: MarketEvent[] = [];
  const gaps = PRICES.map(() => 1);
  const lastTicks = PRICES.map(() => 2);
  let market = 1;
  let timeUs: TimeUs = START_US;
  for (let index = 0; index < EVENTS; index += 1) {
    const instrument = instruments[
      index < instruments.length ? index : random.nextBelow(instruments.length)
    ] as Instrument;
    timeUs += 1 + random.nextBelow(1_500_000);
    // A jump now and then: spreads open, stops fire, legs miss.
    market *= Math.exp(random.nextGaussian() * (random.nextBoolean(0.05) ? 0.01 : 0.0008));
    gaps[instrument.index] =
      1 + ((gaps[instrument.index] as number) - 1) * 0.9 + random.nextGaussian() * 0.0008;
    const drift = instrument.quote.id === 'BTC' ? 1 : market;
    const price = (PRICES[instrument.index] as number) * drift * (gaps[instrument.index] as number);
    const ticks = Math.max(2, Math.round(price / instrument.tickSize));
    lastTicks[instrument.index] = ticks;
    events.push(eventOf(random, instrument, timeUs, ticks));
  }
  return [...events, ...calm(instruments, lastTicks, timeUs)];
}

/** Before it closes the market is calm and deep for a while, so that what is open can be closed. */
function calm(
  instruments: readonly Instrument[],
  lastTicks: readonly number[],
  fromUs: TimeUs,
): MarketEvent[] {
  const events: MarketEvent[] = [];
  for (let round = 1; round <= CALM_ROUNDS; round += 1) {
    for (const { index, lotSize } of instruments) {
      const timeUs = fromUs + round * CALM_STEP_US + index;
      const ticks = lastTicks[index] as number;
      const lots = Math.round(50 / lotSize);
      events.push({
        kind: 'quote',
        instrument: index,
        venueTimeUs: timeUs,
        timeUs,
        bidTicks: ticks - 1,
        bidLots: lots,
        askTicks: ticks + 1,
        askLots: lots,
        updateId: 0,
      });
    }
  }
  return events;
}

function eventOf(random: Random, instrument: Instrument, timeUs: TimeUs, ticks: number): MarketEvent {
  const heard = {
    instrument: instrument.index,
    venueTimeUs: timeUs,
    timeUs: timeUs + random.nextBelow(40_000),
  };
  const lots = 1 + random.nextBelow(Math.round(2 / instrument.lotSize));
  if (instrument.kind === 'perpetual' && random.nextBoolean(0.1)) {
    return { kind: 'funding', ...heard, rate: random.nextGaussian() * 0.0005, markTicks: ticks };
  }
  if (random.nextBoolean(0.35)) {
    return {
      kind: 'trade',
      ...heard,
      priceTicks: ticks,
      quantityLots: lots,
      aggressor: random.nextBoolean(0.5) ? 'buy' : 'sell',
    };
  }
  const half = 1 + random.nextBelow(4);
  return {
    kind: 'quote',
    ...heard,
    bidTicks: ticks - half,
    bidLots: lots,
    askTicks: ticks + half,
    askLots: 1 + random.nextBelow(lots),
    updateId: 0,
  };
}

function spot(venue: string, base: string, quote: string, tick: string, lot: string): InstrumentSpec {
  return {
    venue,
    kind: 'spot',
    base: venueAsset(base),
    quote: venueAsset(quote),
    tick: exact(parsePrice(tick)) as Price,
    lot: exact(parseQuantity(lot, 8)) as Quantity,
    minimumNotional: exact(parseAmount(quote === 'USD' ? '5' : '0.0001', 8)) as Amount,
    fees: [{ volumeMin: 0, maker: ratio('0.0005'), taker: ratio('0.001') }],
    assumedSpread: ratio('0.0005'),
  };
}

function ratio(text: string): Ratio {
  return exact(parseRatio(text)) as Ratio;
}

function exact<T>(parsed: { readonly ok: true; readonly value: T } | { readonly ok: false }): T {
  if (!parsed.ok) throw new Error('a constant of the simulation does not parse');
  return parsed.value;
}
