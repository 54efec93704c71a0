import { multiply, type Rows, transpose } from '@qca/numerics';
import { pairwiseCovariance, repairSemidefinite, scale, symmetric } from './covariance.ts';
import { TRADING_DAYS } from './expectedReturns.ts';

/** What the sample covariance is drawn towards. */
export type ShrinkageTarget =
  | 'constant-variance'
  | 'single-factor'
  | 'constant-correlation'
  | 'oracle-approximating';

export interface Shrunk {
  /** Yearly. Shape: [asset][asset]. */
  readonly covariance: Rows;
  /** Share of the target, from 0 (the sample alone) to 1. */
  readonly delta: number;
}

/**
 * Covariance drawn towards a target that has fewer parameters, by the share that minimises the expected squared error.
 *
 * - `constant-variance`: Ledoit and Wolf (2004), "A well-conditioned estimator for large-dimensional covariance matrices".
 * - `single-factor`: Ledoit and Wolf (2003), "Improved estimation of the covariance matrix of stock returns".
 * - `constant-correlation`: Ledoit and Wolf (2004), "Honey, I shrunk the sample covariance matrix".
 * - `oracle-approximating`: Chen, Wiesel, Eldar and Hero (2010), as scikit-learn has it (their 2 ÷ p left out).
 *
 * Gaps count as a return of zero, as PyPortfolioOpt has them; the sample of `constant-correlation` is pairwise complete.
 * Shape: returns [date][asset].
 */
export function shrunkCovariance(
  returns: Rows,
  target: ShrinkageTarget = 'constant-variance',
  frequency = TRADING_DAYS,
): Shrunk {
  const filled = returns.map((row) => row.map((value) => (Number.isNaN(value) ? 0 : value)));
  const { covariance, delta } = shrinkTo(target, returns, demeaned(filled));
  return { covariance: repairSemidefinite(scale(covariance, frequency)), delta };
}

function shrinkTo(target: ShrinkageTarget, returns: Rows, centred: Rows): Shrunk {
  switch (target) {
    case 'constant-variance':
      return toConstantVariance(centred, ledoitWolfShare);
    case 'oracle-approximating':
      return toConstantVariance(centred, oracleApproximatingShare);
    case 'single-factor':
      return toSingleFactor(centred);
    case 'constant-correlation':
      return toConstantCorrelation(centred, pairwiseCovariance(returns));
  }
}

/** What the two shares towards a constant variance are made of. */
interface Sample {
  readonly centred: Rows;
  /** Divisor n. */
  readonly covariance: Rows;
  readonly meanVariance: number;
}

function toConstantVariance(centred: Rows, share: (sample: Sample) => number): Shrunk {
  const covariance = crossProduct(centred, centred);
  const assets = covariance.length;
  const meanVariance = trace(covariance) / assets;
  const delta = share({ centred, covariance, meanVariance });
  return {
    covariance: blend(
      covariance,
      symmetric(assets, (one, other) => (one === other ? meanVariance : 0)),
      delta,
    ),
    delta,
  };
}

function ledoitWolfShare({ centred, covariance, meanVariance }: Sample): number {
  const assets = covariance.length;
  const rows = centred.length;
  const squares = sumOf(crossProduct(squared(centred), squared(centred)));
  const spread = sumOfSquares(covariance);
  const distance =
    (spread - 2 * meanVariance * trace(covariance) + assets * meanVariance * meanVariance) / assets;
  const noise = Math.min((squares - spread) / (assets * rows), distance);
  return noise === 0 ? 0 : noise / distance;
}

function oracleApproximatingShare({ centred, covariance, meanVariance }: Sample): number {
  const assets = covariance.length;
  const alpha = sumOfSquares(covariance) / (assets * assets);
  const square = meanVariance * meanVariance;
  const denominator = (centred.length + 1) * (alpha - square / assets);
  return denominator === 0 ? 1 : Math.min((alpha + square) / denominator, 1);
}

function toSingleFactor(centred: Rows): Shrunk {
  const rows = centred.length;
  const market = Float64Array.from(centred, (row) => row.reduce((sum, value) => sum + value, 0) / row.length);
  const sample = crossProduct(centred, centred);
  const assets = sample.length;
  const betas = Float64Array.from(
    sample,
    (_, asset) =>
      centred.reduce((sum, row, date) => sum + (row[asset] as number) * (market[date] as number), 0) / rows,
  );
  const marketVariance = market.reduce((sum, value) => sum + value * value, 0) / rows;
  const target = symmetric(assets, (one, other) =>
    one === other
      ? (sample[one]?.[one] as number)
      : ((betas[one] as number) * (betas[other] as number)) / marketVariance,
  );
  const squares = squared(centred);
  const byMarket = centred.map((row, date) => row.map((value) => value * (market[date] as number)));
  const fourth = crossProduct(squares, squares);
  const p = sumOf(fourth) - sumOfSquares(sample);
  let r = 0;
  for (let asset = 0; asset < assets; asset += 1)
    r += (fourth[asset]?.[asset] as number) - (sample[asset]?.[asset] as number) ** 2;
  const mixed = crossProduct(squares, byMarket);
  const both = crossProduct(byMarket, byMarket);
  for (let one = 0; one < assets; one += 1) {
    for (let other = 0; other < assets; other += 1) {
      if (one === other) continue;
      const covariance = sample[one]?.[other] as number;
      const betaOne = betas[one] as number;
      const betaOther = betas[other] as number;
      const first = (mixed[one]?.[other] as number) - betaOne * covariance;
      const third = (both[one]?.[other] as number) - marketVariance * covariance;
      r +=
        (2 * first * betaOther) / marketVariance -
        (third * betaOne * betaOther) / (marketVariance * marketVariance);
    }
  }
  const delta = shareOf(p - r, distanceOf(sample, target), rows);
  return { covariance: blend(sample, target, delta), delta };
}

function toConstantCorrelation(centred: Rows, sample: Rows): Shrunk {
  const rows = centred.length;
  const assets = sample.length;
  const deviations = Float64Array.from(sample, (row, index) => Math.sqrt(row[index] as number));
  const correlation = (one: number, other: number): number =>
    (sample[one]?.[other] as number) / ((deviations[one] as number) * (deviations[other] as number));
  let average = 0;
  for (let one = 0; one < assets; one += 1)
    for (let other = 0; other < assets; other += 1) if (one !== other) average += correlation(one, other);
  average /= assets * (assets - 1);
  const target = symmetric(assets, (one, other) =>
    one === other
      ? (sample[one]?.[one] as number)
      : average * (deviations[one] as number) * (deviations[other] as number),
  );
  const squares = squared(centred);
  const second = crossProduct(centred, centred);
  const fourth = crossProduct(squares, squares);
  const cubes = crossProduct(
    centred.map((row) => row.map((value) => value ** 3)),
    centred,
  );
  let pi = 0;
  let rho = 0;
  for (let one = 0; one < assets; one += 1) {
    for (let other = 0; other < assets; other += 1) {
      const s = sample[one]?.[other] as number;
      const moment = second[one]?.[other] as number;
      const entry = (fourth[one]?.[other] as number) - 2 * moment * s + s * s;
      pi += entry;
      if (one === other) {
        rho += entry;
        continue;
      }
      const variance = sample[one]?.[one] as number;
      const theta =
        (cubes[one]?.[other] as number) -
        (second[one]?.[one] as number) * s -
        moment * variance +
        variance * s;
      rho += (average * (deviations[other] as number) * theta) / (deviations[one] as number);
    }
  }
  const delta = shareOf(pi - rho, distanceOf(sample, target), rows);
  return { covariance: blend(sample, target, delta), delta };
}

function shareOf(gain: number, distance: number, rows: number): number {
  return distance === 0 ? 0 : Math.max(0, Math.min(1, gain / distance / rows));
}

function blend(sample: Rows, target: Rows, delta: number): Rows {
  return sample.map((row, index) =>
    row.map((value, column) => (1 - delta) * value + delta * (target[index]?.[column] as number)),
  );
}

function demeaned(rows: Rows): Rows {
  const sums = new Float64Array(rows[0]?.length ?? 0);
  for (const row of rows)
    for (let column = 0; column < row.length; column += 1)
      sums[column] = (sums[column] as number) + (row[column] as number);
  return rows.map((row) => row.map((value, column) => value - (sums[column] as number) / rows.length));
}

/** leftᵀ right ÷ rows. */
function crossProduct(left: Rows, right: Rows): Rows {
  return scale(multiply(transpose(left), right), 1 / left.length);
}

function squared(rows: Rows): Rows {
  return rows.map((row) => row.map((value) => value * value));
}

function trace(matrix: Rows): number {
  return matrix.reduce((sum, row, index) => sum + (row[index] as number), 0);
}

function sumOf(matrix: Rows): number {
  return matrix.reduce((sum, row) => row.reduce((inner, value) => inner + value, sum), 0);
}

function sumOfSquares(matrix: Rows): number {
  return sumOf(squared(matrix));
}

function distanceOf(one: Rows, other: Rows): number {
  return one.reduce(
    (sum, row, index) =>
      row.reduce((inner, value, column) => inner + (value - (other[index]?.[column] as number)) ** 2, sum),
    0,
  );
}
