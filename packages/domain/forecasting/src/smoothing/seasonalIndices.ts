/**
 * Moving average over one season, centred; with an even season the ends count half.
 *
 * Shape: [period], shorter than `series` by twice half a season; entry 0 belongs to period floor(season / 2).
 */
export function centredAverage(series: Float64Array, period: number): Float64Array {
  const half = Math.floor(period / 2);
  const even = period % 2 === 0;
  return Float64Array.from({ length: Math.max(0, series.length - 2 * half) }, (_, index) => {
    let sum = 0;
    for (let at = index; at <= index + 2 * half; at += 1) {
      const edge = even && (at === index || at === index + 2 * half);
      sum += (edge ? 0.5 : 1) * (series[at] as number);
    }
    return sum / period;
  });
}

/**
 * Mean distance of each place in the season from the centred moving average: a factor with mean 1 where `multiplicative`, else a
 * difference with mean 0.
 *
 * Shape: series [period], at least two seasons; the answer [place], place 0 is that of the first value.
 * Source: classical decomposition, as in `seasonal_decompose` of statsmodels.
 */
export function seasonalIndices(series: Float64Array, period: number, multiplicative: boolean): Float64Array {
  const half = Math.floor(period / 2);
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  for (const [index, middle] of centredAverage(series, period).entries()) {
    const value = series[index + half] as number;
    const place = (index + half) % period;
    sums[place] = (sums[place] as number) + (multiplicative ? value / middle : value - middle);
    counts[place] = (counts[place] as number) + 1;
  }
  const indices = sums.map((sum, place) => sum / (counts[place] as number));
  const mean = indices.reduce((sum, value) => sum + value, 0) / period;
  return indices.map((value) => (multiplicative ? value / mean : value - mean));
}
