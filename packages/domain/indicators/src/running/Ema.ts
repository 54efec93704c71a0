import type { Running } from '../Running.ts';

/** The exponential mean with weight 2 / (period + 1), which begins as the simple mean of the first `period` values. */
export class Ema implements Running {
  readonly #period: number;
  readonly #weight: number;
  #count = 0;
  #value = 0;

  constructor(period: number, weight = 2 / (period + 1)) {
    this.#period = period;
    this.#weight = weight;
  }

  next(value: number): number {
    if (this.#count >= this.#period) {
      this.#value += this.#weight * (value - this.#value);
      return this.#value;
    }
    this.#value += value;
    this.#count += 1;
    if (this.#count < this.#period) return Number.NaN;
    this.#value /= this.#period;
    return this.#value;
  }
}
