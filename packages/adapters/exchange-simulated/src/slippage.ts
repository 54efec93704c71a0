import type { Slippage } from './settings.ts';

/**
 * Standard deviation of a price over a bar from its range: (high − low) ÷ (2 √ln 2).
 *
 * Source: Parkinson, "The extreme value method for estimating the variance of the rate of return" (1980), with the
 * logarithm of the ratio replaced by the difference, which is the same within a bar's few per cent.
 */
export const PARKINSON = 1 / (2 * Math.sqrt(Math.LN2));

/** A millionth of a tick: rounding noise of the estimate must not cost a whole tick. */
const ROUNDING_NOISE = 1e-6;

/** The market a taker meets where only prices and volumes are known. */
export interface TakerMarket {
  /** Last traded price. */
  readonly lastTicks: number;
  /** Half of the spread as a fraction of the price. */
  readonly halfSpread: number;
  /** High minus low of the bar. */
  readonly rangeTicks: number;
  readonly volumeLots: number;
}

/**
 * Returns the mean price a taker pays or gets for `lots`, in whole ticks.
 *
 * price = last ± (last × halfSpread + impact), where impact = coefficient × σ × √(lots ÷ volume) for `square-root`
 * and coefficient × σ × lots ÷ volume for `linear`; σ is the bar's own (`PARKINSON`). Rounds against the taker.
 *
 * Source: Tóth et al., "Anomalous price impact and the critical nature of liquidity" (2011), coefficient about 1;
 * linear: Kyle, "Continuous auctions and insider trading" (1985).
 */
export function takerTicks(market: TakerMarket, isBuy: boolean, lots: number, slippage: Slippage): number {
  const away = market.lastTicks * market.halfSpread + impactTicks(market, lots, slippage);
  if (isBuy) return Math.ceil(market.lastTicks + away - ROUNDING_NOISE);
  return Math.max(1, Math.floor(market.lastTicks - away + ROUNDING_NOISE));
}

function impactTicks(market: TakerMarket, lots: number, slippage: Slippage): number {
  if (slippage.kind === 'none') return 0;
  // Without volume the whole of a bar's deviation is the price of being there at all.
  const part = market.volumeLots > 0 ? lots / market.volumeLots : 1;
  const sigma = market.rangeTicks * PARKINSON;
  return slippage.coefficient * sigma * (slippage.kind === 'linear' ? part : Math.sqrt(part));
}
