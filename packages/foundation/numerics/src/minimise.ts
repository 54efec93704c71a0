import { dot } from './linear.ts';

/** A function of several numbers; Infinity or NaN where it is not defined, which is never the least. */
export type Objective = (x: Float64Array) => number;

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly evaluations: number;
  /** Whether it stopped because it had arrived, and not because of the bound on evaluations. */
  readonly converged: boolean;
}

export interface SimplexOptions {
  /** First edge of the simplex, for each number or for all. */
  readonly step?: number | ArrayLike<number>;
  /** Stops when values at the corners differ by less, and corners too. */
  readonly tolerance?: number;
  readonly evaluationsMax?: number;
}

const EVALUATIONS_PER_DIMENSION = 400;

/**
 * Minimises without derivatives.
 *
 * Source: Nelder and Mead (1965) with the adaptive coefficients of Gao and Han (2012), which keep it going in more dimensions.
 */
export function nelderMead(
  objective: Objective,
  start: ArrayLike<number>,
  options: SimplexOptions = {},
): Minimum {
  const size = start.length;
  const { step = 0.1, tolerance = 1e-10, evaluationsMax = EVALUATIONS_PER_DIMENSION * size } = options;
  const contraction = 0.75 - 1 / (2 * size);
  const expansion = 1 + 2 / size;
  let evaluations = 0;
  const measure = (x: Float64Array): Corner => {
    evaluations += 1;
    const value = objective(x);
    return { x, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value };
  };
  const corners = firstCorners(start, step).map(measure);
  for (;;) {
    corners.sort((one, other) => one.value - other.value);
    const best = corners[0] as Corner;
    const worst = corners[size] as Corner;
    if (isSmall(corners, tolerance)) return { ...best, evaluations, converged: true };
    if (evaluations >= evaluationsMax) return { ...best, evaluations, converged: false };
    const centre = centreOf(corners, size);
    const along = (factor: number): Corner =>
      measure(
        Float64Array.from(centre, (value, index) => value + factor * (value - (worst.x[index] as number))),
      );
    const reflected = along(1);
    if (reflected.value < best.value) {
      const expanded = along(expansion);
      corners[size] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < (corners[size - 1] as Corner).value) {
      corners[size] = reflected;
    } else {
      const outside = reflected.value < worst.value;
      const contracted = along(outside ? contraction : -contraction);
      if (contracted.value < Math.min(reflected.value, worst.value)) corners[size] = contracted;
      else shrink(corners, 1 - 1 / size, measure);
    }
  }
}

interface Corner {
  readonly x: Float64Array;
  readonly value: number;
}

function firstCorners(start: ArrayLike<number>, step: number | ArrayLike<number>): Float64Array[] {
  const first = Float64Array.from(start);
  return [
    first,
    ...Array.from(first, (value, index) => {
      const corner = first.slice();
      corner[index] = value + (typeof step === 'number' ? step : (step[index] as number));
      return corner;
    }),
  ];
}

function centreOf(corners: readonly Corner[], size: number): Float64Array {
  const centre = new Float64Array(size);
  for (let corner = 0; corner < size; corner += 1) {
    const { x } = corners[corner] as Corner;
    for (let index = 0; index < size; index += 1)
      centre[index] = (centre[index] as number) + (x[index] as number) / size;
  }
  return centre;
}

function isSmall(corners: readonly Corner[], tolerance: number): boolean {
  const best = corners[0] as Corner;
  const worst = corners[corners.length - 1] as Corner;
  const spread = Math.abs(worst.value - best.value);
  if (!(spread <= tolerance * (1 + Math.abs(best.value)))) return false;
  // Equal values at corners far apart are a symmetric valley, not its bottom.
  return corners.every((corner) =>
    corner.x.every((value, index) => {
      const near = best.x[index] as number;
      return Math.abs(value - near) <= Math.sqrt(tolerance) * (1 + Math.abs(near));
    }),
  );
}

function shrink(corners: Corner[], factor: number, measure: (x: Float64Array) => Corner): void {
  const best = (corners[0] as Corner).x;
  for (let corner = 1; corner < corners.length; corner += 1) {
    const { x } = corners[corner] as Corner;
    corners[corner] = measure(
      Float64Array.from(
        x,
        (value, index) => (best[index] as number) + factor * (value - (best[index] as number)),
      ),
    );
  }
}

export interface DescentOptions {
  /** Exact gradient; central differences without it. */
  readonly gradient?: (x: Float64Array) => Float64Array;
  /** Stops when no component of the gradient, relative to the value, is larger. */
  readonly tolerance?: number;
  readonly iterationsMax?: number;
}

/**
 * Minimises a smooth function by the quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno with a backtracking search.
 *
 * Source: Nocedal and Wright, "Numerical Optimization", 2nd edition, algorithm 6.1. Points where the value is not finite are stepped back from.
 */
export function bfgs(objective: Objective, start: ArrayLike<number>, options: DescentOptions = {}): Minimum {
  const { tolerance = 1e-8, iterationsMax = 500 } = options;
  let evaluations = 0;
  const measure = (x: Float64Array): number => {
    evaluations += 1;
    return objective(x);
  };
  const gradientAt = options.gradient ?? ((x: Float64Array) => centralGradient(measure, x));
  let x: Float64Array = Float64Array.from(start);
  let value = measure(x);
  let gradient = gradientAt(x);
  let curvature = scaled(x.length, 1);
  for (let iteration = 0; iteration < iterationsMax; iteration += 1) {
    if (largest(gradient) <= tolerance * (1 + Math.abs(value)))
      return { x, value, evaluations, converged: true };
    let direction: Float64Array = Float64Array.from(curvature, (row) => -dot(row, gradient));
    if (!(dot(direction, gradient) < 0)) {
      curvature = scaled(x.length, 1);
      direction = gradient.map((part) => -part);
    }
    const next = backtrack(measure, { x, value, gradient, direction });
    if (next === undefined) return { x, value, evaluations, converged: true };
    const nextGradient = gradientAt(next.x);
    curvature = updated(curvature, {
      move: next.x.map((part, index) => part - (x[index] as number)),
      turn: nextGradient.map((part, index) => part - (gradient[index] as number)),
      first: iteration === 0,
    });
    x = next.x;
    value = next.value;
    gradient = nextGradient;
  }
  return { x, value, evaluations, converged: false };
}

/** Gradient by central differences with steps of the cube root of the machine's precision. */
export function centralGradient(objective: Objective, x: Float64Array): Float64Array {
  const point = x.slice();
  return x.map((value, index) => {
    const step = Math.cbrt(Number.EPSILON) * Math.max(1, Math.abs(value));
    point[index] = value + step;
    const above = objective(point);
    point[index] = value - step;
    const below = objective(point);
    point[index] = value;
    return (above - below) / (2 * step);
  });
}

interface Search {
  readonly x: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly direction: Float64Array;
}

/** Halvings until a step is below what a double can tell. */
const HALVINGS_MAX = 60;

function backtrack(
  measure: (x: Float64Array) => number,
  { x, value, gradient, direction }: Search,
): { readonly x: Float64Array; readonly value: number } | undefined {
  const slope = dot(direction, gradient);
  for (let halving = 0, length = 1; halving < HALVINGS_MAX; halving += 1, length /= 2) {
    const candidate = x.map((part, index) => part + length * (direction[index] as number));
    const reached = measure(candidate);
    if (reached <= value + 1e-4 * length * slope && reached < value) return { x: candidate, value: reached };
  }
  return undefined;
}

interface Update {
  readonly move: Float64Array;
  readonly turn: Float64Array;
  readonly first: boolean;
}

function updated(curvature: Float64Array[], { move, turn, first }: Update): Float64Array[] {
  const bend = dot(move, turn);
  if (!(bend > 1e-12 * Math.sqrt(dot(move, move) * dot(turn, turn)))) return curvature;
  const base = first ? scaled(move.length, bend / dot(turn, turn)) : curvature;
  const turned = base.map((row) => dot(row, turn));
  const stretch = (1 + dot(turn, turned) / bend) / bend;
  return base.map((row, i) =>
    row.map(
      (entry, j) =>
        entry +
        stretch * (move[i] as number) * (move[j] as number) -
        ((turned[i] as number) * (move[j] as number) + (move[i] as number) * (turned[j] as number)) / bend,
    ),
  );
}

function scaled(size: number, factor: number): Float64Array[] {
  return Array.from({ length: size }, (_, row) => {
    const values = new Float64Array(size);
    values[row] = factor;
    return values;
  });
}

function largest(values: Float64Array): number {
  let size = 0;
  for (const value of values)
    size = Math.max(size, Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.abs(value));
  return size;
}
