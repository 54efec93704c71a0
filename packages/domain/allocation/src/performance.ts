import { dot, multiplyVector, type Rows } from '@qca/numerics';

/** What `perf` of an estimator holds, in this order. */
export type Performance = readonly [annualReturn: number, annualVolatility: number, sharpe: number];

export interface Moments {
  /** Expected yearly returns. */
  readonly mu: Float64Array;
  /** Yearly. Shape: [asset][asset]. */
  readonly covariance: Rows;
}

/** Yearly return, volatility, and Sharpe ratio over the risk-free rate. */
export function performanceOf(
  { mu, covariance }: Moments,
  weights: Float64Array,
  riskFreeRate: number,
): Performance {
  const expected = dot(mu, weights);
  const volatility = volatilityOf(covariance, weights);
  return [expected, volatility, (expected - riskFreeRate) / volatility];
}

/** √(wᵀΣw). */
export function volatilityOf(covariance: Rows, weights: Float64Array): number {
  return Math.sqrt(Math.max(0, dot(multiplyVector(covariance, weights), weights)));
}
