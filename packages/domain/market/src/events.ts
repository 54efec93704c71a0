import type { TimeUs } from '@qca/base';

// What venues tell us. Prices are whole ticks and quantities whole lots of the instrument, in plain numbers
// (exact below 2^53). Feeds reuse one object per kind: read it, never keep it.

/** Fields every market event has. */
interface Heard {
  /** Position of the instrument in the run's list. */
  instrument: number;
  /** When it happened at the venue. */
  venueTimeUs: TimeUs;
  /** When we know it: the only time strategies see. Never before `venueTimeUs`. */
  timeUs: TimeUs;
}

/** Trading of one interval. Known at its close: `venueTimeUs` is the close, never the open. */
export interface Bar extends Heard {
  kind: 'bar';
  openTimeUs: TimeUs;
  openTicks: number;
  highTicks: number;
  lowTicks: number;
  closeTicks: number;
  /** May be fractional: sums published by venues can be finer than a lot. */
  volumeLots: number;
}

/** One trade of others. */
export interface Trade extends Heard {
  kind: 'trade';
  priceTicks: number;
  quantityLots: number;
  /** The side that took liquidity. */
  aggressor: Side;
}

/** Best bid and ask. */
export interface Quote extends Heard {
  kind: 'quote';
  bidTicks: number;
  bidLots: number;
  askTicks: number;
  askLots: number;
  /** The venue's number for this state of the book; 0 where it has none. */
  updateId: number;
}

/** New absolute sizes of some price levels (0 removes a level), or a whole book when `snapshot`. */
export interface Depth extends Heard {
  kind: 'depth';
  snapshot: boolean;
  firstUpdateId: number;
  lastUpdateId: number;
  /** The id this update follows; −1 where the venue does not say. */
  previousUpdateId: number;
  /** How many entries of the three arrays hold. */
  count: number;
  /** 0 is a bid, 1 an ask. Shape: [level]. */
  sides: Uint8Array;
  /** Shape: [level], whole ticks. */
  priceTicks: Float64Array;
  /** Shape: [level], whole lots, absolute. */
  quantityLots: Float64Array;
}

/** Funding of a perpetual: longs pay shorts `rate` of the position's value when positive. */
export interface Funding extends Heard {
  kind: 'funding';
  /** Fraction for this interval. */
  rate: number;
  markTicks: number;
}

export type MarketEvent = Bar | Trade | Quote | Depth | Funding;

export type Side = 'buy' | 'sell';

export function oppositeSide(side: Side): Side {
  return side === 'buy' ? 'sell' : 'buy';
}
