import { chiSquaredTail } from '@qca/numerics';
import { mean, type Numbers } from './moments.ts';

/**
 * Autocovariances at lags 0 to `lags`, each with divisor n, so that they are those of some stationary process.
 *
 * Source: Box and Jenkins, Time Series Analysis, chapter 2; statsmodels `acovf(adjusted=False)`.
 */
export function autocovariances(values: Numbers, lags: number): Float64Array {
  const centre = mean(values);
  const n = values.length;
  return Float64Array.from({ length: lags + 1 }, (_, lag) => {
    let total = 0;
    for (let index = lag; index < n; index += 1)
      total += ((values[index] as number) - centre) * ((values[index - lag] as number) - centre);
    return total / n;
  });
}

/** Autocorrelations at lags 0 to `lags`: autocovariances divided by the first. NaN where nothing varies. */
export function autocorrelations(values: Numbers, lags: number): Float64Array {
  const covariances = autocovariances(values, lags);
  const scale = covariances[0] as number;
  return covariances.map((value) => value / scale);
}

export interface LjungBox {
  /** Q statistic. */
  readonly statistic: number;
  /** Chance of a statistic this large when nothing repeats. */
  readonly pValue: number;
}

/**
 * Tests that a series has no autocorrelation up to `lags`.
 *
 * Q = n (n + 2) Σ ρ_k² / (n − k), against chi-squared with `lags` degrees less `fitted`, the parameters fitted to the series.
 * Source: Ljung and Box (1978).
 */
export function ljungBox(values: Numbers, lags: number, fitted = 0): LjungBox {
  const n = values.length;
  const rho = autocorrelations(values, lags);
  let total = 0;
  for (let lag = 1; lag <= lags; lag += 1) total += (rho[lag] as number) ** 2 / (n - lag);
  const statistic = n * (n + 2) * total;
  const degrees = lags - fitted;
  return { statistic, pValue: degrees > 0 ? chiSquaredTail(statistic, degrees) : Number.NaN };
}
