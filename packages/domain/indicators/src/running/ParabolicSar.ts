import type { BarValues, Indicator } from '../Indicator.ts';
import { notWarm } from '../Running.ts';

/** Wilder's stop and reverse. The first bar is spent on the first extreme, as in TA-Lib and Metastock. */
export class ParabolicSar implements Indicator {
  readonly #step: number;
  readonly #max: number;
  #bars = 0;
  #isLong = true;
  #factor: number;
  #extreme = 0;
  #stop = 0;
  #high = 0;
  #low = 0;

  constructor(acceleration: number, maximum: number) {
    this.#max = maximum;
    this.#step = Math.min(acceleration, maximum);
    this.#factor = this.#step;
  }

  next({ high, low }: BarValues, out: Float64Array): boolean {
    this.#bars += 1;
    if (this.#bars === 1) {
      this.#high = high;
      this.#low = low;
      return notWarm(out);
    }
    if (this.#bars === 2) this.#begin(high, low);
    // Bounds are yesterday's and today's, of both of which the lower low or the higher high counts.
    const floor = Math.min(this.#low, low);
    const ceiling = Math.max(this.#high, high);
    this.#high = high;
    this.#low = low;
    out[0] = this.#isLong ? this.#long(high, low, floor, ceiling) : this.#short(high, low, floor, ceiling);
    return true;
  }

  #begin(high: number, low: number): void {
    const up = high - this.#high;
    const down = this.#low - low;
    this.#isLong = !(down > 0 && down > up);
    this.#extreme = this.#isLong ? high : low;
    this.#stop = this.#isLong ? this.#low : this.#high;
    this.#high = high;
    this.#low = low;
  }

  #long(high: number, low: number, floor: number, ceiling: number): number {
    if (low <= this.#stop) {
      this.#isLong = false;
      return this.#turn(low, Math.max(this.#extreme, ceiling), (stop) => Math.max(stop, ceiling));
    }
    const stop = this.#stop;
    if (high > this.#extreme) this.#extend(high);
    this.#stop = Math.min(stop + this.#factor * (this.#extreme - stop), floor);
    return stop;
  }

  #short(high: number, low: number, floor: number, ceiling: number): number {
    if (high >= this.#stop) {
      this.#isLong = true;
      return this.#turn(high, Math.min(this.#extreme, floor), (stop) => Math.min(stop, floor));
    }
    const stop = this.#stop;
    if (low < this.#extreme) this.#extend(low);
    this.#stop = Math.max(stop + this.#factor * (this.#extreme - stop), ceiling);
    return stop;
  }

  /** Stopped out: the stop of the other side begins at the extreme of this one. */
  #turn(extreme: number, stop: number, bound: (stop: number) => number): number {
    this.#factor = this.#step;
    this.#extreme = extreme;
    this.#stop = bound(stop + this.#factor * (extreme - stop));
    return stop;
  }

  #extend(extreme: number): void {
    this.#extreme = extreme;
    this.#factor = Math.min(this.#factor + this.#step, this.#max);
  }
}
