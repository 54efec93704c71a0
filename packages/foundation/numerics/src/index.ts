export { betaRegularised } from './beta.ts';
export {
  type BoundedOptions,
  type BoundedProblem,
  boundedLeastSquares,
  type LeastSquaresMinimum,
  type ResidualFunction,
} from './boundedLeastSquares.ts';
export { chiSquaredCdf, chiSquaredTail, fTail } from './chiSquared.ts';
export { badInput, type Estimator, type Field, type FieldShape, Inputs } from './Estimator.ts';
export { fillGaussian } from './fillGaussian.ts';
export { type Bracket, findRoot } from './findRoot.ts';
export { gammaP, gammaQ, logGamma } from './gamma.ts';
export { gaussLegendre, type IntegrateOptions, integrate, type Quadrature } from './integrate.ts';
export {
  cholesky,
  dot,
  type Eigen,
  identity,
  inverse,
  leastSquares,
  multiply,
  multiplyVector,
  type Rows,
  solve,
  solveSymmetric,
  symmetricEigen,
  transpose,
} from './linear.ts';
export {
  bfgs,
  centralGradient,
  type DescentOptions,
  type Minimum,
  nelderMead,
  type Objective,
  type SimplexOptions,
} from './minimise.ts';
export { normalCdf, normalPdf, normalQuantile } from './normal.ts';
export { studentTCdf, studentTPdf, studentTQuantile } from './studentT.ts';
