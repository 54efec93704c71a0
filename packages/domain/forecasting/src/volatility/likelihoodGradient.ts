import { MEAN_ABSOLUTE_NORMAL } from './filterVariance.ts';
import { logLikelihood } from './logLikelihood.ts';
import type { VarianceFrame } from './VarianceFrame.ts';
import type { VolatilityModel, VolatilityParameters } from './VolatilityModel.ts';

/** Step of the difference in degrees of freedom, relative to them. */
const NU_STEP = 1e-5;

/** Returns, where the recursion starts, and the variances that `filterVariance` wrote for the parameters. */
export interface FilteredReturns {
  readonly returns: Float64Array;
  readonly frame: VarianceFrame;
  readonly variances: Float64Array;
}

/**
 * Returns the derivatives of the log-likelihood by mu, omega, alpha, gamma, beta and nu, in that order.
 *
 * Exact by the recursion of the derivatives; by nu a central difference, as it leaves variances alone; 0 by nu for normal errors. A variance
 * at one of its bounds counts as fixed. Source: Fiorentini, Calzolari and Panattoni (1996).
 */
export function likelihoodGradient(
  model: VolatilityModel,
  parameters: VolatilityParameters,
  data: FilteredReturns,
): Float64Array {
  const gradient = new Float64Array(6);
  if (model.rule === 'egarch') addLogs(parameters, data, gradient);
  else addSquares(parameters, data, gradient);
  if (model.law === 'studentst') gradient[5] = slopeOfNu(parameters, data);
  return gradient;
}

/** Weight of a squared error in the likelihood: 1 for a normal, less for a large one of Student's t. */
function tailWeight(nu: number, square: number): number {
  return nu === Number.POSITIVE_INFINITY ? 1 : (nu + 1) / (nu - 2 + square);
}

function addSquares(
  { mu, alpha, gamma, beta, nu }: VolatilityParameters,
  { returns, frame, variances }: FilteredReturns,
  gradient: Float64Array,
): void {
  let [byMu, byOmega, byAlpha, byGamma, byBeta] = [0, 1, frame.backcast, frame.backcast / 2, frame.backcast];
  let [sumMu, sumOmega, sumAlpha, sumGamma, sumBeta] = [0, 0, 0, 0, 0];
  for (let period = 0; period < returns.length; period += 1) {
    const variance = variances[period] as number;
    if (variance <= (frame.lower[period] as number) || variance >= (frame.upper[period] as number))
      byMu = byOmega = byAlpha = byGamma = byBeta = 0;
    const error = (returns[period] as number) - mu;
    const square = (error * error) / variance;
    const weight = tailWeight(nu, square);
    const score = (weight * square - 1) / (2 * variance);
    sumMu += score * byMu + (weight * error) / variance;
    sumOmega += score * byOmega;
    sumAlpha += score * byAlpha;
    sumGamma += score * byGamma;
    sumBeta += score * byBeta;
    const fall = error < 0 ? 1 : 0;
    byMu = beta * byMu - 2 * (alpha + gamma * fall) * error;
    byOmega = beta * byOmega + 1;
    byAlpha = beta * byAlpha + error * error;
    byGamma = beta * byGamma + fall * error * error;
    byBeta = beta * byBeta + variance;
  }
  gradient.set([sumMu, sumOmega, sumAlpha, sumGamma, sumBeta]);
}

function addLogs(
  { mu, alpha, gamma, beta, nu }: VolatilityParameters,
  { returns, frame, variances }: FilteredReturns,
  gradient: Float64Array,
): void {
  let [byMu, byOmega, byAlpha, byGamma, byBeta] = [0, 1, 0, 0, Math.log(frame.backcast)];
  let [sumMu, sumOmega, sumAlpha, sumGamma, sumBeta] = [0, 0, 0, 0, 0];
  for (let period = 0; period < returns.length; period += 1) {
    const variance = variances[period] as number;
    if (variance <= (frame.lower[period] as number) || variance >= (frame.upper[period] as number))
      byMu = byOmega = byAlpha = byGamma = byBeta = 0;
    const deviation = Math.sqrt(variance);
    const shock = ((returns[period] as number) - mu) / deviation;
    const weight = tailWeight(nu, shock * shock);
    // By the logarithm of the variance, of which all derivatives here are.
    const score = (weight * shock * shock - 1) / 2;
    sumMu += score * byMu + (weight * shock) / deviation;
    sumOmega += score * byOmega;
    sumAlpha += score * byAlpha;
    sumGamma += score * byGamma;
    sumBeta += score * byBeta;
    const size = Math.abs(shock);
    const kept = beta - 0.5 * (alpha * size + gamma * shock);
    byMu = kept * byMu - ((shock < 0 ? -alpha : alpha) + gamma) / deviation;
    byOmega = kept * byOmega + 1;
    byAlpha = kept * byAlpha + size - MEAN_ABSOLUTE_NORMAL;
    byGamma = kept * byGamma + shock;
    byBeta = kept * byBeta + Math.log(variance);
  }
  gradient.set([sumMu, sumOmega, sumAlpha, sumGamma, sumBeta]);
}

function slopeOfNu({ mu, nu }: VolatilityParameters, { returns, variances }: FilteredReturns): number {
  const step = NU_STEP * nu;
  const at = (value: number): number =>
    logLikelihood({ law: 'studentst', mu, nu: value }, returns, variances);
  return (at(nu + step) - at(nu - step)) / (2 * step);
}
