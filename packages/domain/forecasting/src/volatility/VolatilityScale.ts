import type { VolatilityModel, VolatilityParameters } from './VolatilityModel.ts';

/** Bounds of the degrees of freedom, those of `arch`. */
export const NU_MIN = 2.05;
export const NU_MAX = 500;

/** Mean and variance of the data, which make the optimiser's numbers of order one. */
export interface DataScale {
  readonly mean: number;
  readonly variance: number;
}

/**
 * Maps any numbers to allowed parameters, so that a search without constraints stays inside them.
 *
 * `garch`, `gjr-garch`: omega > 0, alpha ≥ 0, alpha + gamma ≥ 0, beta ≥ 0 and alpha + gamma/2 + beta ≤ 1. Shares are
 * squared sines and not logistic curves: a best fit on the bound (alpha 0 is common) is then reached at a finite point.
 * `egarch`: 0 ≤ beta ≤ 1, with the long-run level of the log variance as a number of its own, as it hardly moves with beta.
 */
export function toParameters(
  model: VolatilityModel,
  scale: DataScale,
  x: Float64Array,
): VolatilityParameters {
  let next = 0;
  const take = (): number => x[next++] as number;
  const mu = model.mean === 'constant' ? scale.mean + Math.sqrt(scale.variance) * take() : 0;
  const level = take();
  const first = take();
  const second = take();
  const skew = model.rule === 'garch' ? 0 : take();
  const nu =
    model.law === 'studentst' ? Math.min(NU_MIN + Math.exp(take()), NU_MAX) : Number.POSITIVE_INFINITY;
  if (model.rule === 'egarch') {
    const beta = share(first);
    const omega = (1 - beta) * (Math.log(scale.variance) + level);
    return { mu, omega, alpha: second, gamma: skew, beta, nu };
  }
  const persistence = share(first);
  const arch = persistence * share(second);
  const beta = persistence - arch;
  const omega = scale.variance * Math.exp(level);
  if (model.rule === 'garch') return { mu, omega, alpha: arch, gamma: 0, beta, nu };
  const positive = 2 * arch * share(skew);
  return { mu, omega, alpha: positive, gamma: 2 * (arch - positive), beta, nu };
}

/** Returns a point that `toParameters` maps to the given parameters, which lie inside the bounds. */
export function fromParameters(
  model: VolatilityModel,
  scale: DataScale,
  { mu, omega, alpha, gamma, beta, nu }: VolatilityParameters,
): Float64Array {
  const mean = model.mean === 'constant' ? [(mu - scale.mean) / Math.sqrt(scale.variance)] : [];
  const tail = model.law === 'studentst' ? [Math.log(nu - NU_MIN)] : [];
  if (model.rule === 'egarch') {
    const level = omega / (1 - beta) - Math.log(scale.variance);
    return Float64Array.from([...mean, level, angle(beta), alpha, gamma, ...tail]);
  }
  const level = Math.log(omega / scale.variance);
  const arch = alpha + gamma / 2;
  const persistence = arch + beta;
  const skew = model.rule === 'garch' ? [] : [angle(alpha / (2 * arch))];
  return Float64Array.from([...mean, level, angle(persistence), angle(arch / persistence), ...skew, ...tail]);
}

function share(x: number): number {
  return Math.sin(x) ** 2;
}

function angle(part: number): number {
  return Math.asin(Math.sqrt(part));
}
