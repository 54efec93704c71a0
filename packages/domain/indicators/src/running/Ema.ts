import type { Running } from '../Running.ts';

/** The exponential mean with weight 2 ÷ (period + 1), which begins as the simple mean of the first `period` values. */
export class Ema implements Running {
  readonly #period: number;
  readonly #weight: number;
  #skipped: number;
  #count = 0;
  #value = 0;

  /** `skipped` values at the beginning are left out, so that a short mean begins together with a long one. */
  constructor(period: number, skipped = 0) {
    this.#period = period;
    this.#weight = 2 / (period + 1);
    this.#skipped = skipped;
  }

  next(value: number): number {
    if (this.#count >= this.#period) {
      this.#value += this.#weight * (value - this.#value);
      return this.#value;
    }
    if (this.#skipped > 0) {
      this.#skipped -= 1;
      return Number.NaN;
    }
    this.#value += value;
    this.#count += 1;
    if (this.#count < this.#period) return Number.NaN;
    this.#value /= this.#period;
    return this.#value;
  }
}
