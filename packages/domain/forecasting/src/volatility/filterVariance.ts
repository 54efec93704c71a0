import type { VarianceFrame } from './VarianceFrame.ts';
import type { VolatilityParameters, VolatilityRule } from './VolatilityModel.ts';

/** E|z| of a standard normal z. Kept for Student's t errors too, as `arch` does: it only moves omega. */
export const MEAN_ABSOLUTE_NORMAL = Math.sqrt(2 / Math.PI);

/** Above it the exponential overflows. */
export const LOG_VARIANCE_MAX = Math.log(Number.MAX_VALUE) - 0.1;

/**
 * Writes the conditional variance of each period into `variances`, from the returns before it.
 *
 * Shape: all arrays [period]. Units: squared units of `returns`.
 */
export function filterVariance(
  rule: VolatilityRule,
  parameters: VolatilityParameters,
  data: { readonly returns: Float64Array; readonly frame: VarianceFrame },
  variances: Float64Array,
): void {
  if (rule === 'egarch') filterLog(parameters, data.returns, data.frame, variances);
  else filterSquares(parameters, data.returns, data.frame, variances);
}

function filterSquares(
  { mu, omega, alpha, gamma, beta }: VolatilityParameters,
  returns: Float64Array,
  { backcast, lower, upper }: VarianceFrame,
  variances: Float64Array,
): void {
  let variance = omega + (alpha + 0.5 * gamma + beta) * backcast;
  for (let period = 0; ; period += 1) {
    const least = lower[period] as number;
    const most = upper[period] as number;
    if (variance < least) variance = least;
    else if (variance > most) variance = beyond(variance, most);
    variances[period] = variance;
    if (period === returns.length - 1) return;
    const error = (returns[period] as number) - mu;
    variance = omega + (error < 0 ? alpha + gamma : alpha) * error * error + beta * variance;
  }
}

function filterLog(
  { mu, omega, alpha, gamma, beta }: VolatilityParameters,
  returns: Float64Array,
  { backcast, lower, upper }: VarianceFrame,
  variances: Float64Array,
): void {
  let logVariance = omega + beta * Math.log(backcast);
  for (let period = 0; ; period += 1) {
    if (logVariance > LOG_VARIANCE_MAX) logVariance = LOG_VARIANCE_MAX;
    let variance = Math.exp(logVariance);
    const least = lower[period] as number;
    const most = upper[period] as number;
    if (variance < least || variance > most) {
      variance = variance < least ? least : beyond(variance, most);
      logVariance = Math.log(variance);
    }
    variances[period] = variance;
    if (period === returns.length - 1) return;
    const shock = ((returns[period] as number) - mu) / Math.sqrt(variance);
    logVariance =
      omega + alpha * (Math.abs(shock) - MEAN_ABSOLUTE_NORMAL) + gamma * shock + beta * logVariance;
  }
}

/** A variance above the bound grows only as its logarithm, so that the optimiser still sees a slope. */
export function beyond(variance: number, most: number): number {
  return Number.isFinite(variance) ? most + Math.log(variance / most) : most + 1_000;
}
