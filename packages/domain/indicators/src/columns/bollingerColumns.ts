/** Returns what `BollingerBands` answers, by the same operations, so to the bit. Shape: [upper, middle, lower][bar]. */
export function bollingerColumns(
  column: Float64Array,
  { period, up, down }: { readonly period: number; readonly up: number; readonly down: number },
): Float64Array[] {
  const [upper, middle, lower] = [0, 1, 2].map(() => new Float64Array(column.length).fill(Number.NaN)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let anchor = column[0] ?? 0;
  let sum = 0;
  let squares = 0;
  let untilAnew = period;
  for (let i = 0; i < column.length; i += 1) {
    const distance = column[i]! - anchor;
    sum += distance;
    squares += distance * distance;
    if (i >= period) {
      const leaving = column[i - period]! - anchor;
      sum -= leaving;
      squares -= leaving * leaving;
    }
    untilAnew -= 1;
    if (untilAnew === 0) {
      untilAnew = period;
      anchor = column[i]!;
      sum = 0;
      squares = 0;
      for (let j = i - period + 1; j <= i; j += 1) {
        const near = column[j]! - anchor;
        sum += near;
        squares += near * near;
      }
    }
    if (i < period - 1) continue;
    const mean = sum / period;
    const deviation = Math.sqrt(Math.max(squares / period - mean * mean, 0));
    middle[i] = anchor + mean;
    upper[i] = anchor + mean + up * deviation;
    lower[i] = anchor + mean - down * deviation;
  }
  return [upper, middle, lower];
}
