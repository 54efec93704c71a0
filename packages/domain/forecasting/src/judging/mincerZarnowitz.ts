import { assert } from '@qca/base';
import { chiSquaredTail, inverse, leastSquares, multiply, normalCdf } from '@qca/numerics';
import { meanOf } from './losses.ts';

export interface MincerZarnowitz {
  readonly intercept: number;
  readonly slope: number;
  /** Robust to changing variance and to autocorrelation up to `lags`. */
  readonly interceptError: number;
  readonly slopeError: number;
  /** Two-sided, of intercept 0 and of slope 1, normal. */
  readonly interceptPValue: number;
  readonly slopePValue: number;
  /** Wald statistic of intercept 0 and slope 1 together, chi-squared with two degrees of freedom. */
  readonly wald: number;
  readonly pValue: number;
  readonly rSquared: number;
  readonly lags: number;
}

/**
 * Regresses what happened on what was forecast: an unbiased forecast has intercept 0 and slope 1.
 *
 * `lags` of the covariance of Newey and West default to floor(4 (n / 100)^(2/9)), Bartlett's weights, no correction for few periods.
 * Shape: both [period], at least four, and the forecast must vary.
 * Source: Mincer and Zarnowitz (1969); Newey and West (1987).
 */
export function mincerZarnowitz(
  actual: Float64Array,
  forecast: Float64Array,
  lags = Math.floor(4 * (actual.length / 100) ** (2 / 9)),
): MincerZarnowitz {
  const { length } = actual;
  assert(length === forecast.length && length >= 4, 'mincerZarnowitz: lengths differ, or are below four');
  const rows = Array.from(forecast, (value) => Float64Array.of(1, value));
  const [intercept, slope] = leastSquares(rows, actual) as unknown as readonly [number, number];
  const errors = actual.map((value, period) => value - intercept - slope * (forecast[period] as number));
  const bread = inverse(momentsOf(rows));
  assert(bread !== undefined, 'mincerZarnowitz: the forecast does not vary');
  const covariance = multiply(multiply(bread, neweyWestMeat(rows, errors, lags)), bread);
  const interceptVariance = covariance[0]?.[0] as number;
  const slopeVariance = covariance[1]?.[1] as number;
  const wald = waldOf(covariance, intercept, slope - 1);
  const mean = meanOf(actual);
  const total = actual.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const left = errors.reduce((sum, value) => sum + value * value, 0);
  return {
    intercept,
    slope,
    interceptError: Math.sqrt(interceptVariance),
    slopeError: Math.sqrt(slopeVariance),
    interceptPValue: 2 * normalCdf(-Math.abs(intercept) / Math.sqrt(interceptVariance)),
    slopePValue: 2 * normalCdf(-Math.abs(slope - 1) / Math.sqrt(slopeVariance)),
    wald,
    pValue: chiSquaredTail(wald, 2),
    rSquared: 1 - left / total,
    lags,
  };
}

function momentsOf(rows: readonly Float64Array[]): Float64Array[] {
  const square = [new Float64Array(2), new Float64Array(2)] as const;
  for (const row of rows) addOuter(square, row, row, 1);
  return [...square];
}

function neweyWestMeat(rows: readonly Float64Array[], errors: Float64Array, lags: number): Float64Array[] {
  const scores = rows.map((row, period) => row.map((value) => value * (errors[period] as number)));
  const meat = [new Float64Array(2), new Float64Array(2)] as const;
  for (let lag = 0; lag <= lags; lag += 1) {
    const weight = 1 - lag / (lags + 1);
    for (let at = lag; at < scores.length; at += 1) {
      const now = scores[at] as Float64Array;
      const before = scores[at - lag] as Float64Array;
      addOuter(meat, now, before, weight);
      if (lag > 0) addOuter(meat, before, now, weight);
    }
  }
  return [...meat];
}

function addOuter(
  into: readonly [Float64Array, Float64Array],
  one: Float64Array,
  other: Float64Array,
  weight: number,
): void {
  for (const [i, row] of into.entries())
    for (let j = 0; j < row.length; j += 1)
      row[j] = (row[j] as number) + weight * (one[i] as number) * (other[j] as number);
}

function waldOf(covariance: readonly Float64Array[], intercept: number, slope: number): number {
  const inverted = inverse(covariance);
  if (inverted === undefined) return Number.POSITIVE_INFINITY;
  const [first, second] = inverted as readonly [Float64Array, Float64Array];
  return (
    (first[0] as number) * intercept * intercept +
    2 * (first[1] as number) * intercept * slope +
    (second[1] as number) * slope * slope
  );
}
