export { autocorrelations, autocovariances, type LjungBox, ljungBox } from './describe/autocorrelation.ts';
export { correlation, correlationMatrix, rankCorrelation } from './describe/correlation.ts';
export {
  excessKurtosis,
  kurtosis,
  mean,
  type Numbers,
  sampleExcessKurtosis,
  sampleSkewness,
  skewness,
  standardDeviation,
  variance,
} from './describe/moments.ts';
export { quantile, quantileOfSorted } from './describe/quantile.ts';
export { averageRanks } from './describe/ranks.ts';
export {
  fitLine,
  type Line,
  neweyWestLags,
  neweyWestVariance,
  type Regression,
  type RegressionOptions,
  regress,
} from './describe/regression.ts';
export { STATISTICS_ESTIMATORS } from './estimators/estimators.ts';
export {
  type BacktestOverfitting,
  backtestOverfitting,
  backtestOverfittingSpread,
  USUAL_BLOCKS,
} from './honest/backtestOverfitting.ts';
export { combinations } from './honest/combinations.ts';
export {
  type CombinatorialSplits,
  combinatorialCounts,
  combinatorialSplits,
  horizonLabels,
  type Labels,
  purgedFolds,
  type Split,
  type WalkForward,
  walkForwardSplits,
} from './honest/crossValidation.ts';
export {
  averageCorrelation,
  clusterTrials,
  effectiveTrialsByAverage,
  effectiveTrialsByClusters,
  SAME_IDEA_CORRELATION,
} from './honest/effectiveTrials.ts';
export {
  type DeflatedSharpe,
  deflatedSharpe,
  expectedMaximum,
  expectedMaximumSharpe,
  minBacktestYears,
  minBacktestYearsBound,
} from './honest/multipleTrials.ts';
export { type BlockLengths, optimalBlockLength } from './honest/optimalBlockLength.ts';
export {
  type SharpeDifference,
  sharpeDifference,
  sharpeDifferenceBootstrap,
} from './honest/sharpeDifference.ts';
export {
  minTrackRecord,
  probabilisticSharpe,
  type SharpeSample,
  sharpeSample,
  sharpeStandardError,
} from './honest/sharpeInference.ts';
export {
  type BootstrapInterval,
  type BootstrapOptions,
  drawCircular,
  drawStationary,
  percentileInterval,
  type Statistic,
  studentisedInterval,
} from './honest/stationaryBootstrap.ts';
export {
  blockVariance,
  realityCheck,
  type SuperiorAbility,
  type SuperiorityOptions,
  stepwiseSuperior,
  superiorAbility,
} from './honest/superiorAbility.ts';
export {
  type AlphaBeta,
  alphaBeta,
  type BattingAverage,
  battingAverage,
  betaFragility,
  capture,
  downAlphaBeta,
  downCapture,
  rSquared,
  simpleAlpha,
  upAlphaBeta,
  upCapture,
} from './performance/benchmark.ts';
export {
  type DrawdownEpisode,
  drawdownEpisodes,
  drawdowns,
  maxDrawdown,
  ulcerIndex,
} from './performance/drawdown.ts';
export {
  annualReturn,
  annualReturnByCalendar,
  cumulativeReturns,
  geometricMean,
  PERIODS_PER_YEAR,
  type Period,
  stability,
  totalReturn,
} from './performance/growth.ts';
export { monthlyTable, type YearOfReturns } from './performance/monthlyTable.ts';
export {
  annualVolatility,
  calmarRatio,
  downsideRisk,
  excessSharpe,
  type Level,
  omegaRatio,
  sharpeRatio,
  sortinoRatio,
} from './performance/ratios.ts';
export {
  expectedShortfallBelowNormal,
  expectedShortfallHistorical,
  expectedShortfallNormal,
  tailRatio,
  valueAtRiskHistorical,
  valueAtRiskNormal,
} from './performance/tails.ts';
export {
  adjustedSortino,
  autocorrelationPenalty,
  commonSenseRatio,
  cpcIndex,
  excessOfAnnual,
  informationRatio,
  recoveryFactor,
  returnOverExposure,
  serenity,
  smartSharpe,
  smartSortino,
  ulcerPerformance,
} from './performance/tearSheet.ts';
export {
  averageLoss,
  averageWin,
  exposure,
  gainToPain,
  kellyShare,
  longestLosses,
  longestWins,
  outlierLossRatio,
  outlierWinRatio,
  payoffRatio,
  profitFactor,
  profitRatio,
  riskOfRuin,
  winRate,
} from './performance/wins.ts';
export {
  featureNeutralCorr,
  gaussianise,
  maxFeatureCorrelation,
  metaModelContribution,
  metaPortfolioContributions,
  neutralise,
  numeraiAlpha,
  numeraiCorr,
  orthogonalise,
  signedPower,
  stakeWeighted,
  tieKeptRank,
} from './scoring/numerai.ts';
