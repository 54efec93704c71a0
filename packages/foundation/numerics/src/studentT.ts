import { betaRegularised } from './beta.ts';
import { findRoot } from './findRoot.ts';
import { logGamma } from './gamma.ts';
import { normalQuantile } from './normal.ts';

/** Density of Student's t with `degrees` > 0 of freedom. */
export function studentTPdf(x: number, degrees: number): number {
  const scale = logGamma((degrees + 1) / 2) - logGamma(degrees / 2) - 0.5 * Math.log(degrees * Math.PI);
  return Math.exp(scale - ((degrees + 1) / 2) * Math.log1p((x * x) / degrees));
}

/** Cumulative distribution of Student's t; NaN for degrees that are not positive. */
export function studentTCdf(x: number, degrees: number): number {
  if (!(degrees > 0) || Number.isNaN(x)) return Number.NaN;
  if (!Number.isFinite(x)) return x > 0 ? 1 : 0;
  const square = x * x;
  // Near the middle the complement keeps the digits; elsewhere the tail itself does.
  const tail =
    square < 1
      ? 0.5 * (1 - betaRegularised(square / (degrees + square), 0.5, degrees / 2))
      : 0.5 * betaRegularised(degrees / (degrees + square), degrees / 2, 0.5);
  return x > 0 ? 1 - tail : tail;
}

/** Inverse of `studentTCdf`; NaN outside [0, 1]. */
export function studentTQuantile(probability: number, degrees: number): number {
  if (!(degrees > 0) || !(probability >= 0 && probability <= 1)) return Number.NaN;
  if (probability === 0.5) return 0;
  if (probability > 0.5) return -studentTQuantile(1 - probability, degrees);
  if (probability === 0) return Number.NEGATIVE_INFINITY;
  let low = Math.min(-1, normalQuantile(probability) * 2);
  while (studentTCdf(low, degrees) > probability) low *= 2;
  return findRoot((x) => studentTCdf(x, degrees) - probability, { low, high: 0 });
}
