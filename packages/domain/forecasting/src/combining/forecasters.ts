import { forecastArima } from '../arima/forecastArima.ts';
import { ARIMA_SEARCH_LENGTH_MIN, searchArima } from '../arima/searchArima.ts';
import type { Forecaster } from '../judging/rollingOrigin.ts';
import { fitSmoothing, forecastSmoothing } from '../smoothing/fitSmoothing.ts';
import { fitTheta, forecastTheta, THETA_LENGTH_MIN } from '../smoothing/fitTheta.ts';
import { smoothingLengthMin } from '../smoothing/heuristicState.ts';
import type { SmoothingForm } from '../smoothing/SmoothingForm.ts';

/** Names of the forecasters that `forecasterOf` makes. */
export const FORECASTER_NAMES = [
  'naive',
  'seasonal-naive',
  'drift',
  'mean',
  'simple-exponential-smoothing',
  'holt',
  'damped-holt',
  'holt-winters-additive',
  'holt-winters-multiplicative',
  'theta',
  'arima',
] as const;

export type ForecasterName = (typeof FORECASTER_NAMES)[number];

/**
 * Returns a forecaster by name, for a series with the given season (1 where it has none).
 *
 * The naive ones: the last value, the value a season ago, the last value and the mean change, the mean. Smoothings start from a heuristic state,
 * which long seasons need to be fitted in little time.
 */
export function forecasterOf(name: ForecasterName, period: number): Forecaster {
  switch (name) {
    case 'naive':
      return { name, historyMin: 1, forecast: (history, horizon) => seasonalNaive(history, 1, horizon) };
    case 'seasonal-naive':
      return {
        name,
        historyMin: period,
        forecast: (history, horizon) => seasonalNaive(history, period, horizon),
      };
    case 'drift':
      return { name, historyMin: 2, forecast: drift };
    case 'mean':
      return {
        name,
        historyMin: 1,
        forecast: (history, horizon) =>
          new Float64Array(horizon).fill(history.reduce((sum, value) => sum + value, 0) / history.length),
      };
    case 'theta':
      return {
        name,
        historyMin: Math.max(THETA_LENGTH_MIN, 2 * period),
        forecast: (history, horizon) => forecastTheta(fitTheta(history, period), horizon),
      };
    case 'arima':
      return {
        name,
        historyMin: ARIMA_SEARCH_LENGTH_MIN,
        forecast: (history, horizon) =>
          forecastArima(searchArima(history, period).fit, history, horizon).means,
      };
    default:
      return smoothing(name, formOf(name, period));
  }
}

function formOf(
  name: Exclude<ForecasterName, 'naive' | 'seasonal-naive' | 'drift' | 'mean' | 'theta' | 'arima'>,
  period: number,
): SmoothingForm {
  const plain = { seasonal: 'none', period: 1 } as const;
  switch (name) {
    case 'simple-exponential-smoothing':
      return { ...plain, trend: false, damped: false };
    case 'holt':
      return { ...plain, trend: true, damped: false };
    case 'damped-holt':
      return { ...plain, trend: true, damped: true };
    case 'holt-winters-additive':
      return { trend: true, damped: true, seasonal: 'additive', period };
    case 'holt-winters-multiplicative':
      return { trend: true, damped: true, seasonal: 'multiplicative', period };
  }
}

function smoothing(name: string, form: SmoothingForm): Forecaster {
  return {
    name,
    historyMin: smoothingLengthMin(form),
    forecast: (history, horizon) => forecastSmoothing(fitSmoothing(form, history, 'heuristic'), horizon),
  };
}

function seasonalNaive(history: Float64Array, period: number, horizon: number): Float64Array {
  return Float64Array.from(
    { length: horizon },
    (_, step) => history[history.length - period + (step % period)] as number,
  );
}

function drift(history: Float64Array, horizon: number): Float64Array {
  const last = history[history.length - 1] as number;
  const slope = (last - (history[0] as number)) / (history.length - 1);
  return Float64Array.from({ length: horizon }, (_, step) => last + slope * (step + 1));
}
