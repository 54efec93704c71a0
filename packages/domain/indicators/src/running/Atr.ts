import type { BarValues } from '../Indicator.ts';
import type { RunningBar } from '../Running.ts';
import { TrueRange } from './TrueRange.ts';
import { WilderAverage } from './WilderAverage.ts';

/** Wilder's average of the true range. */
export class Atr implements RunningBar {
  readonly #range = new TrueRange();
  readonly #average: WilderAverage;
  #skipped: number;

  /** `skipped` bars at the beginning are left out, so that it begins together with something longer. */
  constructor(period: number, skipped = 0) {
    this.#skipped = skipped;
    this.#average = new WilderAverage(period);
  }

  next(bar: BarValues): number {
    const range = this.#range.next(bar);
    if (Number.isNaN(range)) return range;
    if (this.#skipped > 0) {
      this.#skipped -= 1;
      return Number.NaN;
    }
    return this.#average.next(range);
  }
}
