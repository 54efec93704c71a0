/** Returns simple means of a column, by the same operations in the same order as `Sma`, so to the bit the same. */
export function smaColumn(column: Float64Array, period: number): Float64Array {
  const means = new Float64Array(column.length).fill(Number.NaN);
  let sum = 0;
  let untilAnew = period;
  for (let i = 0; i < column.length; i += 1) {
    sum += column[i]! - (i < period ? 0 : column[i - period]!);
    untilAnew -= 1;
    if (untilAnew === 0) {
      untilAnew = period;
      sum = 0;
      for (let j = i - period + 1; j <= i; j += 1) sum += column[j]!;
    }
    if (i >= period - 1) means[i] = sum / period;
  }
  return means;
}
