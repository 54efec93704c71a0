import type { ArmaPolynomials } from './ArimaOrder.ts';
import { armaAutocovariance } from './armaAutocovariance.ts';

/** Below this distance from its limit of one the innovation variance is taken as arrived there. */
const ARRIVED = 1e-13;

/** Coefficients of the best linear prediction of each period from those before it, errors with variance one. */
export interface Innovations {
  /** Weights of the last innovations, newest first. Shape: [period × width + back]. */
  readonly weights: Float64Array;
  readonly width: number;
  /** Variance of the innovation of each period. Shape: [period]. */
  readonly variances: Float64Array;
  /** From this period on predictions use the autoregression and `ma` lags; before it all innovations. */
  readonly settled: number;
}

/**
 * Runs the innovations algorithm for `length` periods, or returns nothing on the edge of the stationary.
 *
 * Source: Brockwell and Davis, "Time Series", 2nd edition, 5.2 and 5.3, after Ansley's transformation.
 */
export function innovations(polynomials: ArmaPolynomials, length: number): Innovations | undefined {
  const { ar, ma } = polynomials;
  const settled = Math.max(ar.length, ma.length);
  const width = Math.max(settled, 1);
  const covariance = transformedCovariance(polynomials, settled);
  if (covariance === undefined) return undefined;
  const weights = new Float64Array(length * width);
  const variances = new Float64Array(length);
  let arrived = false;
  for (let n = 0; n < length; n += 1) {
    const reach = n < settled ? n : ma.length;
    const row = n * width;
    if (arrived) {
      weights.set(ma, row);
      variances[n] = 1;
      continue;
    }
    let variance = covariance(n, 0);
    for (let k = n - reach; k < n; k += 1) {
      let sum = covariance(n, n - k);
      for (let j = n - reach; j < k; j += 1)
        sum -=
          (weights[k * width + k - j - 1] as number) *
          (weights[row + n - j - 1] as number) *
          (variances[j] as number);
      const weight = sum / (variances[k] as number);
      weights[row + n - k - 1] = weight;
      variance -= weight * weight * (variances[k] as number);
    }
    if (!(variance > 0)) return undefined;
    variances[n] = variance;
    arrived = n > 2 * settled && variance - 1 < ARRIVED;
  }
  return { weights, width, variances, settled };
}

/**
 * Predicts each period of a series from those before it, and the periods after its end from all of it.
 *
 * Shape: series [period]; the answer as long as the `innovations` were run.
 */
export function predictArma(
  { ar, ma }: ArmaPolynomials,
  { weights, width, settled, variances }: Innovations,
  series: Float64Array,
): Float64Array {
  const { length } = variances;
  const values = new Float64Array(length);
  values.set(series.subarray(0, length));
  const predictions = new Float64Array(length);
  const errors = new Float64Array(length);
  for (let n = 0; n < length; n += 1) {
    let sum = 0;
    if (n >= settled)
      for (let i = 0; i < ar.length; i += 1) sum += (ar[i] as number) * (values[n - 1 - i] as number);
    const reach = n < settled ? n : ma.length;
    for (let back = 0; back < reach; back += 1)
      sum += (weights[n * width + back] as number) * (errors[n - 1 - back] as number);
    predictions[n] = sum;
    if (n < series.length) errors[n] = (values[n] as number) - sum;
    else values[n] = sum;
  }
  return predictions;
}

/** Covariance of the transformed series between period n (from 0) and `back` periods before it. */
function transformedCovariance(
  polynomials: ArmaPolynomials,
  settled: number,
): ((n: number, back: number) => number) | undefined {
  const { ar, ma } = polynomials;
  const own = armaAutocovariance(polynomials, 2 * settled);
  if (own === undefined) return undefined;
  const mixed = Float64Array.from({ length: settled + 1 }, (_, back) => {
    let sum = own[back] as number;
    for (const [i, value] of ar.entries()) sum -= value * (own[Math.abs(i + 1 - back)] as number);
    return sum;
  });
  const moving = Float64Array.from({ length: ma.length + 1 }, (_, back) => {
    let sum = 0;
    for (let j = 0; j + back <= ma.length; j += 1) sum += movingWeight(ma, j) * movingWeight(ma, j + back);
    return sum;
  });
  return (n, back) => {
    if (n < settled) return own[back] as number;
    if (n - back < settled) return mixed[back] as number;
    return moving[back] ?? 0;
  };
}

function movingWeight(ma: Float64Array, lag: number): number {
  return lag === 0 ? 1 : (ma[lag - 1] as number);
}
