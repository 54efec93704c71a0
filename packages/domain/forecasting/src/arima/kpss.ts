/** 5 % point of the test of a constant level. Source: Kwiatkowski, Phillips, Schmidt and Shin (1992), table 1. */
export const KPSS_CRITICAL = 0.463;

/**
 * Statistic of the test that a series varies around a constant level; above `KPSS_CRITICAL` it wanders.
 *
 * The long-run variance uses Bartlett weights over floor(3 sqrt(n) / 13) lags, as `ndiffs` of the R package forecast does.
 * A series that does not vary gives 0. Shape: series [period]. Source: Kwiatkowski, Phillips, Schmidt and Shin (1992).
 */
export function kpss(series: Float64Array, lags = Math.floor((3 * Math.sqrt(series.length)) / 13)): number {
  const { length } = series;
  const mean = series.reduce((sum, value) => sum + value, 0) / length;
  const errors = series.map((value) => value - mean);
  let partial = 0;
  let squares = 0;
  for (const error of errors) {
    partial += error;
    squares += partial * partial;
  }
  let longRun = 0;
  for (let lag = 0; lag <= lags; lag += 1) {
    let product = 0;
    for (let at = lag; at < length; at += 1) product += (errors[at] as number) * (errors[at - lag] as number);
    longRun += (lag === 0 ? 1 : 2 * (1 - lag / (lags + 1))) * product;
  }
  return longRun > 0 ? squares / (length * longRun) : 0;
}
