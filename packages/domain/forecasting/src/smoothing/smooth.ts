import type { SmoothingForm, SmoothingState, SmoothingWeights } from './SmoothingForm.ts';

/**
 * Runs an exponential smoothing over a series, writes what it expected for each period into `fitted`, and returns where it ends.
 *
 * With l the level, b the trend, s the season and d the damping, the value y moves them so:
 * l' = weight (y − s) + (1 − weight)(l + d b), b' = weight (l' − l) + (1 − weight) d b, s' = weight (y − l − d b) + (1 − weight) s;
 * a multiplicative season divides and multiplies where an additive one is taken away and added.
 *
 * Shape: series and fitted [period]. The seasons of the answer start with the one of the next period.
 * Source: Holt (1957), Winters (1960), Gardner and McKenzie (1985), in the form of Hyndman and Athanasopoulos, "Forecasting", chapter 8.
 */
export function smooth(
  form: SmoothingForm,
  weights: SmoothingWeights,
  start: SmoothingState,
  series: Float64Array,
  fitted: Float64Array,
): SmoothingState {
  const { level: alpha, trend: beta, season: gamma, damping } = weights;
  const multiplicative = form.seasonal === 'multiplicative';
  const seasons = form.seasonal === 'none' ? new Float64Array(1) : start.seasons.slice();
  let { level, trend } = start;
  let place = 0;
  for (let period = 0; period < series.length; period += 1) {
    const value = series[period] as number;
    const season = seasons[place] as number;
    const carried = damping * trend;
    const base = level + carried;
    fitted[period] = multiplicative ? base * season : base + season;
    const next = alpha * (multiplicative ? value / season : value - season) + (1 - alpha) * base;
    trend = beta * (next - level) + (1 - beta) * carried;
    level = next;
    seasons[place] = gamma * (multiplicative ? value / base : value - base) + (1 - gamma) * season;
    place = place + 1 === seasons.length ? 0 : place + 1;
  }
  if (form.seasonal === 'none') return { level, trend, seasons: new Float64Array() };
  const ordered = seasons.map((_, index) => seasons[(place + index) % seasons.length] as number);
  return { level, trend, seasons: ordered };
}

/** Forecasts `horizon` periods from where a smoothing ended. Shape: [step], step 0 is the next period. */
export function extrapolate(
  form: SmoothingForm,
  damping: number,
  { level, trend, seasons }: SmoothingState,
  horizon: number,
): Float64Array {
  let factor = 1;
  let base = level;
  return Float64Array.from({ length: horizon }, (_, step) => {
    factor *= damping;
    base += factor * trend;
    if (form.seasonal === 'none') return base;
    const season = seasons[step % seasons.length] as number;
    return form.seasonal === 'multiplicative' ? base * season : base + season;
  });
}
