import type { View } from './Strategy.ts';

/** One price level of a book. */
export interface Level {
  readonly ticks: number;
  /** +Infinity where the data does not say. */
  readonly lots: number;
}

/** Deeper levels are not looked at: a size that eats twenty levels would no longer be ours to take at these prices. */
const LEVELS_MAX = 20;

/**
 * Returns one side of the market, best level first: the book where there is one, else the best price alone, with
 * `lotsMax` where the data does not say how much there is.
 */
export function readLadder(
  view: View,
  instrument: number,
  side: 'bid' | 'ask',
  lotsMax: number,
): readonly Level[] {
  const depth = view.depth(instrument);
  const count = depth === undefined ? 0 : Math.min(LEVELS_MAX, depth.levels(side));
  if (depth === undefined || count === 0) {
    const ticks = side === 'bid' ? view.bidTicks(instrument) : view.askTicks(instrument);
    const told = side === 'bid' ? view.bidLots(instrument) : view.askLots(instrument);
    const lots = told === Number.POSITIVE_INFINITY ? lotsMax : told;
    return ticks > 0 && lots > 0 ? [{ ticks, lots }] : [];
  }
  const levels: Level[] = [];
  for (let level = 0; level < count; level += 1) {
    levels.push({ ticks: depth.ticks(side, level), lots: depth.lots(side, level) });
  }
  return levels;
}
