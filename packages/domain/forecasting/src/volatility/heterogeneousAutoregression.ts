import { assert } from '@qca/base';
import { dot, leastSquares } from '@qca/numerics';

/** Regression of a series on its own averages over the past day, week and month, or whatever `lags` says. */
export interface HarFit {
  readonly lags: readonly number[];
  readonly constant: number;
  /** One for each of `lags`. */
  readonly slopes: Float64Array;
  /** Mean squared residual (divided by the number of residuals). */
  readonly residualVariance: number;
  readonly logLikelihood: number;
  readonly aic: number;
  readonly bic: number;
  /** Number of residuals: the length of the series less the longest lag. */
  readonly observations: number;
}

/**
 * Fits series[t] = constant + Σ slope × mean(series[t − lag .. t − 1]) by least squares.
 *
 * Likelihood and criteria are those of normal residuals of one variance, `HARX` with `ConstantVariance` in `arch`.
 * Shape: series [period]; lags ascending, whole, at least 1. Source: Corsi (2009), with lags 1, 5 and 22 on realised variance.
 */
export function fitHar(series: Float64Array, lags: readonly number[]): HarFit {
  const longest = lags[lags.length - 1] as number;
  const observations = series.length - longest;
  assert(observations > lags.length + 1, `fitHar: ${series.length} values are too few for lags ${lags}`);
  const rows = Array.from({ length: observations }, (_, row) => regressors(series, row + longest, lags));
  const target = series.subarray(longest);
  const coefficients = leastSquares(rows, target);
  let squares = 0;
  for (let row = 0; row < observations; row += 1)
    squares += ((target[row] as number) - dot(rows[row] as Float64Array, coefficients)) ** 2;
  const residualVariance = squares / observations;
  const logLikelihood = -0.5 * observations * (Math.log(2 * Math.PI * residualVariance) + 1);
  const count = coefficients.length + 1;
  return {
    lags,
    constant: coefficients[0] as number,
    slopes: coefficients.slice(1),
    residualVariance,
    logLikelihood,
    aic: 2 * count - 2 * logLikelihood,
    bic: count * Math.log(observations) - 2 * logLikelihood,
    observations,
  };
}

/** Forecasts of a regression, and the variance of their errors. Shape: [step], step 0 is the next period. */
export interface HarForecast {
  readonly means: Float64Array;
  /** Squared units of the series; the error of estimated coefficients is left out. */
  readonly variances: Float64Array;
}

/** Forecasts `horizon` periods by putting each forecast in for the value that is not known yet. */
export function forecastHar(fit: HarFit, series: Float64Array, horizon: number): HarForecast {
  assert(horizon >= 1, `forecastHar: a horizon of ${horizon} is none`);
  const longest = fit.lags[fit.lags.length - 1] as number;
  const path = new Float64Array(longest + horizon);
  path.set(series.subarray(series.length - longest));
  // The response to one shock follows the same recursion from a past of zeros.
  const response = new Float64Array(longest + horizon);
  response[longest] = 1;
  const variances = new Float64Array(horizon);
  let spread = 0;
  for (let step = 0; step < horizon; step += 1) {
    path[longest + step] = fit.constant + average(fit, path, longest + step);
    if (step > 0) response[longest + step] = average(fit, response, longest + step);
    spread += (response[longest + step] as number) ** 2;
    variances[step] = fit.residualVariance * spread;
  }
  return { means: path.slice(longest), variances };
}

function regressors(series: Float64Array, period: number, lags: readonly number[]): Float64Array {
  return Float64Array.from([1, ...lags.map((lag) => meanBefore(series, period, lag))]);
}

function average({ lags, slopes }: HarFit, series: Float64Array, period: number): number {
  return lags.reduce(
    (sum, lag, index) => sum + (slopes[index] as number) * meanBefore(series, period, lag),
    0,
  );
}

function meanBefore(series: Float64Array, period: number, lag: number): number {
  let sum = 0;
  for (let back = 1; back <= lag; back += 1) sum += series[period - back] as number;
  return sum / lag;
}
