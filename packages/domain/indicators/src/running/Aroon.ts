import type { BarValues, Indicator } from '../Indicator.ts';
import { notWarm } from '../Running.ts';
import { RollingMax } from './RollingMax.ts';
import { RollingMin } from './RollingMin.ts';

/** How lately the extremes of a window of period + 1 bars were: 100 for now, 0 for the oldest bar. */
export class Aroon implements Indicator {
  readonly #period: number;
  readonly #highest: RollingMax;
  readonly #lowest: RollingMin;

  constructor(period: number) {
    this.#period = period;
    this.#highest = new RollingMax(period + 1);
    this.#lowest = new RollingMin(period + 1);
  }

  next({ high, low }: BarValues, out: Float64Array): boolean {
    this.#lowest.next(low);
    if (Number.isNaN(this.#highest.next(high))) return notWarm(out);
    out[0] = (100 * (this.#period - this.#lowest.age)) / this.#period;
    out[1] = (100 * (this.#period - this.#highest.age)) / this.#period;
    return true;
  }
}
