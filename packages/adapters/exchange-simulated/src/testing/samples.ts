import { MILLISECOND, MINUTE, SECOND } from '@qca/base';
import {
  type Bar,
  type Depth,
  defineInstrument,
  type Instrument,
  type InstrumentSpec,
  type Quote,
  type Trade,
  venueAsset,
} from '@qca/market';
import type { OrderSpec } from '@qca/orders';
import type { Amount, Price, Quantity, Ratio } from '@qca/units';

/** A round first moment: 2023-03-01T00:00:00Z. */
export const START = 1_677_628_800 * SECOND;

/** Tick 0.01, lot 0.001, fees 0.1 % and 0.2 %, spread 0.1 %: one lot at one tick is 1,000 quote atoms. */
export function sampleInstrument(index = 0, overrides: Partial<InstrumentSpec> = {}): Instrument {
  return defineInstrument(
    {
      venue: 'kraken',
      kind: 'spot',
      base: venueAsset('BTC'),
      quote: venueAsset('USD'),
      tick: (10n ** 16n) as Price,
      lot: 100_000n as Quantity,
      minimumNotional: 0n as Amount,
      fees: [{ volumeMin: 0, maker: (10n ** 15n) as Ratio, taker: (2n * 10n ** 15n) as Ratio }],
      assumedSpread: (10n ** 15n) as Ratio,
      ...overrides,
    },
    index,
  );
}

/** Open, high, low, close of the n-th minute. */
export function bar(
  minute: number,
  prices: readonly [number, number, number, number],
  volumeLots = 1000,
): Bar {
  const [openTicks, highTicks, lowTicks, closeTicks] = prices;
  const openTimeUs = START + minute * MINUTE;
  return {
    kind: 'bar',
    instrument: 0,
    openTimeUs,
    venueTimeUs: openTimeUs + MINUTE,
    timeUs: openTimeUs + MINUTE,
    openTicks,
    highTicks,
    lowTicks,
    closeTicks,
    volumeLots,
  };
}

export function limit(
  side: 'buy' | 'sell',
  quantityLots: number,
  limitTicks: number,
  more: Partial<OrderSpec> = {},
): OrderSpec {
  return { instrument: 0, side, type: 'limit', quantityLots, limitTicks, ...more };
}

export function market(side: 'buy' | 'sell', quantityLots: number, more: Partial<OrderSpec> = {}): OrderSpec {
  return { instrument: 0, side, type: 'market', quantityLots, ...more };
}

/** Moments in level-2 tests: whole milliseconds after the start. */
export function at(milliseconds: number): { instrument: number; venueTimeUs: number; timeUs: number } {
  const timeUs = START + milliseconds * MILLISECOND;
  return { instrument: 0, venueTimeUs: timeUs, timeUs };
}

export function trade(
  ms: number,
  aggressor: 'buy' | 'sell',
  quantityLots: number,
  priceTicks: number,
): Trade {
  return { kind: 'trade', ...at(ms), aggressor, quantityLots, priceTicks };
}

/** Best bid and ask as `[lots, ticks]`. */
export function quote(ms: number, bid: readonly [number, number], ask: readonly [number, number]): Quote {
  return {
    kind: 'quote',
    ...at(ms),
    bidLots: bid[0],
    bidTicks: bid[1],
    askLots: ask[0],
    askTicks: ask[1],
    updateId: 0,
  };
}

/** Levels of a book as `[lots, ticks]`; `ids` are first, last and previous update id. */
export function depth(
  ms: number,
  levels: { readonly bids?: readonly [number, number][]; readonly asks?: readonly [number, number][] },
  ids: {
    readonly snapshot?: boolean;
    readonly first?: number;
    readonly last?: number;
    readonly previous?: number;
  } = {},
): Depth {
  const { bids = [], asks = [] } = levels;
  const all = [...bids, ...asks];
  return {
    kind: 'depth',
    ...at(ms),
    snapshot: ids.snapshot ?? false,
    firstUpdateId: ids.first ?? 0,
    lastUpdateId: ids.last ?? 0,
    previousUpdateId: ids.previous ?? -1,
    count: all.length,
    sides: Uint8Array.from(all, (_, index) => (index < bids.length ? 0 : 1)),
    priceTicks: Float64Array.from(all, ([, ticks]) => ticks),
    quantityLots: Float64Array.from(all, ([lots]) => lots),
  };
}
