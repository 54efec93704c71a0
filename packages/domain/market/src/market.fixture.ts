import { type Amount, ONE_PRICE, ONE_RATIO, type Price, type Quantity, type Ratio } from '@qca/units';
import { venueAsset } from './asset.ts';
import type { Bar, Depth, Quote, Trade } from './events.ts';
import { defineInstrument, type Instrument, type InstrumentSpec } from './instrument.ts';

// Instruments and events for the tests of this room: a tick of 0.01, a lot of 0.001, no fees.

export function instrumentFixture(
  base: string,
  quote: string,
  index: number,
  over: Partial<InstrumentSpec> = {},
): Instrument {
  return defineInstrument(
    {
      venue: 'kraken',
      kind: 'spot',
      base: venueAsset(base),
      quote: venueAsset(quote),
      tick: (ONE_PRICE / 100n) as Price,
      lot: 100_000n as Quantity,
      minimumNotional: 0n as Amount,
      fees: [{ volumeMin: 0, maker: 0n as Ratio, taker: 0n as Ratio }],
      assumedSpread: 0n as Ratio,
      ...over,
    },
    index,
  );
}

export function basisPoints(count: number): Ratio {
  return ((ONE_RATIO * BigInt(count)) / 10_000n) as Ratio;
}

export function barFixture(over: Partial<Bar>): Bar {
  const bar: Bar = {
    kind: 'bar',
    instrument: 0,
    openTimeUs: 0,
    venueTimeUs: 60,
    timeUs: 60,
    openTicks: 100,
    highTicks: 100,
    lowTicks: 100,
    closeTicks: 100,
    volumeLots: 1,
  };
  return Object.assign(bar, over);
}

export function tradeFixture(over: Partial<Trade>): Trade {
  const trade: Trade = {
    kind: 'trade',
    instrument: 0,
    venueTimeUs: 1,
    timeUs: 1,
    priceTicks: 100,
    quantityLots: 1,
    aggressor: 'buy',
  };
  return Object.assign(trade, over);
}

export function quoteFixture(over: Partial<Quote>): Quote {
  const quote: Quote = {
    kind: 'quote',
    instrument: 0,
    venueTimeUs: 1,
    timeUs: 1,
    bidTicks: 99,
    bidLots: 5,
    askTicks: 101,
    askLots: 7,
    updateId: 0,
  };
  return Object.assign(quote, over);
}

/** Levels are written `['bid', ticks, lots]`. */
export function depthFixture(
  levels: readonly ['bid' | 'ask', number, number][],
  over: Partial<Depth>,
): Depth {
  const depth: Depth = {
    kind: 'depth',
    instrument: 0,
    venueTimeUs: 1,
    timeUs: 1,
    snapshot: false,
    firstUpdateId: 0,
    lastUpdateId: 0,
    previousUpdateId: -1,
    count: levels.length,
    sides: Uint8Array.from(levels, ([side]) => (side === 'bid' ? 0 : 1)),
    priceTicks: Float64Array.from(levels, ([, ticks]) => ticks),
    quantityLots: Float64Array.from(levels, ([, , lots]) => lots),
  };
  return Object.assign(depth, over);
}
