/** Returns exponential means of a column from a bar on, by the same operations as `Ema`, so to the bit the same. */
export function emaColumn(column: Float64Array, period: number, skipped = 0): Float64Array {
  const means = new Float64Array(column.length).fill(Number.NaN);
  const first = skipped + period - 1;
  if (first >= column.length) return means;
  let value = 0;
  for (let i = skipped; i <= first; i += 1) value += column[i]!;
  value /= period;
  means[first] = value;
  const weight = 2 / (period + 1);
  for (let i = first + 1; i < column.length; i += 1) {
    value += weight * (column[i]! - value);
    means[i] = value;
  }
  return means;
}
