import { Refusal } from '@qca/base';
import { dot, multiplyVector, type Rows } from '@qca/numerics';
import { solveQP } from 'quadprog';
import type { ProgramSolution, QuadraticProgram, Row } from './LinearProgram.ts';

/** Curvature below this share of the largest counts as none: rounding alone makes as much. */
const FLAT = 1e-9;
/** Curvature that is lent to flat directions, as a share of the mean curvature (or of the cost where there is none). */
const LENT = 1e-2;
/** What a direction with curvature of its own is lent, as a share of `LENT`: it needs help only where others make it flat. */
const CURVED = 1e-4;
const ROUNDS_MAX = 500;
/** Relative move of the solution at which the rounds end. */
const STILL = 1e-12;

/** A step of this size after all rounds is no rounding. */
const FAR = 1e-2;

/**
 * Solves a convex quadratic program by the dual method of Goldfarb and Idnani (1983), as the library quadprog has it.
 *
 * That method needs strict convexity: flat directions are lent some curvature around the last solution, and the program is
 * solved again until the solution stands still (proximal point, Rockafellar 1976), which ends in a solution of the
 * program as given. Rejects, as `Refusal`: `no-convergence`, `not-convex`.
 */
export function solveQuadratic(program: QuadraticProgram): ProgramSolution {
  const count = program.cost.length;
  const scaled = scaledProgram(program);
  const lent = lentCurvature(scaled);
  let centre: Float64Array = new Float64Array(count);
  let value = Number.POSITIVE_INFINITY;
  let move = 0;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const x = solveAround(scaled, lent, centre);
    if (x === undefined) return { status: 'infeasible' };
    const size = x.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    move = x.reduce((most, value, index) => Math.max(most, Math.abs(value - (centre[index] as number))), 0);
    const before = round === 0 ? Number.POSITIVE_INFINITY : value;
    value = objectiveOf(scaled, x);
    centre = x;
    // Along a direction without any risk rounding moves the solution for ever, and gains nothing.
    if (lent === undefined || move <= STILL * size || before - value <= Number.EPSILON * Math.abs(value))
      return { status: 'optimal', x, objective: objectiveOf(program, x) };
  }
  // Rounds that still go far go on for ever: each makes as long a step along a direction without end.
  if (move > FAR) return { status: 'unbounded' };
  throw new Refusal({
    kind: 'no-convergence',
    what: `the quadratic program did not settle in ${ROUNDS_MAX} rounds`,
    where: 'cov',
    remedy: 'Shrink the covariance (ledoit-wolf) or loosen the limits.',
  });
}

/** ½ xᵀHx + c·x. */
export function objectiveOf({ hessian, cost }: QuadraticProgram, x: Float64Array): number {
  const leading = x.subarray(0, hessian.length);
  return 0.5 * dot(multiplyVector(hessian, leading), leading) + dot(cost, x);
}

/** H x + c. */
export function gradientOf({ hessian, cost }: QuadraticProgram, x: Float64Array): Float64Array {
  const curved = multiplyVector(hessian, x.subarray(0, hessian.length));
  return cost.map((value, index) => value + (curved[index] ?? 0));
}

/** Divides the objective by its mean curvature: the library's tolerances are for numbers near 1. */
function scaledProgram(program: QuadraticProgram): QuadraticProgram {
  const { hessian, cost } = program;
  const curvature =
    hessian.reduce((sum, row, index) => sum + (row[index] as number), 0) / (hessian.length || 1);
  const largest = cost.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const factor = 1 / (curvature || largest || 1);
  return {
    ...program,
    hessian: hessian.map((row) => row.map((value) => value * factor)),
    cost: cost.map((value) => value * factor),
  };
}

/** What each variable is lent, or nothing where the program is strictly convex already. */
function lentCurvature({ hessian, cost }: QuadraticProgram): Float64Array | undefined {
  const isStrict = hessian.length === cost.length && smallestPivot(hessian) > FLAT;
  if (isStrict) return undefined;
  const largest = cost.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const base = LENT * Math.max(1, largest);
  return Float64Array.from(cost, (_, index) =>
    (hessian[index]?.[index] ?? 0) > FLAT ? CURVED * LENT : base,
  );
}

/** Smallest pivot of Cholesky's decomposition as a share of the largest diagonal entry; negative where there is none. */
function smallestPivot(matrix: Rows): number {
  const size = matrix.length;
  const factor = matrix.map(() => new Float64Array(size));
  const largest = matrix.reduce((most, row, index) => Math.max(most, row[index] as number), 0);
  let smallest = Number.POSITIVE_INFINITY;
  for (let row = 0; row < size; row += 1) {
    const line = factor[row] as Float64Array;
    for (let column = 0; column <= row; column += 1) {
      const other = factor[column] as Float64Array;
      let sum = matrix[row]?.[column] as number;
      for (let inner = 0; inner < column; inner += 1)
        sum -= (line[inner] as number) * (other[inner] as number);
      if (row !== column) {
        line[column] = sum / (other[column] as number);
        continue;
      }
      smallest = Math.min(smallest, sum / largest);
      if (!(sum > 0)) return -1;
      line[column] = Math.sqrt(sum);
    }
  }
  return smallest;
}

/** One strictly convex program. The library counts from 1 and changes what it is given. */
function solveAround(
  program: QuadraticProgram,
  lent: Float64Array | undefined,
  centre: Float64Array,
): Float64Array | undefined {
  const { hessian, cost } = program;
  const count = cost.length;
  const quadratic = shifted(count, (row) =>
    shifted(count, (column) => (hessian[row]?.[column] ?? 0) + (row === column ? (lent?.[row] ?? 0) : 0)),
  );
  const linear = shifted(
    count,
    (index) => (lent?.[index] ?? 0) * (centre[index] as number) - (cost[index] as number),
  );
  const { equal, least } = halfSpaces(program);
  const spaces = [...equal, ...least];
  const matrix = shifted(count, () => shifted(spaces.length, () => 0));
  for (const [index, { row, sign }] of spaces.entries()) {
    for (let entry = 0; entry < row.indices.length; entry += 1) {
      const line = matrix[(row.indices[entry] as number) + 1] as number[];
      line[index + 1] = (line[index + 1] as number) + sign * (row.values[entry] as number);
    }
  }
  const ends = shifted(spaces.length, (index) => spaces[index]?.end as number);
  // Without any constraint the library reads beyond its arrays: one that always holds keeps it inside.
  if (spaces.length === 0) {
    for (let index = 1; index <= count; index += 1) (matrix[index] as number[])[1] = 0;
    ends[1] = -1;
  }
  const answer = solveQP(quadratic, linear, matrix, ends, equal.length);
  if (answer.message.includes('positive definite')) {
    throw new Refusal({
      kind: 'not-convex',
      what: 'the covariance has a negative eigenvalue',
      where: 'cov',
      remedy: 'Repair it (sampleCovariance does) or shrink it (ledoit-wolf).',
    });
  }
  return answer.message === '' ? clamped(program, Float64Array.from(answer.solution.slice(1))) : undefined;
}

/** sign × row ≥ end; equality where it stands among `equal`. */
interface HalfSpace {
  readonly row: Pick<Row, 'indices' | 'values'>;
  readonly sign: 1 | -1;
  readonly end: number;
}

function halfSpaces({ rows, lower, upper }: QuadraticProgram): { equal: HalfSpace[]; least: HalfSpace[] } {
  const equal: HalfSpace[] = [];
  const least: HalfSpace[] = [];
  const add = (row: Pick<Row, 'indices' | 'values'>, low: number, high: number): void => {
    if (low === high) {
      equal.push({ row, sign: 1, end: low });
      return;
    }
    if (Number.isFinite(low)) least.push({ row, sign: 1, end: low });
    if (Number.isFinite(high)) least.push({ row, sign: -1, end: -high });
  };
  for (const row of rows) add(row, row.lower, row.upper);
  for (let index = 0; index < lower.length; index += 1)
    add({ indices: [index], values: [1] }, lower[index] as number, upper[index] as number);
  return { equal, least };
}

/** Takes the last rounding beyond a bound away. */
function clamped({ lower, upper }: QuadraticProgram, x: Float64Array): Float64Array {
  return x.map((value, index) => Math.min(Math.max(value, lower[index] as number), upper[index] as number));
}

function shifted<T>(count: number, value: (index: number) => T): T[] {
  const list: T[] = [];
  for (let index = 0; index < count; index += 1) list[index + 1] = value(index);
  return list;
}
