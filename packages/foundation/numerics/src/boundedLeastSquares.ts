import { solveSymmetric } from './linear.ts';

/** Writes the residuals at `x` into `residuals`; a residual that is not finite marks a point that is not allowed. */
export type ResidualFunction = (x: Float64Array, residuals: Float64Array) => void;

export interface BoundedProblem {
  readonly residuals: ResidualFunction;
  /** Number of residuals. */
  readonly count: number;
  readonly start: ArrayLike<number>;
  /** Infinite where there is no bound. Shape: one for each number of `start`. */
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
}

export interface BoundedOptions {
  /** Stops when a step lowers the sum by less than this share of it. */
  readonly tolerance?: number;
  readonly iterationsMax?: number;
}

export interface LeastSquaresMinimum {
  readonly x: Float64Array;
  /** Sum of squared residuals. */
  readonly value: number;
  readonly converged: boolean;
}

/** Share of the square root of the machine's precision that a forward difference takes as its step. */
const DIFFERENCE = Math.sqrt(Number.EPSILON);
const DAMPING_START = 1e-3;
/** Beyond it a step is too short to change anything. */
const DAMPING_MAX = 1e12;

/**
 * Minimises a sum of squares inside bounds, by the method of Levenberg and Marquardt with forward differences.
 *
 * Numbers that lie on a bound and would leave it are held there for the step. It finds a local minimum: start it at several points
 * where there can be more than one. Numbers should be of order one, as steps of the differences are at least of that scale.
 *
 * Source: Moré (1978), scaling by columns; projection as in Kanzow, Yamashita and Fukushima (2004).
 */
export function boundedLeastSquares(
  problem: BoundedProblem,
  { tolerance = 1e-14, iterationsMax = 500 }: BoundedOptions = {},
): LeastSquaresMinimum {
  const { count, residuals } = problem;
  let x = clipped(problem, Float64Array.from(problem.start));
  let here = new Float64Array(count);
  let value = measure(residuals, x, here);
  const trial = new Float64Array(count);
  let damping = DAMPING_START;
  for (let iteration = 0; iteration < iterationsMax; iteration += 1) {
    const system = normalEquations(problem, x, here);
    let gained = false;
    while (!gained && damping <= DAMPING_MAX) {
      const candidate = step(problem, system, { x, damping });
      const reached = candidate === undefined ? Number.NaN : measure(residuals, candidate, trial);
      if (candidate !== undefined && reached < value) {
        const small = value - reached <= tolerance * value;
        x = candidate;
        value = reached;
        here = trial.slice();
        damping = Math.max(damping / 10, 1e-15);
        if (small) return { x, value, converged: true };
        gained = true;
      } else damping *= 10;
    }
    if (!gained) return { x, value, converged: true };
  }
  return { x, value, converged: false };
}

interface NormalEquations {
  /** JᵀJ. Shape: [number][number]. */
  readonly square: readonly Float64Array[];
  /** Jᵀr. */
  readonly gradient: Float64Array;
}

function measure(residuals: ResidualFunction, x: Float64Array, into: Float64Array): number {
  residuals(x, into);
  let sum = 0;
  for (let index = 0; index < into.length; index += 1) sum += (into[index] as number) ** 2;
  return sum;
}

function normalEquations(
  { residuals, count, upper }: BoundedProblem,
  x: Float64Array,
  here: Float64Array,
): NormalEquations {
  const columns = Array.from(x, (value, index) => {
    const point = x.slice();
    const size = DIFFERENCE * Math.max(1, Math.abs(value));
    // Away from the upper bound, so that every point asked for is allowed.
    point[index] = value + size > (upper[index] as number) ? value - size : value + size;
    const moved = (point[index] as number) - value;
    const column = new Float64Array(count);
    residuals(point, column);
    for (let row = 0; row < count; row += 1)
      column[row] = ((column[row] as number) - (here[row] as number)) / moved;
    return column;
  });
  const square = columns.map(() => new Float64Array(columns.length));
  for (let i = 0; i < columns.length; i += 1)
    for (let j = 0; j <= i; j += 1) {
      const product = inner(columns[i] as Float64Array, columns[j] as Float64Array);
      (square[i] as Float64Array)[j] = product;
      (square[j] as Float64Array)[i] = product;
    }
  return { square, gradient: Float64Array.from(columns, (column) => inner(column, here)) };
}

function inner(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1)
    sum += (one[index] as number) * (other[index] as number);
  return sum;
}

function step(
  problem: BoundedProblem,
  { square, gradient }: NormalEquations,
  { x, damping }: { readonly x: Float64Array; readonly damping: number },
): Float64Array | undefined {
  const free = Array.from(x.keys()).filter((index) => {
    const slope = gradient[index] as number;
    const held =
      (slope > 0 && (x[index] as number) <= (problem.lower[index] as number)) ||
      (slope < 0 && (x[index] as number) >= (problem.upper[index] as number));
    return !held && slope !== 0;
  });
  if (free.length === 0) return undefined;
  const damped = free.map((row, place) => {
    const values = Float64Array.from(free, (column) => (square[row] as Float64Array)[column] as number);
    values[place] = (values[place] as number) * (1 + damping);
    return values;
  });
  const move = solveSymmetric(
    damped,
    free.map((index) => -(gradient[index] as number)),
  );
  if (move === undefined || !move.every(Number.isFinite)) return undefined;
  const next = x.slice();
  for (const [place, index] of free.entries())
    next[index] = (next[index] as number) + (move[place] as number);
  return clipped(problem, next);
}

function clipped({ lower, upper }: BoundedProblem, x: Float64Array): Float64Array {
  return x.map((value, index) => Math.min(Math.max(value, lower[index] as number), upper[index] as number));
}
