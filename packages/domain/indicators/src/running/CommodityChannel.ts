import type { BarValues } from '../Indicator.ts';
import type { RunningBar } from '../Running.ts';
import { isNaught } from './isNaught.ts';
import { typicalPrice } from './typicalPrice.ts';

/** The typical price's distance from its mean, in 0.015 mean absolute deviations. */
export class CommodityChannel implements RunningBar {
  readonly #ring: Float64Array;
  #place = 0;
  #count = 0;

  constructor(length: number) {
    this.#ring = new Float64Array(length);
  }

  next(bar: BarValues): number {
    const ring = this.#ring;
    const length = ring.length;
    const price = typicalPrice(bar);
    ring[this.#place] = price;
    this.#place = this.#place + 1 === length ? 0 : this.#place + 1;
    if (this.#count < length) this.#count += 1;
    if (this.#count < length) return Number.NaN;
    let sum = 0;
    for (let i = 0; i < length; i += 1) sum += ring[i]!;
    const mean = sum / length;
    let deviation = 0;
    for (let i = 0; i < length; i += 1) deviation += Math.abs(ring[i]! - mean);
    const distance = price - mean;
    return isNaught(distance) || isNaught(deviation) ? 0 : distance / ((0.015 * deviation) / length);
  }
}
