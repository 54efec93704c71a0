import type { Estimator } from '@qca/numerics';
import { ARIMA_ESTIMATORS } from './estimators/arimaEstimators.ts';
import { COMBINING_ESTIMATORS } from './estimators/combiningEstimators.ts';
import { JUDGING_ESTIMATORS } from './estimators/judgingEstimators.ts';
import { LOSS_ESTIMATORS } from './estimators/lossEstimators.ts';
import { SMOOTHING_ESTIMATORS } from './estimators/smoothingEstimators.ts';
import { VOLATILITY_ESTIMATORS } from './estimators/volatilityEstimators.ts';

/** Every quantity of this room that can be asked for by name. */
export const FORECASTING_ESTIMATORS: readonly Estimator[] = [
  ...VOLATILITY_ESTIMATORS,
  ...SMOOTHING_ESTIMATORS,
  ...ARIMA_ESTIMATORS,
  ...COMBINING_ESTIMATORS,
  ...LOSS_ESTIMATORS,
  ...JUDGING_ESTIMATORS,
];

export type { ArimaOrder } from './arima/ArimaOrder.ts';
export { type ArimaFit, fitArima } from './arima/fitArima.ts';
export { type ArimaForecast, forecastArima } from './arima/forecastArima.ts';
export { type ArimaSearch, searchArima } from './arima/searchArima.ts';
export { type Combination, type CombinationOptions, combineForecasts } from './combining/combineForecasts.ts';
export { type DemandForecast, type DemandPlan, forecastDemand } from './combining/forecastDemand.ts';
export { type ForecasterName, forecasterOf } from './combining/forecasters.ts';
export { compareWithNaive, type NaiveComparison } from './judging/compareWithNaive.ts';
export { conformalRadius } from './judging/conformalRadius.ts';
export { type CoverageTests, christoffersen, kupiec, type LikelihoodRatio } from './judging/coverageTests.ts';
export { type DieboldMariano, dieboldMariano } from './judging/dieboldMariano.ts';
export { type MincerZarnowitz, mincerZarnowitz } from './judging/mincerZarnowitz.ts';
export { type Forecaster, type Origin, type RollingPlan, rollingOrigin } from './judging/rollingOrigin.ts';
export { fitSmoothing, forecastSmoothing, type SmoothingFit } from './smoothing/fitSmoothing.ts';
export { fitTheta, forecastTheta, type ThetaFit } from './smoothing/fitTheta.ts';
export { backtestVolatility, type VolatilityBacktest } from './volatility/backtestVolatility.ts';
export { exponentialMovingVariance } from './volatility/exponentialMovingVariance.ts';
export { fitVolatility, type VolatilityFit } from './volatility/fitVolatility.ts';
export { forecastVariance } from './volatility/forecastVariance.ts';
export { fitHar, forecastHar, type HarFit } from './volatility/heterogeneousAutoregression.ts';
export type { VolatilityModel, VolatilityParameters } from './volatility/VolatilityModel.ts';
