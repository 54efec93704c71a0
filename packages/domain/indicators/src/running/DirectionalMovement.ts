import type { BarValues } from '../Indicator.ts';
import { isNaught } from './isNaught.ts';
import { trueRange } from './TrueRange.ts';

/** Wilder's directional movement: sums over the period that forget a period's share with each bar. */
export class DirectionalMovement {
  readonly #period: number;
  #bars = 0;
  #high = 0;
  #low = 0;
  #close = 0;
  #up = 0;
  #down = 0;
  #range = 0;
  plus = Number.NaN;
  minus = Number.NaN;
  /** The gap between plus and minus in percent of their sum; NaN without movement. */
  index = Number.NaN;

  constructor(period: number) {
    this.#period = period;
  }

  /** Takes a bar; returns whether there are values. */
  push(bar: BarValues): boolean {
    const { high, low, close } = bar;
    const up = high - this.#high;
    const down = this.#low - low;
    const range = trueRange(bar, this.#close);
    this.#high = high;
    this.#low = low;
    this.#close = close;
    this.#bars += 1;
    if (this.#bars === 1) return false;
    if (this.#bars > this.#period) {
      this.#up -= this.#up / this.#period;
      this.#down -= this.#down / this.#period;
      this.#range -= this.#range / this.#period;
    }
    this.#range += range;
    if (down > 0 && up < down) this.#down += down;
    else if (up > 0 && up > down) this.#up += up;
    if (this.#bars <= this.#period) return false;
    this.#answer();
    return true;
  }

  #answer(): void {
    const isStill = isNaught(this.#range);
    this.plus = isStill ? 0 : (100 * this.#up) / this.#range;
    this.minus = isStill ? 0 : (100 * this.#down) / this.#range;
    const sum = this.plus + this.minus;
    this.index = isNaught(sum) ? Number.NaN : (100 * Math.abs(this.plus - this.minus)) / sum;
  }
}
