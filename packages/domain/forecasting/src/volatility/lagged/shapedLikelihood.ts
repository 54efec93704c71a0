import { integrate, logGamma } from '@qca/numerics';
import { logLikelihood } from '../logLikelihood.ts';
import type { ShapedLaw } from './LaggedModel.ts';

/**
 * Log-likelihood of errors with the given variances.
 *
 * Shape: both arrays [period]; `shape` as in `LaggedParameters`.
 * Source: Hansen (1994) for `skewt`, Nelson (1991) for `ged`, each scaled to variance one; see `logLikelihood` for the others.
 */
export function shapedLikelihood(
  law: ShapedLaw,
  shape: readonly number[],
  errors: Float64Array,
  variances: Float64Array,
): number {
  if (law === 'normal' || law === 'studentst')
    return logLikelihood({ law, mu: 0, nu: shape[0] ?? Number.POSITIVE_INFINITY }, errors, variances);
  const logDensity = logDensityOf(law, shape);
  let sum = 0;
  for (let period = 0; period < errors.length; period += 1) {
    const variance = variances[period] as number;
    sum += logDensity((errors[period] as number) / Math.sqrt(variance)) - 0.5 * Math.log(variance);
  }
  return sum;
}

/** Returns the logarithm of the density of standardised errors as a function of one of them. */
export function logDensityOf(law: ShapedLaw, shape: readonly number[]): (z: number) => number {
  switch (law) {
    case 'normal':
      return (z) => -0.5 * (Math.log(2 * Math.PI) + z * z);
    case 'studentst':
      return skewedStudent(shape[0] as number, 0);
    case 'skewt':
      return skewedStudent(shape[0] as number, shape[1] as number);
    case 'ged':
      return generalisedError(shape[0] as number);
  }
}

function skewedStudent(eta: number, lambda: number): (z: number) => number {
  const logC = logGamma((eta + 1) / 2) - logGamma(eta / 2) - 0.5 * Math.log(Math.PI * (eta - 2));
  const a = (4 * lambda * Math.exp(logC) * (eta - 2)) / (eta - 1);
  const b = Math.sqrt(1 + 3 * lambda * lambda - a * a);
  const level = Math.log(b) + logC;
  return (z) => {
    const moved = b * z + a;
    const wide = moved / (1 + Math.sign(moved) * lambda);
    return level - ((eta + 1) / 2) * Math.log1p((wide * wide) / (eta - 2));
  };
}

function generalisedError(nu: number): (z: number) => number {
  const logC = 0.5 * ((-2 / nu) * Math.LN2 + logGamma(1 / nu) - logGamma(3 / nu));
  const c = Math.exp(logC);
  const level = Math.log(nu) - logC - logGamma(1 / nu) - (1 + 1 / nu) * Math.LN2;
  return (z) => level - 0.5 * Math.abs(z / c) ** nu;
}

/** E f(z) of standardised errors, by integration over both half lines, each folded onto 0 to 1 by z = u / (1 − u). */
export function expectationOf(
  law: ShapedLaw,
  shape: readonly number[],
  logWeight: (z: number) => number,
): number {
  const logDensity = logDensityOf(law, shape);
  return integrate(
    (u) => {
      if (u === 1) return 0;
      const z = u / (1 - u);
      const both = Math.exp(logWeight(z) + logDensity(z)) + Math.exp(logWeight(-z) + logDensity(-z));
      return both / (1 - u) ** 2;
    },
    0,
    1,
  );
}
