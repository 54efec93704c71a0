import { assert } from '@qca/base';

/** What one forecast cost: 0 for a perfect one. */
export type Loss = (actual: number, forecast: number) => number;

export const squaredLoss: Loss = (actual, forecast) => (actual - forecast) ** 2;

export const absoluteLoss: Loss = (actual, forecast) => Math.abs(actual - forecast);

/**
 * Quasi-likelihood loss of a variance forecast: ratio − log ratio − 1, with ratio = realised / forecast.
 *
 * It punishes a forecast that is too low more than one too high, and ranks forecasts rightly even when the realised variance is only a noisy
 * proxy. 0 for a perfect forecast; infinite when the realised variance is 0. Source: Patton (2011), less the part no forecast can change.
 */
export const quasiLikelihoodLoss: Loss = (realised, forecast) => {
  const ratio = realised / forecast;
  return ratio - Math.log(ratio) - 1;
};

/** The same loss with all its parts, log forecast + realised / forecast: finite for a realised variance of 0. Source: Patton (2011). */
export const gaussianLoss: Loss = (realised, forecast) => Math.log(forecast) + realised / forecast;

/** Loss of a forecast of the quantile `level`. Source: Koenker and Bassett (1978). */
export function pinballLoss(level: number): Loss {
  return (actual, forecast) =>
    actual >= forecast ? level * (actual - forecast) : (1 - level) * (forecast - actual);
}

/** Loss of each period. Shape: both arrays, and the answer, [period]. */
export function lossesOf(loss: Loss, actual: Float64Array, forecast: Float64Array): Float64Array {
  assert(actual.length === forecast.length, 'lossesOf: lengths differ');
  return actual.map((value, period) => loss(value, forecast[period] as number));
}

export function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Mean absolute error over that of the naive forecast within `history`, each value by the one a season before.
 *
 * Below 1 the forecast is better than the naive one was on what came before. NaN when the history does not change from season to season.
 * Source: Hyndman and Koehler (2006).
 */
export function scaledError(
  actual: Float64Array,
  forecast: Float64Array,
  { history, period }: { readonly history: Float64Array; readonly period: number },
): number {
  assert(history.length > period, 'scaledError: the history is shorter than a season');
  const naive = meanOf(
    history.subarray(period).map((value, at) => Math.abs(value - (history[at] as number))),
  );
  return naive > 0 ? meanOf(lossesOf(absoluteLoss, actual, forecast)) / naive : Number.NaN;
}

/**
 * Winkler's score of an interval: its width, and what a value outside missed it by times 2 / (1 − coverage). Smaller is better.
 *
 * Source: Winkler (1972); Gneiting and Raftery (2007).
 */
export function intervalScore(
  actual: number,
  { lower, upper }: { readonly lower: number; readonly upper: number },
  coverage: number,
): number {
  const missed = Math.max(lower - actual, actual - upper, 0);
  return upper - lower + (2 / (1 - coverage)) * missed;
}
