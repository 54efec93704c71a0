import type { BarValues } from '../Indicator.ts';
import type { RunningBar } from '../Running.ts';

/** Returns the true range: the bar's range, stretched to the close before. Source: Wilder 1978. */
export function trueRange({ high, low }: BarValues, closeBefore: number): number {
  return Math.max(high - low, Math.abs(high - closeBefore), Math.abs(low - closeBefore));
}

/** The true range of each bar from the second on. */
export class TrueRange implements RunningBar {
  #close = Number.NaN;

  next(bar: BarValues): number {
    const range = trueRange(bar, this.#close);
    this.#close = bar.close;
    return range;
  }
}
