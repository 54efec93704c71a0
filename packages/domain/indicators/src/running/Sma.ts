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
    return this.#sum.next(value) / this.#period;
  }
}
