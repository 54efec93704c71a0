import type { BarValues } from '../Indicator.ts';
import type { RunningBar } from '../Running.ts';
import { RollingSum } from './RollingSum.ts';
import { typicalPrice } from './typicalPrice.ts';

/** Typical prices of the last `length` bars, weighted by volume. */
export class RollingVwap implements RunningBar {
  readonly #length: number;
  readonly #worth: RollingSum;
  readonly #volume: RollingSum;
  readonly #prices: RollingSum;

  constructor(length: number) {
    this.#length = length;
    this.#worth = new RollingSum(length);
    this.#volume = new RollingSum(length);
    this.#prices = new RollingSum(length);
  }

  next(bar: BarValues): number {
    const price = typicalPrice(bar);
    const worth = this.#worth.next(price * bar.volume);
    const volume = this.#volume.next(bar.volume);
    const prices = this.#prices.next(price);
    return volume > 0 ? worth / volume : prices / this.#length;
  }
}
