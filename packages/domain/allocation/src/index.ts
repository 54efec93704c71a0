export { ALLOCATION_ESTIMATORS } from './allocationEstimators.ts';
export {
  type BlackLitterman,
  blackLitterman,
  impliedReturns,
  impliedWeights,
  type Posterior,
  type View,
} from './blackLitterman.ts';
export { cluster, correlationDistance, cutTree, type Linkage, leafOrder, type Merger } from './clusters.ts';
export {
  correlationOf,
  exponentialCovariance,
  pairwiseCorrelation,
  repairSemidefinite,
  sampleCovariance,
} from './covariance.ts';
export {
  allocateFractions,
  allocateWhole,
  CENTS_MIN,
  type DiscreteAllocation,
  type DiscreteOrder,
  type Purchase,
} from './discreteAllocation.ts';
export { linearEstimators } from './estimators/scenarioEstimators.ts';
export { arithmeticMean, compoundedMean, exponentialMean } from './expectedReturns.ts';
export {
  type HierarchicalWeights,
  type Hierarchy,
  hierarchicalRiskParity,
} from './hierarchicalRiskParity.ts';
export { type Group, type Limits, longOnly } from './Limits.ts';
export type {
  LinearProgram,
  LinearSolution,
  ProgramSolution,
  QuadraticProgram,
  Row,
  SolveLinear,
} from './LinearProgram.ts';
export {
  efficientReturn,
  efficientReturnProgram,
  efficientRisk,
  frontier,
  type MeanVariance,
  maximumQuadraticUtility,
  maximumReturn,
  maximumSharpe,
  minimumVolatility,
  utilityProgram,
} from './meanVariance.ts';
export { optimalityResidual } from './optimalityResidual.ts';
export type { SimulatedPaths, Simulation } from './PathBlock.ts';
export { type Moments, type Performance, performanceOf, volatilityOf } from './performance.ts';
export {
  type CentsTrade,
  type CostAwareRebalance,
  costAwareRebalance,
  rebalanceCost,
  rebalanceLoss,
  rebalanceToBands,
  tradeCents,
} from './rebalance.ts';
export { completeRows, portfolioReturns, returnsFromPrices } from './returns.ts';
export {
  conditionalDrawdownAtRisk,
  conditionalValueAtRisk,
  meanAbsoluteDeviation,
  semideviation,
} from './riskMeasures.ts';
export { riskParity, riskShares } from './riskParity.ts';
export {
  minimumCdarProgram,
  minimumCvarProgram,
  minimumMadProgram,
  minimumMaxDrawdownProgram,
  type Scenarios,
  solveScenarios,
} from './scenarioPrograms.ts';
export { minimumSemivariance } from './semivariance.ts';
export { type ShrinkageTarget, type Shrunk, shrunkCovariance } from './shrinkage.ts';
export {
  type Brownian,
  type GarchProcess,
  simulateBrownian,
  simulateGarch,
  simulateHistory,
} from './simulate.ts';
export { solveQuadratic } from './solveQuadratic.ts';
export { splitAmount } from './splitAmount.ts';
export { type PathSummary, summarisePaths } from './summarisePaths.ts';
