import { assert } from '@qca/base';
import { inverse, leastSquares, multiply, studentTCdf, transpose } from '@qca/numerics';
import { mean, type Numbers } from './moments.ts';

export interface Line {
  readonly slope: number;
  readonly intercept: number;
  /** Square of the correlation; 0 where y does not vary. */
  readonly rSquared: number;
}

/** Straight line of least squares through points. NaN with fewer than two points or where x does not vary. */
export function fitLine(x: Numbers, y: Numbers): Line {
  assert(x.length === y.length, 'fitLine: x and y have different lengths');
  const centreX = mean(x);
  const centreY = mean(y);
  let squareX = 0;
  let squareY = 0;
  let cross = 0;
  for (let index = 0; index < x.length; index += 1) {
    const awayX = (x[index] as number) - centreX;
    const awayY = (y[index] as number) - centreY;
    squareX += awayX * awayX;
    squareY += awayY * awayY;
    cross += awayX * awayY;
  }
  if (x.length < 2 || squareX === 0)
    return { slope: Number.NaN, intercept: Number.NaN, rSquared: Number.NaN };
  const slope = cross / squareX;
  return {
    slope,
    intercept: centreY - slope * centreX,
    rSquared: squareY === 0 ? 0 : (cross * cross) / (squareX * squareY),
  };
}

export interface Regression {
  /** In the order of the regressors; the intercept first where one was asked for. */
  readonly coefficients: Float64Array;
  readonly standardErrors: Float64Array;
  readonly tStatistics: Float64Array;
  /** Two-sided, Student's t with n − k degrees. */
  readonly pValues: Float64Array;
  readonly residuals: Float64Array;
  /** Share of the variance about the mean that is explained. */
  readonly rSquared: number;
}

export interface RegressionOptions {
  /** Adds a column of ones before the others. */
  readonly intercept: boolean;
  /** Newey-West lags of the standard errors; none for the ordinary ones, which trust residuals to be alike and independent. */
  readonly lags?: number;
}

/**
 * Ordinary least squares, with ordinary or Newey-West standard errors.
 *
 * Newey-West: Bartlett weights 1 − l / (lags + 1), no correction for small samples, as statsmodels' `cov_type="HAC"`.
 * Shape: `rows` [observation][regressor]. Source: Newey and West (1987).
 * Rejects nothing: NaN standard errors where the regressors depend on each other.
 */
export function regress(rows: readonly Numbers[], y: Numbers, options: RegressionOptions): Regression {
  const design = rows.map((row) =>
    Float64Array.from(options.intercept ? [1, ...Array.from(row)] : Array.from(row)),
  );
  const coefficients = leastSquares(design, y);
  const residuals = Float64Array.from(
    design,
    (row, index) => (y[index] as number) - product(row, coefficients),
  );
  const n = design.length;
  const k = coefficients.length;
  const bread = inverse(multiply(transpose(design), design));
  const covariance = bread && sandwich(design, residuals, bread, options.lags);
  const standardErrors = Float64Array.from(coefficients, (_, index) =>
    covariance === undefined ? Number.NaN : Math.sqrt(covariance[index]?.[index] as number),
  );
  const tStatistics = coefficients.map((value, index) => value / (standardErrors[index] as number));
  const centre = mean(y);
  const total = Array.from(y).reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return {
    coefficients,
    standardErrors,
    tStatistics,
    pValues: tStatistics.map((t) => 2 * studentTCdf(-Math.abs(t), n - k)),
    residuals,
    rSquared: 1 - residuals.reduce((sum, value) => sum + value * value, 0) / total,
  };
}

function product(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, index) => sum + value * (other[index] as number), 0);
}

type Rows = readonly Float64Array[];

/** Covariance of the coefficients. */
function sandwich(design: Rows, residuals: Float64Array, bread: Rows, lags: number | undefined): Rows {
  if (lags === undefined) {
    const scale = product(residuals, residuals) / (design.length - bread.length);
    return bread.map((row) => row.map((value) => value * scale));
  }
  const scores = design.map((row, index) => row.map((value) => value * (residuals[index] as number)));
  return multiply(multiply(bread, longRunSum(scores, lags)), bread);
}

/** Σ_t s_t s_tᵀ + Σ_l w_l Σ_t (s_t s_{t−l}ᵀ + its transpose), Bartlett weights. */
function longRunSum(scores: Rows, lags: number): Rows {
  const k = scores[0]?.length ?? 0;
  const answer = Array.from({ length: k }, () => new Float64Array(k));
  for (let lag = 0; lag <= lags; lag += 1) {
    const weight = lag === 0 ? 0.5 : 1 - lag / (lags + 1);
    for (let time = lag; time < scores.length; time += 1) {
      const now = scores[time] as Float64Array;
      const then = scores[time - lag] as Float64Array;
      for (let row = 0; row < k; row += 1) {
        const line = answer[row] as Float64Array;
        for (let column = 0; column < k; column += 1) {
          const both =
            (now[row] as number) * (then[column] as number) + (then[row] as number) * (now[column] as number);
          line[column] = (line[column] as number) + weight * both;
        }
      }
    }
  }
  return answer;
}

/**
 * Newey-West long-run variance of a series: variance of √n times its mean.
 *
 * γ_0 + 2 Σ (1 − l / (lags + 1)) γ_l, autocovariances with divisor n. Source: Newey and West (1987).
 */
export function neweyWestVariance(values: Numbers, lags: number): number {
  const centre = mean(values);
  const scores = Array.from(values, (value) => Float64Array.of(value - centre));
  return (longRunSum(scores, lags)[0]?.[0] as number) / values.length;
}

/** Lags by the rule ⌊4 (n / 100)^(2/9)⌋, with which many programs begin. Source: Newey and West (1994), their first guess. */
export function neweyWestLags(n: number): number {
  return Math.floor(4 * (n / 100) ** (2 / 9));
}
