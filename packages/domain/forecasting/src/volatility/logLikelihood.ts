import { logGamma } from '@qca/numerics';
import type { ErrorLaw } from './VolatilityModel.ts';

const LOG_TWO_PI = Math.log(2 * Math.PI);

export interface Errors {
  readonly law: ErrorLaw;
  readonly mu: number;
  readonly nu: number;
}

/**
 * Log-likelihood of returns with mean `mu` and the given variances.
 *
 * Student's t is scaled to variance one, with `nu` > 2 degrees of freedom. Shape: both arrays [period].
 * Source: Bollerslev (1986) for normal errors, Bollerslev (1987) for Student's t.
 */
export function logLikelihood(errors: Errors, returns: Float64Array, variances: Float64Array): number {
  return errors.law === 'normal'
    ? normalLikelihood(errors.mu, returns, variances)
    : studentLikelihood(errors, returns, variances);
}

function normalLikelihood(mu: number, returns: Float64Array, variances: Float64Array): number {
  let sum = 0;
  for (let period = 0; period < returns.length; period += 1) {
    const error = (returns[period] as number) - mu;
    const variance = variances[period] as number;
    sum += Math.log(variance) + (error * error) / variance;
  }
  return -0.5 * (returns.length * LOG_TWO_PI + sum);
}

function studentLikelihood({ mu, nu }: Errors, returns: Float64Array, variances: Float64Array): number {
  const spread = nu - 2;
  let logs = 0;
  let tails = 0;
  for (let period = 0; period < returns.length; period += 1) {
    const error = (returns[period] as number) - mu;
    const variance = variances[period] as number;
    logs += Math.log(variance);
    tails += Math.log1p((error * error) / (spread * variance));
  }
  const each = logGamma((nu + 1) / 2) - logGamma(nu / 2) - 0.5 * Math.log(Math.PI * spread);
  return returns.length * each - 0.5 * logs - 0.5 * (nu + 1) * tails;
}
