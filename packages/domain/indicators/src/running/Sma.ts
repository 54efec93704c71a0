import type { Running } from '../Running.ts';
import { RollingSum } from './RollingSum.ts';

/** The mean of the last `period` values. */
export class Sma implements Running {
  readonly #period: number;
  readonly #sum: RollingSum;

  constructor(period: number) {
    this.#period = period;
    this.#sum = new RollingSum(period);
  }

  next(value: number): number {
    const sum = this.#sum.push(value);
    return this.#sum.isFull ? sum / this.#period : Number.NaN;
  }
}
