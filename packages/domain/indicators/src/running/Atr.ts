import type { BarValues } from '../Indicator.ts';
import type { RunningBar } from '../Running.ts';
import { TrueRange } from './TrueRange.ts';
import { WilderAverage } from './WilderAverage.ts';

/** Wilder's average of the true range. */
export class Atr implements RunningBar {
  readonly #range = new TrueRange();
  readonly #average: WilderAverage;

  constructor(period: number) {
    this.#average = new WilderAverage(period);
  }

  next(bar: BarValues): number {
    const range = this.#range.next(bar);
    return Number.isNaN(range) ? range : this.#average.next(range);
  }
}
