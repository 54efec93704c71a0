import type { Estimator, Field } from '@qca/numerics';
import { performanceOf } from '../performance.ts';
import { MARKET_FIELDS, PERFORMANCE_FIELD, WEIGHTS_FIELD } from './marketFields.ts';
import { byAsset, type Market } from './readMarket.ts';

/** An estimator that takes a market, and more. */
export function marketEstimator(
  estimator: Omit<Estimator, 'inputs'> & { readonly inputs: readonly Field[] },
): Estimator {
  return { ...estimator, inputs: [...MARKET_FIELDS, ...estimator.inputs] };
}

export const PORTFOLIO_OUTPUTS: readonly Field[] = [WEIGHTS_FIELD, PERFORMANCE_FIELD];

/** Weights and `perf` as answers have them. */
export function portfolio(market: Market, weights: Float64Array, moments = momentsOf(market)) {
  return {
    weights: byAsset(market, weights),
    perf: [...performanceOf(moments, weights, market.riskFreeRate)],
  };
}

function momentsOf(market: Market) {
  return { mu: market.muIfKnown(), covariance: market.covariance() };
}
