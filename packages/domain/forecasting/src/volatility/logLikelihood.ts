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

// A logarithm costs more than all the rest: factors are multiplied, and their logarithm taken only when the product nears the ends of a double.
const PRODUCT_MAX = 1e100;
const PRODUCT_MIN = 1e-100;

function normalLikelihood(mu: number, returns: Float64Array, variances: Float64Array): number {
  let squares = 0;
  let logs = 0;
  let product = 1;
  for (let period = 0; period < returns.length; period += 1) {
    const error = (returns[period] as number) - mu;
    const variance = variances[period] as number;
    squares += (error * error) / variance;
    product *= variance;
    if (!(product < PRODUCT_MAX && product > PRODUCT_MIN)) {
      logs += Math.log(product);
      product = 1;
    }
  }
  return -0.5 * (returns.length * LOG_TWO_PI + logs + Math.log(product) + squares);
}

function studentLikelihood({ mu, nu }: Errors, returns: Float64Array, variances: Float64Array): number {
  const spread = nu - 2;
  let logs = 0;
  let product = 1;
  let tails = 0;
  let tailProduct = 1;
  for (let period = 0; period < returns.length; period += 1) {
    const error = (returns[period] as number) - mu;
    const variance = variances[period] as number;
    product *= variance;
    if (!(product < PRODUCT_MAX && product > PRODUCT_MIN)) {
      logs += Math.log(product);
      product = 1;
    }
    tailProduct *= 1 + (error * error) / (spread * variance);
    if (!(tailProduct < PRODUCT_MAX)) {
      tails += Math.log(tailProduct);
      tailProduct = 1;
    }
  }
  logs += Math.log(product);
  tails += Math.log(tailProduct);
  const each = logGamma((nu + 1) / 2) - logGamma(nu / 2) - 0.5 * Math.log(Math.PI * spread);
  return returns.length * each - 0.5 * logs - 0.5 * (nu + 1) * tails;
}
