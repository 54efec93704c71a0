import { assert, type Random } from '@qca/base';
import { normalCdf } from '@qca/numerics';
import { mean, type Numbers } from '../describe/moments.ts';
import { fitLine } from '../describe/regression.ts';
import { drawCircular } from './stationaryBootstrap.ts';

export interface SharpeDifference {
  /** Ratio of the first less that of the second, per observation, deviations with divisor n. */
  readonly difference: number;
  readonly standardError: number;
  /** Two-sided, for the hypothesis that the true ratios are equal. */
  readonly pValue: number;
}

/**
 * Tests that two strategies have the same Sharpe ratio, on returns of the same times.
 *
 * Delta method over means and second moments; their long-run covariance by a Parzen kernel with Andrews' automatic width and the
 * correction n / (n − 4). Right for fat tails and autocorrelation, where the test of Jobson and Korkie (1981) is not.
 * Source: Ledoit and Wolf, "Robust performance hypothesis testing with the Sharpe ratio" (2008), section 3.1.
 */
export function sharpeDifference(one: Numbers, other: Numbers): SharpeDifference {
  assert(one.length === other.length, 'sharpeDifference: the series have different lengths');
  const { difference, influence } = influences(one, other);
  const n = one.length;
  const variance = (longRunVariance(influence, moments(one, other)) * n) / (n - 4);
  const standardError = Math.sqrt(variance / n);
  // The same series twice have no error either, and are as alike as can be.
  const pValue = difference === 0 ? 1 : 2 * normalCdf(-Math.abs(difference) / standardError);
  return { difference, standardError, pValue };
}

/**
 * The same by a studentised circular block bootstrap, better with few observations.
 *
 * p-value (1 + draws at least as far from the difference as it is from 0) / (1 + draws).
 * Source: Ledoit and Wolf (2008), section 3.2.
 */
export function sharpeDifferenceBootstrap(
  one: Numbers,
  other: Numbers,
  { random, draws, block }: { readonly random: Random; readonly draws: number; readonly block: number },
): SharpeDifference {
  const plain = sharpeDifference(one, other);
  if (plain.difference === 0) return plain;
  const size = Math.abs(plain.difference) / plain.standardError;
  const rows = new Int32Array(one.length);
  const drawnOne = new Float64Array(one.length);
  const drawnOther = new Float64Array(one.length);
  let beyond = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    drawCircular(random, block, rows);
    for (let index = 0; index < rows.length; index += 1) {
      drawnOne[index] = one[rows[index] as number] as number;
      drawnOther[index] = other[rows[index] as number] as number;
    }
    const drawn = influences(drawnOne, drawnOther);
    const error = Math.sqrt(blockedVariance(drawn.influence, block) / one.length);
    if (Math.abs(drawn.difference - plain.difference) / error >= size) beyond += 1;
  }
  return { ...plain, pValue: (1 + beyond) / (1 + draws) };
}

/** Difference of the ratios, and what each observation adds to its error: the gradient times its distance from the moments. */
function influences(
  one: Numbers,
  other: Numbers,
): { readonly difference: number; readonly influence: Float64Array } {
  const first = ratioGradient(one);
  const second = ratioGradient(other);
  return {
    difference: first.ratio - second.ratio,
    influence: Float64Array.from(one, (value, index) => first.at(value) - second.at(other[index] as number)),
  };
}

function ratioGradient(values: Numbers) {
  const average = mean(values);
  let square = 0;
  for (let index = 0; index < values.length; index += 1) square += (values[index] as number) ** 2;
  square /= values.length;
  const spread = square - average * average;
  const byMean = square / spread ** 1.5;
  const bySquare = (-0.5 * average) / spread ** 1.5;
  return {
    ratio: average / Math.sqrt(spread),
    at: (value: number): number => byMean * (value - average) + bySquare * (value * value - square),
  };
}

/** The four series whose memory decides the width of the kernel: both returns and their squares. */
function moments(one: Numbers, other: Numbers): readonly Float64Array[] {
  return [one, other].flatMap((values) => [
    Float64Array.from(values),
    Float64Array.from(values, (value) => value * value),
  ]);
}

/** Long-run variance by the Parzen kernel, width after Andrews (1991) with an autoregression for each of `series`. */
function longRunVariance(influence: Float64Array, series: readonly Float64Array[]): number {
  const n = influence.length;
  let numerator = 0;
  let denominator = 0;
  for (const values of series) {
    const centre = mean(values);
    const away = values.map((value) => value - centre);
    const line = fitLine(away.subarray(0, -1), away.subarray(1));
    const rho = line.slope;
    const variance = mean(
      away.subarray(1).map((value, index) => (value - line.intercept - rho * (away[index] as number)) ** 2),
    );
    numerator += (4 * rho ** 2 * variance ** 2) / (1 - rho) ** 8;
    denominator += variance ** 2 / (1 - rho) ** 4;
  }
  const width = 2.6614 * ((numerator / denominator) * n) ** 0.2;
  let total = covarianceAt(influence, 0);
  for (let lag = 1; lag < width && lag < n; lag += 1)
    total += 2 * parzen(lag / width) * covarianceAt(influence, lag);
  return total;
}

function covarianceAt(values: Float64Array, lag: number): number {
  let total = 0;
  for (let index = lag; index < values.length; index += 1)
    total += (values[index] as number) * (values[index - lag] as number);
  return total / values.length;
}

function parzen(x: number): number {
  return x <= 0.5 ? 1 - 6 * x ** 2 + 6 * x ** 3 : 2 * (1 - x) ** 3;
}

/** Variance of √n times a mean, from whole blocks that were drawn independently. */
function blockedVariance(influence: Float64Array, block: number): number {
  const blocks = Math.floor(influence.length / block);
  let total = 0;
  for (let index = 0; index < blocks; index += 1) {
    const inside = influence.subarray(index * block, (index + 1) * block);
    const sum = inside.reduce((all, value) => all + value, 0);
    total += (sum * sum) / block;
  }
  return total / blocks;
}
