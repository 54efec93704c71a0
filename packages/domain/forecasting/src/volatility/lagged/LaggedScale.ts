import { NU_MAX, NU_MIN } from '../VolatilityScale.ts';
import { type LaggedModel, type LaggedParameters, type ShapedLaw, sumOf } from './LaggedModel.ts';

/** Bounds of the other shapes, those of `arch`. */
const ETA_MAX = 300;
const GED_MIN = 1.01;

/** What makes the numbers of the search of order one. */
export interface LaggedUnits {
  /** Parameters of the mean by least squares. */
  readonly mean: readonly number[];
  /** Mean squared error, and mean of |e|^power, around that mean. */
  readonly variance: number;
  readonly level: number;
}

/**
 * Maps any numbers to allowed parameters, so that a search without constraints stays inside them.
 *
 * Shares that are not below 0 and sum to at most 1 are squares on a sphere: any of them can be 0 at a finite point. They are
 * the betas and, for `power`, each alpha / 2 and (alpha + gamma) / 2 of one lag, an alpha or a gamma / 2 that is alone.
 */
export function toLagged(model: LaggedModel, units: LaggedUnits, x: Float64Array): LaggedParameters {
  const { p, o, q } = model;
  let next = 0;
  const take = (): number => x[next++] as number;
  const mean = units.mean.map((value, at) => value + (at === 0 ? Math.sqrt(units.variance) : 1) * take());
  const height = take();
  const isLog = model.moves === 'log';
  const free = isLog ? Array.from({ length: p + o }, take) : [];
  const parts = sharesOf(Array.from({ length: (isLog ? 0 : p + o) + q + 1 }, take));
  const beta = parts.slice(parts.length - q);
  const shape = toShape(model.law, take);
  if (isLog) {
    const omega = (1 - sumOf(beta)) * (Math.log(units.variance) + height);
    return { mean, omega, alpha: free.slice(0, p), gamma: free.slice(p), beta, shape };
  }
  const even = parts.slice(1, 1 + p);
  const fallen = parts.slice(1 + p, 1 + p + o);
  const alpha = even.map((part, lag) => (lag < o ? 2 * part : part));
  const gamma = fallen.map((part, lag) => 2 * part - (lag < p ? (alpha[lag] as number) : 0));
  return { mean, omega: units.level * Math.exp(height), alpha, gamma, beta, shape };
}

/** Returns a point that `toLagged` maps to the given parameters, which lie inside the bounds. */
export function fromLagged(
  model: LaggedModel,
  units: LaggedUnits,
  { mean, omega, alpha, gamma, beta, shape }: LaggedParameters,
): Float64Array {
  const { p, o } = model;
  const centre = mean.map(
    (value, at) => (value - (units.mean[at] as number)) / (at === 0 ? Math.sqrt(units.variance) : 1),
  );
  const tail = fromShape(model.law, shape);
  if (model.moves === 'log') {
    const height = omega / (1 - sumOf(beta)) - Math.log(units.variance);
    return Float64Array.from([...centre, height, ...alpha, ...gamma, ...rootsOf(beta), ...tail]);
  }
  const parts = [
    ...alpha.map((value, lag) => (lag < o ? value / 2 : value)),
    ...gamma.map((value, lag) => (value + (lag < p ? (alpha[lag] as number) : 0)) / 2),
    ...beta,
  ];
  return Float64Array.from([...centre, Math.log(omega / units.level), ...rootsOf(parts), ...tail]);
}

/** Squares over their sum; the first is what is left of 1. */
function sharesOf(x: readonly number[]): readonly number[] {
  const squares = x.map((value) => value * value);
  const sum = sumOf(squares);
  return squares.map((square) => square / sum);
}

function rootsOf(parts: readonly number[]): readonly number[] {
  return [1 - sumOf(parts), ...parts].map(Math.sqrt);
}

function toShape(law: ShapedLaw, take: () => number): readonly number[] {
  switch (law) {
    case 'normal':
      return [];
    case 'studentst':
      return [Math.min(NU_MIN + Math.exp(take()), NU_MAX)];
    case 'skewt':
      return [Math.min(NU_MIN + Math.exp(take()), ETA_MAX), Math.tanh(take())];
    case 'ged':
      return [Math.min(GED_MIN + Math.exp(take()), NU_MAX)];
  }
}

function fromShape(law: ShapedLaw, shape: readonly number[]): readonly number[] {
  const least = law === 'ged' ? GED_MIN : NU_MIN;
  return shape.map((value, at) => (at === 0 ? Math.log(value - least) : Math.atanh(value)));
}
