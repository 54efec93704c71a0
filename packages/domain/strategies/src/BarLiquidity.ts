import type { MarketEvent } from '@qca/market';
import type { Offer } from './Strategy.ts';

/**
 * How much of each instrument can be had, as far as its bars tell.
 *
 * A bar gives a price and no size. What traded in it bounds what can be traded after it, and a bar in which nothing
 * traded repeats an old price at which nobody stands. Shape of both: [instrument of the run].
 */
export interface BarLiquidity {
  /** Most lots to trade at the price of the last bar; +Infinity where quotes say how much there is. */
  readonly lotsMax: Float64Array;
  /** 1 where nothing traded in the last bar. */
  readonly still: Uint8Array;
}

export function barLiquidity(offer: Offer): BarLiquidity {
  return {
    lotsMax: new Float64Array(offer.instruments.length).fill(Number.POSITIVE_INFINITY),
    still: new Uint8Array(offer.instruments.length),
  };
}

/** Takes in an event; `volumePartMax` is the part of a bar's volume that one trade may be. */
export function noteLiquidity(liquidity: BarLiquidity, event: MarketEvent, volumePartMax: number): void {
  if (event.kind !== 'bar') return;
  liquidity.still[event.instrument] = event.volumeLots > 0 ? 0 : 1;
  liquidity.lotsMax[event.instrument] = Math.floor(event.volumeLots * volumePartMax);
}
