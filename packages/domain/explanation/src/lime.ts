import { accept, assert, present, type Random, type Result, reject } from '@qca/base';
import { solveSymmetric } from '@qca/numerics';
import type { Model } from './Game.ts';

/** A straight plane that stands in for a model near one row. */
export interface LocalFit {
  /** Change of the prediction per unit of each column. Shape: [column]. */
  readonly slopes: Float64Array;
  /** What the plane says at the row itself. */
  readonly intercept: number;
  /** Weighted share of the predictions' variance around the row that the plane explains, at most 1. */
  readonly r2: number;
  /** What the model says at the row itself. */
  readonly prediction: number;
}

/** The model is not straight near the row, so a plane would explain something else. */
export interface PoorLocalFit {
  readonly kind: 'poor-local-fit';
  readonly r2: number;
  readonly r2Min: number;
}

/** Below half, more of what the model does near the row is left out than told. */
export const LOCAL_R2_MIN = 0.5;

export interface Neighbourhood {
  /** The row that is explained. Shape: [column]. */
  readonly x: Float64Array;
  /** One step of each column, such as its standard deviation; positive. Shape: [column]. */
  readonly scale: Float64Array;
  /** How fast rows lose weight with distance, in steps: weight = exp(-distance² / width²). */
  readonly width: number;
  /** Penalty on squared slopes per step. */
  readonly ridge: number;
  /** Rejects fits below. */
  readonly r2Min: number;
}

/**
 * LIME: explains a prediction by a weighted ridge regression on rows drawn around it.
 *
 * Rows are normal around `x` with `scale`. Rejects: `poor-local-fit`.
 * Source: Ribeiro, Singh and Guestrin, "Why should I trust you?" (2016), without its binning of columns and with
 * weight exp(-d²/width²).
 */
export function lime(
  model: Model,
  around: Neighbourhood,
  { samples, random }: { readonly samples: number; readonly random: Random },
): Result<LocalFit, PoorLocalFit> {
  assert(Number.isSafeInteger(samples) && samples > around.x.length + 1, 'LIME needs more rows than columns');
  const rows = Array.from({ length: samples }, () =>
    around.x.map((value, column) => value + random.nextGaussian() * (around.scale[column] as number)),
  );
  const predictions = Float64Array.from(rows, (row) => model(row.slice()));
  return localFit({ rows, predictions }, around, model(around.x.slice()));
}

/**
 * Fits the plane of LIME to rows and predictions found elsewhere, as by a model that answers in batches.
 *
 * Rejects: `poor-local-fit`.
 */
export function localFit(
  { rows, predictions }: { readonly rows: readonly Float64Array[]; readonly predictions: Float64Array },
  { x, scale, width, ridge, r2Min }: Neighbourhood,
  prediction: number,
): Result<LocalFit, PoorLocalFit> {
  assert(rows.length === predictions.length, 'rows and predictions differ in number');
  assert(scale.length === x.length && scale.every((step) => step > 0), 'each column needs a positive scale');
  assert(width > 0 && ridge >= 0, 'width is positive and ridge is not negative');
  const steps = rows.map((row) =>
    row.map((value, column) => (value - (x[column] as number)) / (scale[column] as number)),
  );
  const weights = Float64Array.from(steps, (row) =>
    Math.exp(-row.reduce((sum, step) => sum + step * step, 0) / width ** 2),
  );
  const fit = weightedRidge({ rows: steps, targets: predictions, weights, ridge });
  const slopes = fit.slopes.map((slope, column) => slope / (scale[column] as number));
  if (!(fit.r2 >= r2Min)) return reject({ kind: 'poor-local-fit', r2: fit.r2, r2Min });
  return accept({ slopes, intercept: fit.intercept, r2: fit.r2, prediction });
}

/** Predictions that differ by less, as a fraction, differ by how they were added up: a hundred roundings. */
const ROUNDING = 2e-14;

interface RidgeProblem {
  readonly rows: readonly Float64Array[];
  readonly targets: Float64Array;
  readonly weights: Float64Array;
  readonly ridge: number;
}

/**
 * Minimises sum w (y - c - x'b)² + ridge |b|², with a free intercept c, as scikit-learn's `Ridge` with
 * `sample_weight`.
 */
function weightedRidge(problem: RidgeProblem): Pick<LocalFit, 'slopes' | 'intercept' | 'r2'> {
  const { rows, targets, weights, ridge } = problem;
  const columns = rows[0]?.length ?? 0;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  assert(total > 0, 'every row is too far away: widen the neighbourhood');
  const meanOf = (value: (row: number) => number): number =>
    weights.reduce((sum, weight, row) => sum + weight * value(row), 0) / total;
  const centre = Float64Array.from({ length: columns }, (_, column) =>
    meanOf((row) => rows[row]?.[column] as number),
  );
  const targetMean = meanOf((row) => targets[row] as number);
  const matrix = Array.from({ length: columns }, () => new Float64Array(columns));
  const right = new Float64Array(columns);
  const add = (line: Float64Array, column: number, value: number): void => {
    line[column] = (line[column] as number) + value;
  };
  rows.forEach((row, index) => {
    const weight = weights[index] as number;
    const target = (targets[index] as number) - targetMean;
    for (let column = 0; column < columns; column += 1) {
      const pull = weight * ((row[column] as number) - (centre[column] as number));
      add(right, column, pull * target);
      for (let other = 0; other <= column; other += 1) {
        const value = pull * ((row[other] as number) - (centre[other] as number));
        add(matrix[column] as Float64Array, other, value);
        // The same number on both sides, which rounding would not give by itself.
        if (other < column) add(matrix[other] as Float64Array, column, value);
      }
    }
  });
  matrix.forEach((line, column) => {
    add(line, column, ridge);
  });
  const slopes = present(
    solveSymmetric(matrix, right),
    'the plane, which rows on a line do not fix without a ridge',
  );
  const intercept =
    targetMean - slopes.reduce((sum, slope, column) => sum + slope * (centre[column] as number), 0);
  return { slopes, intercept, r2: weightedR2(problem, { slopes, intercept, targetMean }) };
}

function weightedR2(
  { rows, targets, weights }: RidgeProblem,
  { slopes, intercept, targetMean }: { slopes: Float64Array; intercept: number; targetMean: number },
): number {
  let left = 0;
  let whole = 0;
  let rounding = 0;
  rows.forEach((row, index) => {
    const weight = weights[index] as number;
    const target = targets[index] as number;
    const said = slopes.reduce((sum, slope, column) => sum + slope * (row[column] as number), intercept);
    left += weight * (target - said) ** 2;
    whole += weight * (target - targetMean) ** 2;
    rounding += weight * (ROUNDING * target) ** 2;
  });
  // A model that says the same everywhere near the row is told whole by a flat plane.
  return whole <= rounding ? 1 : 1 - left / whole;
}
