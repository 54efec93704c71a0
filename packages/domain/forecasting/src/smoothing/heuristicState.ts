import { leastSquares } from '@qca/numerics';
import type { SmoothingForm, SmoothingState } from './SmoothingForm.ts';
import { centredAverage, seasonalIndices } from './seasonalIndices.ts';

/** Values that the first line is drawn through. */
const LINE_VALUES = 10;
const CYCLES_MAX = 5;

/** Fewest values a smoothing is fitted to: ten after the season is taken out, and two seasons. */
export function smoothingLengthMin({ seasonal, period }: SmoothingForm): number {
  if (seasonal === 'none') return LINE_VALUES;
  return Math.max(2 * period, LINE_VALUES + 2 * Math.floor(period / 2));
}

/**
 * Returns a first guess of where the components stand before the first value.
 *
 * Seasons are the mean distance from a centred moving average over the first seasons; level and trend are a line through the first
 * ten values (of the moving average, when there are seasons). Shape: series [period], at least `smoothingLengthMin`.
 *
 * Source: Hyndman, Koehler, Ord and Snyder (2008), 2.6.1.
 */
export function heuristicState(form: SmoothingForm, series: Float64Array): SmoothingState {
  if (form.seasonal === 'none') return { ...line(form, series), seasons: new Float64Array() };
  const { period } = form;
  const least = smoothingLengthMin(form);
  const cycles = Math.max(
    Math.min(CYCLES_MAX, Math.floor(series.length / period)),
    Math.ceil(least / period),
  );
  const first = series.subarray(0, Math.min(series.length, cycles * period));
  const seasons = seasonalIndices(first, period, form.seasonal === 'multiplicative');
  return { ...line(form, centredAverage(first, period)), seasons };
}

function line(form: SmoothingForm, values: Float64Array): { readonly level: number; readonly trend: number } {
  const first = values.subarray(0, LINE_VALUES);
  const rows = Array.from(first, (_, index) => Float64Array.of(1, index + 1));
  const [level, trend] = leastSquares(rows, first) as unknown as readonly [number, number];
  return { level, trend: form.trend ? trend : 0 };
}
