import type { BarValues } from '../Indicator.ts';
import type { RunningBar } from '../Running.ts';
import { isNaught } from './isNaught.ts';
import { RollingMoments } from './RollingMoments.ts';

/** The slope of the returns of the low on those of the high. */
export class RollingBeta implements RunningBar {
  readonly #window: RollingMoments;
  #high = Number.NaN;
  #low = Number.NaN;

  constructor(length: number) {
    this.#window = new RollingMoments(length);
  }

  next({ high, low }: BarValues): number {
    const x = returnFrom(this.#high, high);
    const y = returnFrom(this.#low, low);
    this.#high = high;
    this.#low = low;
    if (Number.isNaN(x) || !this.#window.push(x, y)) return Number.NaN;
    const variance = this.#window.varianceX;
    return variance === 0 ? 0 : this.#window.covariance / variance;
  }
}

/** Returns NaN without a value before, and 0 where that was 0. */
function returnFrom(before: number, now: number): number {
  return isNaught(before) ? 0 : (now - before) / before;
}
