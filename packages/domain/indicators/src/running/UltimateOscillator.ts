import type { BarValues } from '../Indicator.ts';
import type { RunningBar } from '../Running.ts';
import { isNaught } from './isNaught.ts';
import { RollingSum } from './RollingSum.ts';
import { trueRange } from './TrueRange.ts';

/** Buying pressure as a share of the true range over three windows, the shortest weighing most. */
export class UltimateOscillator implements RunningBar {
  readonly #windows: readonly { weight: number; pressure: RollingSum; range: RollingSum }[];
  #close = Number.NaN;

  constructor(lengths: readonly [number, number, number]) {
    this.#windows = [...lengths]
      .sort((a, b) => a - b)
      .map((length, i) => ({
        weight: [4, 2, 1][i]!,
        pressure: new RollingSum(length),
        range: new RollingSum(length),
      }));
  }

  next(bar: BarValues): number {
    const before = this.#close;
    this.#close = bar.close;
    if (Number.isNaN(before)) return before;
    const pressure = bar.close - Math.min(bar.low, before);
    const range = trueRange(bar, before);
    let sum = 0;
    for (const window of this.#windows) {
      const bought = window.pressure.next(pressure);
      const moved = window.range.next(range);
      if (!isNaught(moved)) sum += (window.weight * bought) / moved;
    }
    return (100 * sum) / 7;
  }
}
