import { mean, type Numbers } from '../describe/moments.ts';

export interface BlockLengths {
  /** Mean block of the stationary bootstrap. Units: observations, not whole. */
  readonly stationary: number;
  /** Block of the circular bootstrap. */
  readonly circular: number;
}

/**
 * Block length with the least mean squared error of the variance of the mean, chosen from the series itself.
 *
 * Flat-top lag window up to twice the last lag that matters. NaN for a series that does not vary.
 * Source: Politis and White (2004) as corrected by Patton, Politis and White (2009); equal to `optimal_block_length` of arch 8.
 */
export function optimalBlockLength(values: Numbers): BlockLengths {
  const n = values.length;
  const centre = mean(values);
  const away = Float64Array.from(values, (value) => value - centre);
  const lagsMax = Math.ceil(Math.sqrt(n)) + quietLags(n);
  const { covariances, correlations } = laggedMoments(away, lagsMax);
  const window = lagWindow(correlations, n, lagsMax);
  let growth = 0;
  let longRun = covariances[0] as number;
  for (let lag = 1; lag <= window; lag += 1) {
    const weight = lag / window <= 0.5 ? 1 : 2 * (1 - lag / window);
    const covariance = covariances[lag] as number;
    growth += 2 * weight * lag * covariance;
    longRun += 2 * weight * covariance;
  }
  const longest = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
  const length = (scale: number): number =>
    Math.min(((2 * growth ** 2) / (scale * longRun ** 2)) ** (1 / 3) * n ** (1 / 3), longest);
  return { stationary: length(2), circular: length(4 / 3) };
}

/** Lags in a row that must be quiet before the rest is held for noise. */
function quietLags(n: number): number {
  return Math.max(5, Math.floor(Math.log10(n)));
}

/** Autocovariances, and sizes of autocorrelations scaled by the two stretches that are compared, as arch does. */
function laggedMoments(away: Float64Array, lagsMax: number) {
  const n = away.length;
  const covariances = new Float64Array(lagsMax + 1);
  const correlations = new Float64Array(lagsMax + 1);
  for (let lag = 0; lag <= lagsMax; lag += 1) {
    let cross = 0;
    for (let index = lag; index < n; index += 1)
      cross += (away[index] as number) * (away[index - lag] as number);
    covariances[lag] = cross / n;
    const later = squares(away.subarray(lag + 1));
    const earlier = squares(away.subarray(0, Math.max(0, n - lag - 1)));
    correlations[lag] = Math.abs(cross) / Math.sqrt(later * earlier);
  }
  return { covariances, correlations };
}

function squares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

/** Twice the first lag after which all is quiet. */
function lagWindow(correlations: Float64Array, n: number, lagsMax: number): number {
  const quiet = quietLags(n);
  const limit = 2 * Math.sqrt(Math.log10(n) / n);
  for (let lag = quiet; lag <= lagsMax; lag += 1)
    if (correlations.subarray(lag - quiet, lag).every((value) => value < limit))
      return Math.min(2 * Math.max(lag - quiet, 1), lagsMax);
  return lagsMax;
}
