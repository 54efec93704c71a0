import type { WorkingOrder } from './WorkingOrder.ts';

// A bar says open, high, low and close, not in which order. The venue walks it through four points: open, one
// extreme after a third of the interval, the other after two thirds, close. What happens between two points happens at
// the time of the second.

/** Which extreme comes first. */
export type FirstExtreme = 'high' | 'low';

/** The four prices of a bar. */
export interface BarPrices {
  readonly openTicks: number;
  readonly highTicks: number;
  readonly lowTicks: number;
  readonly closeTicks: number;
}

/**
 * Chooses the order of extremes that is worse for what we have at the market.
 *
 * 1. Stops, woken stops and a position that may be liquidated decide first: those that sell (below the market) want
 *    the low first, those that buy want the high first; the larger side in lots wins. So when a stop and a take-profit
 *    could both fire in one bar, the stop does.
 * 2. Else resting limits: buys want the high first, so that the bar's rise is over when they fill and cannot carry an
 *    exit; sells want the low first.
 * 3. Else a rising bar (close ≥ open) visits its low first, a falling one its high.
 */
export function adverseExtreme(
  orders: readonly WorkingOrder[],
  marginedLots: number,
  bar: BarPrices,
): FirstExtreme {
  let stops = marginedLots;
  let limits = 0;
  for (const order of orders) {
    const sellLots = order.isBuy ? -order.remainingLots : order.remainingLots;
    if (order.stage === 'resting') limits += sellLots;
    else stops += sellLots;
  }
  const wantsLow = stops !== 0 ? stops : limits;
  if (wantsLow !== 0) return wantsLow > 0 ? 'low' : 'high';
  return bar.closeTicks >= bar.openTicks ? 'low' : 'high';
}

/** Returns the price of the n-th of the four points. */
export function pointTicks(bar: BarPrices, point: number, first: FirstExtreme): number {
  switch (point) {
    case 0:
      return bar.openTicks;
    case 1:
      return first === 'high' ? bar.highTicks : bar.lowTicks;
    case 2:
      return first === 'high' ? bar.lowTicks : bar.highTicks;
    default:
      return bar.closeTicks;
  }
}

/** Returns an extreme for a bar from the seed and the bar alone, whatever else was drawn. Source: splitmix32's mixer. */
export function seededExtreme(seed: number, instrument: number, openTimeUs: number): FirstExtreme {
  let mixed = (seed ^ Math.imul(instrument + 1, 0x9e37_79b9)) >>> 0;
  for (const word of [openTimeUs % 0x1_0000_0000, Math.floor(openTimeUs / 0x1_0000_0000)]) {
    mixed = (mixed + (word >>> 0) + 0x9e37_79b9) >>> 0;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85eb_ca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
    mixed = (mixed ^ (mixed >>> 16)) >>> 0;
  }
  return mixed & 1 ? 'high' : 'low';
}
