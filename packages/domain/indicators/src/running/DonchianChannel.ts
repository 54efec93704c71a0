import type { BarValues, Indicator } from '../Indicator.ts';
import { notWarm } from '../Running.ts';
import { RollingMax } from './RollingMax.ts';
import { RollingMin } from './RollingMin.ts';

/** Highest high and lowest low of the window. */
export class DonchianChannel implements Indicator {
  readonly #highest: RollingMax;
  readonly #lowest: RollingMin;
  upper = Number.NaN;
  lower = Number.NaN;

  constructor(length: number) {
    this.#highest = new RollingMax(length);
    this.#lowest = new RollingMin(length);
  }

  /** Takes a bar; returns whether the window is full. */
  push(high: number, low: number): boolean {
    this.upper = this.#highest.next(high);
    this.lower = this.#lowest.next(low);
    return !Number.isNaN(this.upper);
  }

  next({ high, low }: BarValues, out: Float64Array): boolean {
    if (!this.push(high, low)) return notWarm(out);
    out[0] = this.upper;
    out[1] = (this.upper + this.lower) / 2;
    out[2] = this.lower;
    return true;
  }
}
