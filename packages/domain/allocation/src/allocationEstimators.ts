import type { Estimator } from '@qca/numerics';
import { DIVERSIFICATION_ESTIMATORS } from './estimators/diversificationEstimators.ts';
import { HOLDING_ESTIMATORS } from './estimators/holdingEstimators.ts';
import { MARKET_ESTIMATORS } from './estimators/marketEstimators.ts';
import { MEAN_VARIANCE_ESTIMATORS } from './estimators/meanVarianceEstimators.ts';
import { MONTE_CARLO_ESTIMATOR } from './estimators/monteCarloEstimator.ts';
import { PRICING_ESTIMATORS } from './estimators/pricingEstimators.ts';
import { SEMIVARIANCE_ESTIMATOR } from './estimators/scenarioEstimators.ts';

/** Everything of this room that anybody may ask for by name; `linearEstimators` adds those that need a solver. */
export const ALLOCATION_ESTIMATORS: readonly Estimator[] = [
  ...MARKET_ESTIMATORS,
  ...PRICING_ESTIMATORS,
  ...MEAN_VARIANCE_ESTIMATORS,
  ...DIVERSIFICATION_ESTIMATORS,
  SEMIVARIANCE_ESTIMATOR,
  ...HOLDING_ESTIMATORS,
  MONTE_CARLO_ESTIMATOR,
];
