import { dot, type Rows } from '@qca/numerics';
import { pairwiseCovariance } from './covariance.ts';
import { arithmeticMean, compoundedMean, mean, TRADING_DAYS } from './expectedReturns.ts';
import { columnOf } from './returns.ts';

/** A variance of a period below this is rounding, not movement: empyrical's bound. */
const VARIANCE_MIN = 1e-30;

export interface CapitalAssetPricing {
  /** Simple returns with gaps. Shape: [date][asset]. */
  readonly returns: Rows;
  /** Return of the market on the same dates; the mean of the known assets where left out. */
  readonly market?: Float64Array;
  /** Per year. */
  readonly riskFreeRate?: number;
  readonly isCompounded?: boolean;
  readonly frequency?: number;
}

/** What the capital asset pricing model expects, and what it takes that from. */
export interface Priced {
  readonly returns: Float64Array;
  readonly betas: Float64Array;
  /** Expected yearly return of the market. */
  readonly marketReturn: number;
}

/**
 * Expected yearly returns by the capital asset pricing model: riskFreeRate + β (market − riskFreeRate), β over the rows in which the
 * asset and the market are known, the variance of the market over all rows in which it is.
 *
 * Source: Sharpe (1964); as PyPortfolioOpt `capm_return`. NaN where fewer than two rows are known, or the market never moves.
 */
export function capitalAssetPricing({
  returns,
  market = Float64Array.from(returns, (row) => mean(row)),
  riskFreeRate = 0,
  isCompounded = true,
  frequency = TRADING_DAYS,
}: CapitalAssetPricing): Priced {
  const joined = returns.map((row, date) => Float64Array.of(...row, market[date] as number));
  const assets = returns[0]?.length ?? 0;
  const products = columnOf(pairwiseCovariance(joined), assets);
  const variance = products[assets] as number;
  const betas = products
    .subarray(0, assets)
    .map((value) => (variance > VARIANCE_MIN ? value / variance : Number.NaN));
  const rows = Array.from(market, (value) => Float64Array.of(value));
  const [marketReturn] = (isCompounded ? compoundedMean : arithmeticMean)(rows, frequency) as unknown as [
    number,
  ];
  return {
    returns: betas.map((beta) => riskFreeRate + beta * (marketReturn - riskFreeRate)),
    betas,
    marketReturn,
  };
}

/**
 * Aversion to risk that makes holding the market optimal: its arithmetic yearly return above `riskFreeRate` over its yearly variance.
 *
 * Source: as PyPortfolioOpt `market_implied_risk_aversion`. NaN below two returns; returns that are not known are left out.
 */
export function impliedRiskAversion(
  market: Float64Array,
  { frequency = TRADING_DAYS, riskFreeRate = 0 } = {},
): number {
  const known = market.filter((value) => !Number.isNaN(value));
  const centre = mean(known);
  const away = known.map((value) => value - centre);
  const variance = dot(away, away) / (known.length - 1);
  return (centre * frequency - riskFreeRate) / (variance * frequency);
}
