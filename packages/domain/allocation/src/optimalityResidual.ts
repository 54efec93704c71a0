import { leastSquares } from '@qca/numerics';
import { type QuadraticProgram, rowValue } from './LinearProgram.ts';
import { gradientOf } from './solveQuadratic.ts';

/** A constraint within this of its end takes part in the balance. */
const ACTIVE = 1e-8;

/** Shares of the largest curvature below this are rounding. */
const ROUNDING = 1e-12;

/**
 * How far x is from the conditions of Karush, Kuhn and Tucker, for an x that keeps all constraints: what is left of the
 * gradient when the constraints at their ends push back as well as they can, as a share of the gradient's largest entry.
 *
 * Zero (to rounding) exactly at the optimum of a convex program. The pushes are non-negative least squares (Lawson and
 * Hanson 1974), so the check knows nothing of the solver.
 */
export function optimalityResidual(program: QuadraticProgram, x: Float64Array): number {
  const gradient = gradientOf(program, x);
  const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const steepest = program.hessian.reduce((most, row, index) => Math.max(most, row[index] as number), 0);
  // A gradient of rounding alone: the portfolio has no risk left, or no cost.
  if (largest <= ROUNDING * steepest) return 0;
  const pushes = activeNormals(program, x);
  const left = leftOver(pushes, gradient);
  return left.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / largest;
}

/** Directions in which a constraint at its end can push: into what is allowed. */
function activeNormals({ rows, lower, upper }: QuadraticProgram, x: Float64Array): Float64Array[] {
  const normals: Float64Array[] = [];
  const add = (indices: readonly number[], values: ArrayLike<number>, sign: number): void => {
    const normal = new Float64Array(x.length);
    for (let entry = 0; entry < indices.length; entry += 1) {
      const index = indices[entry] as number;
      normal[index] = (normal[index] as number) + sign * (values[entry] as number);
    }
    normals.push(normal);
  };
  for (const row of rows) {
    const value = rowValue(row, x);
    if (value - row.lower < ACTIVE) add(row.indices, row.values, 1);
    if (row.upper - value < ACTIVE) add(row.indices, row.values, -1);
  }
  for (let index = 0; index < x.length; index += 1) {
    if ((x[index] as number) - (lower[index] as number) < ACTIVE) add([index], [1], 1);
    if ((upper[index] as number) - (x[index] as number) < ACTIVE) add([index], [1], -1);
  }
  return normals;
}

/** What non-negative multiples of the normals leave of the target. */
function leftOver(normals: readonly Float64Array[], target: Float64Array): Float64Array {
  const factors = new Float64Array(normals.length);
  let used: number[] = [];
  const rest = (): Float64Array =>
    target.map((value, row) =>
      used.reduce(
        (sum, index) => sum - (factors[index] as number) * (normals[index]?.[row] as number),
        value,
      ),
    );
  const size = Math.max(...target.map(Math.abs));
  for (let round = 0; round < 10 * normals.length + 10; round += 1) {
    const left = rest();
    const gains = normals.map((normal, index) =>
      used.includes(index) ? -1 : normal.reduce((sum, value, row) => sum + value * (left[row] as number), 0),
    );
    const best = gains.indexOf(Math.max(...gains));
    if (best < 0 || (gains[best] as number) <= 1e-14 * size) break;
    used.push(best);
    used = fitNonNegative(normals, used, factors, target);
  }
  return rest();
}

/** Fits the used normals, letting go of those that would pull. */
function fitNonNegative(
  normals: readonly Float64Array[],
  used: readonly number[],
  factors: Float64Array,
  target: Float64Array,
): number[] {
  let current = [...used];
  for (;;) {
    const rows = Array.from(target, (_, row) =>
      Float64Array.from(current, (index) => normals[index]?.[row] as number),
    );
    const fitted = leastSquares(rows, target);
    if (fitted.every((value) => value > 0)) {
      current.forEach((index, place) => {
        factors[index] = fitted[place] as number;
      });
      return current;
    }
    let share = 1;
    current.forEach((index, place) => {
      const [from, to] = [factors[index] as number, fitted[place] as number];
      if (to <= 0) share = Math.min(share, from / (from - to || 1));
    });
    current.forEach((index, place) => {
      factors[index] =
        (factors[index] as number) + share * ((fitted[place] as number) - (factors[index] as number));
    });
    const kept = current.filter(
      (index, place) => (fitted[place] as number) > 0 || (factors[index] as number) > 1e-15,
    );
    for (const index of current) if (!kept.includes(index)) factors[index] = 0;
    if (kept.length === current.length || kept.length === 0) return kept;
    current = kept;
  }
}
