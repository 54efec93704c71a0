import { isNaught } from '../running/isNaught.ts';

/** Returns relative strength of a column, by the same operations as over `GainLoss`, so to the bit the same. */
export function rsiColumn(column: Float64Array, period: number): Float64Array {
  const strengths = new Float64Array(column.length).fill(Number.NaN);
  if (period >= column.length) return strengths;
  let gain = 0;
  let loss = 0;
  for (let i = 1; i <= period; i += 1) {
    const change = column[i]! - column[i - 1]!;
    if (change > 0) gain += change;
    else loss -= change;
  }
  gain /= period;
  loss /= period;
  strengths[period] = strength(gain, loss);
  for (let i = period + 1; i < column.length; i += 1) {
    const change = column[i]! - column[i - 1]!;
    gain = (gain * (period - 1) + Math.max(change, 0)) / period;
    loss = (loss * (period - 1) + Math.max(-change, 0)) / period;
    strengths[i] = strength(gain, loss);
  }
  return strengths;
}

function strength(gain: number, loss: number): number {
  return isNaught(gain + loss) ? 0 : 100 * (gain / (gain + loss));
}
