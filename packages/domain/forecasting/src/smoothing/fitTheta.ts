import { assert } from '@qca/base';
import { fitSmoothing } from './fitSmoothing.ts';
import { seasonalIndices } from './seasonalIndices.ts';

/** Half the slope of a straight line through the series, and a simple exponential smoothing of it. */
export interface ThetaFit {
  /** Slope of the line, per period. */
  readonly slope: number;
  /** Weight of the newest value in the smoothing. */
  readonly alpha: number;
  /** Where the smoothing ends. */
  readonly level: number;
  /** Empty where no season was found. Shape: [place], place 0 is that of the first value. */
  readonly seasons: Float64Array;
  readonly multiplicative: boolean;
  readonly length: number;
}

/** Fewest values: the line and the smoothing need some to differ. */
export const THETA_LENGTH_MIN = 4;

/** 90 % point of chi-squared with one degree of freedom: 1.645², as Fioruci and others test for a season. */
const SEASON_CRITICAL = 2.705543454095404;

/**
 * Fits the Theta method to a series, after taking out a season where the autocorrelation shows one.
 *
 * The season is a factor when all values are above 0, else a difference. Values agree with `ThetaModel` of statsmodels 0.15.
 *
 * Shape: series [period], at least `THETA_LENGTH_MIN`, and two seasons where `period` is above 1.
 * Source: Assimakopoulos and Nikolopoulos (2000); Hyndman and Billah (2003); Fioruci and others (2015).
 */
export function fitTheta(series: Float64Array, period = 1): ThetaFit {
  assert(series.length >= Math.max(THETA_LENGTH_MIN, 2 * period), 'fitTheta: the series is too short');
  const { seasons, multiplicative } = findSeasons(series, period);
  const plain = series.map((value, at) => {
    const season = seasons[at % period];
    if (season === undefined) return value;
    return multiplicative ? value / season : value - season;
  });
  const start = { level: plain[0] as number, trend: 0, seasons: new Float64Array() };
  const fit = fitSmoothing(SIMPLE, plain, start);
  return {
    slope: slopeOf(plain),
    alpha: fit.weights.level,
    level: fit.end.level,
    seasons,
    multiplicative,
    length: series.length,
  };
}

const SIMPLE = { trend: false, damped: false, seasonal: 'none', period: 1 } as const;

/**
 * Forecasts `horizon` periods after the series that was fitted. Shape: [step], step 0 is the next period.
 *
 * `theta` 2 is the method as published; 1 leaves the smoothing alone.
 */
export function forecastTheta(fit: ThetaFit, horizon: number, theta = 2): Float64Array {
  assert(theta >= 1, `forecastTheta: theta ${theta} is below 1`);
  const { alpha, slope, level, length } = fit;
  // What a smoothing of a straight line lags behind it.
  const lag = alpha > 0 ? (1 - (1 - alpha) ** length) / alpha : 0;
  return Float64Array.from({ length: horizon }, (_, step) => {
    const plain = level + ((theta - 1) / theta) * slope * (step + lag);
    if (fit.seasons.length === 0) return plain;
    const season = fit.seasons[(length + step) % fit.seasons.length] as number;
    return fit.multiplicative ? plain * season : plain + season;
  });
}

function findSeasons(
  series: Float64Array,
  period: number,
): { readonly seasons: Float64Array; readonly multiplicative: boolean } {
  if (period <= 1 || !isSeasonal(series, period))
    return { seasons: new Float64Array(), multiplicative: false };
  if (series.every((value) => value > 0)) {
    const seasons = seasonalIndices(series, period, true);
    if (seasons.every((value) => value > 0)) return { seasons, multiplicative: true };
  }
  return { seasons: seasonalIndices(series, period, false), multiplicative: false };
}

/** Whether the autocorrelation at the season is above what shorter ones explain, at the 10 % level. */
function isSeasonal(series: Float64Array, period: number): boolean {
  const mean = series.reduce((sum, value) => sum + value, 0) / series.length;
  const product = (lag: number): number => {
    let sum = 0;
    for (let at = lag; at < series.length; at += 1)
      sum += ((series[at] as number) - mean) * ((series[at - lag] as number) - mean);
    return sum;
  };
  const variance = product(0);
  if (!(variance > 0)) return false;
  let shorter = 0;
  for (let lag = 0; lag < period; lag += 1) shorter += (product(lag) / variance) ** 2;
  return (series.length * (product(period) / variance) ** 2) / shorter > SEASON_CRITICAL;
}

function slopeOf(series: Float64Array): number {
  const middle = (series.length - 1) / 2;
  let cross = 0;
  let square = 0;
  for (const [at, value] of series.entries()) {
    cross += (at - middle) * value;
    square += (at - middle) ** 2;
  }
  return cross / square;
}
