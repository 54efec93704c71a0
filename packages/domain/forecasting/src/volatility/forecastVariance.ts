import { assert } from '@qca/base';
import { integrate, logGamma, normalCdf, studentTPdf } from '@qca/numerics';
import { MEAN_ABSOLUTE_NORMAL } from './filterVariance.ts';
import type { VolatilityFit } from './fitVolatility.ts';
import type { VolatilityParameters } from './VolatilityModel.ts';

/**
 * Returns the expected variance of each of the next `horizon` periods.
 *
 * `egarch` beyond one period: exact. With Student's t errors it is infinite as soon as errors of one sign raise the variance, since the
 * exponential of a Student's t has no mean; `logVarianceForecast` stays finite.
 *
 * Units: squared units of returns. Shape: [step], step 0 is the next period.
 * Source: Bollerslev (1986); for `egarch` Nelson (1991), theorem A1.1.
 */
export function forecastVariance(fit: VolatilityFit, horizon: number): Float64Array {
  assert(horizon >= 1, `forecastVariance: a horizon of ${horizon} is none`);
  return fit.model.rule === 'egarch' ? exponentialPath(fit, horizon) : linearPath(fit, horizon);
}

/** Expected log variance of each of the next `horizon` periods, `egarch` only. Shape: [step]. */
export function logVarianceForecast(fit: VolatilityFit, horizon: number): Float64Array {
  assert(fit.model.rule === 'egarch', 'logVarianceForecast: only egarch moves in logarithms');
  const { omega, alpha, beta, nu } = fit.parameters;
  // The constant taken from |z| is the normal one; that of Student's t is smaller.
  const drift = omega + alpha * (meanAbsolute(nu) - MEAN_ABSOLUTE_NORMAL);
  const path = new Float64Array(horizon);
  let expected = nextLogVariance(fit);
  for (let step = 0; step < horizon; step += 1) {
    path[step] = expected;
    expected = drift + beta * expected;
  }
  return path;
}

function linearPath({ parameters, lastVariance, lastError }: VolatilityFit, horizon: number): Float64Array {
  const { omega, alpha, gamma, beta } = parameters;
  const path = new Float64Array(horizon);
  let variance =
    omega + (lastError < 0 ? alpha + gamma : alpha) * lastError * lastError + beta * lastVariance;
  for (let step = 0; step < horizon; step += 1) {
    path[step] = variance;
    variance = omega + (alpha + gamma / 2 + beta) * variance;
  }
  return path;
}

function exponentialPath(fit: VolatilityFit, horizon: number): Float64Array {
  const { parameters } = fit;
  const path = new Float64Array(horizon);
  let logarithm = nextLogVariance(fit);
  let growth = 1;
  let power = 1;
  for (let step = 0; step < horizon; step += 1) {
    path[step] = Math.exp(logarithm) * growth;
    growth *= expectedGrowth(parameters, power);
    logarithm = parameters.omega + parameters.beta * logarithm;
    power *= parameters.beta;
  }
  return path;
}

function nextLogVariance({ parameters, lastVariance, lastError }: VolatilityFit): number {
  const shock = lastError / Math.sqrt(lastVariance);
  return (
    parameters.omega +
    parameters.alpha * (Math.abs(shock) - MEAN_ABSOLUTE_NORMAL) +
    parameters.gamma * shock +
    parameters.beta * Math.log(lastVariance)
  );
}

/** E exp(power (alpha (|z| − sqrt(2/π)) + gamma z)). */
function expectedGrowth({ alpha, gamma, nu }: VolatilityParameters, power: number): number {
  const up = power * (alpha + gamma);
  const down = power * (alpha - gamma);
  const shift = Math.exp(-power * alpha * MEAN_ABSOLUTE_NORMAL);
  if (Number.isFinite(nu)) return shift * (studentHalf(up, nu) + studentHalf(down, nu));
  return shift * (Math.exp((up * up) / 2) * normalCdf(up) + Math.exp((down * down) / 2) * normalCdf(down));
}

/** Integral of exp(slope z) over the positive half of a Student's t of variance one. */
function studentHalf(slope: number, nu: number): number {
  if (slope === 0) return 0.5;
  if (slope > 0) return Number.POSITIVE_INFINITY;
  const width = Math.sqrt(nu / (nu - 2));
  // The half line is folded onto 0 to 1 by z = u / (1 − u).
  return integrate(
    (u) => {
      if (u === 1) return 0;
      const z = u / (1 - u);
      return (Math.exp(slope * z) * studentTPdf(z * width, nu) * width) / (1 - u) ** 2;
    },
    0,
    1,
  );
}

/** E|z| of errors of variance one: of a Student's t below that of a normal. */
function meanAbsolute(nu: number): number {
  if (!Number.isFinite(nu)) return MEAN_ABSOLUTE_NORMAL;
  return Math.sqrt((nu - 2) / Math.PI) * Math.exp(logGamma((nu - 1) / 2) - logGamma(nu / 2));
}
