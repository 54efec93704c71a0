import type { Running } from '../Running.ts';

/** Wilder's average: the simple mean of the first `period` values, then ((period − 1) × average + value) ÷ period. */
export class WilderAverage implements Running {
  readonly #period: number;
  #count = 0;
  #value = 0;

  constructor(period: number) {
    this.#period = period;
  }

  next(value: number): number {
    const period = this.#period;
    if (this.#count >= period) {
      this.#value = (this.#value * (period - 1) + value) / period;
      return this.#value;
    }
    this.#value += value;
    this.#count += 1;
    if (this.#count < period) return Number.NaN;
    this.#value /= period;
    return this.#value;
  }
}
