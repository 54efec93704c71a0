import type { TimeUs } from '@qca/base';

// Recordings in memory: one typed array per column, all of the same length, in the order in which events are handed
// out. Prices are whole ticks and quantities whole lots of the instrument (bar volumes may be fractional).

export interface BarColumns {
  readonly kind: 'bars';
  readonly intervalUs: number;
  /** Strictly rising. */
  readonly openTimeUs: Float64Array;
  readonly openTicks: Float64Array;
  readonly highTicks: Float64Array;
  readonly lowTicks: Float64Array;
  readonly closeTicks: Float64Array;
  readonly volumeLots: Float64Array;
}

/** Times every other kind has. `venueTimeUs` never falls; `timeUs` is never before it. */
interface Heard {
  readonly venueTimeUs: Float64Array;
  readonly timeUs: Float64Array;
}

export interface TradeColumns extends Heard {
  readonly kind: 'trades';
  readonly priceTicks: Float64Array;
  readonly quantityLots: Float64Array;
  /** 0 where the buyer took liquidity, 1 where the seller did. */
  readonly aggressor: Uint8Array;
}

export interface QuoteColumns extends Heard {
  readonly kind: 'quotes';
  readonly bidTicks: Float64Array;
  readonly bidLots: Float64Array;
  readonly askTicks: Float64Array;
  readonly askLots: Float64Array;
  readonly updateId: Float64Array;
}

/** One row per update message; its levels are `levelStart[row]` to `levelStart[row + 1]` of the three level columns. */
export interface DepthColumns extends Heard {
  readonly kind: 'depth';
  readonly snapshot: Uint8Array;
  readonly firstUpdateId: Float64Array;
  readonly lastUpdateId: Float64Array;
  /** −1 where the venue does not say. */
  readonly previousUpdateId: Float64Array;
  /** Shape: [message + 1], rising. */
  readonly levelStart: Uint32Array;
  /** Shape: [level], 0 bid, 1 ask. */
  readonly sides: Uint8Array;
  readonly priceTicks: Float64Array;
  readonly quantityLots: Float64Array;
}

export interface FundingColumns extends Heard {
  readonly kind: 'funding';
  readonly rate: Float64Array;
  readonly markTicks: Float64Array;
}

export type Columns = BarColumns | TradeColumns | QuoteColumns | DepthColumns | FundingColumns;

/** The times by which a feed orders the rows: bars by their open, everything else by its venue time. */
export function startTimes(columns: Columns): Float64Array {
  return columns.kind === 'bars' ? columns.openTimeUs : columns.venueTimeUs;
}

/** The position of the first row at or after `timeUs`. */
export function lowerBound(times: Float64Array, timeUs: TimeUs): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] as number) < timeUs) low = middle + 1;
    else high = middle;
  }
  return low;
}
