/** Returns average true ranges, by the same operations as `Atr`, so to the bit the same. */
export function atrColumn(
  {
    high,
    low,
    close,
  }: { readonly high: Float64Array; readonly low: Float64Array; readonly close: Float64Array },
  period: number,
): Float64Array {
  const ranges = new Float64Array(close.length).fill(Number.NaN);
  let average = 0;
  for (let i = 1; i < close.length; i += 1) {
    const [top, bottom, before] = [high[i]!, low[i]!, close[i - 1]!];
    const range = Math.max(top - bottom, Math.abs(top - before), Math.abs(bottom - before));
    if (i <= period) {
      average += range;
      if (i === period) average /= period;
    } else average = (average * (period - 1) + range) / period;
    if (i >= period) ranges[i] = average;
  }
  return ranges;
}
