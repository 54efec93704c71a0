import type { Running } from '../Running.ts';
import { Ema } from './Ema.ts';

/** Exponential means of exponential means: `values[k]` is smoothed k + 1 times. */
export class EmaChain implements Running {
  readonly #emas: readonly Ema[];
  readonly values: Float64Array;

  constructor(period: number, times: number) {
    this.#emas = Array.from({ length: times }, () => new Ema(period));
    this.values = new Float64Array(times);
  }

  /** Returns the value smoothed most. */
  next(value: number): number {
    let smooth = value;
    for (let i = 0; i < this.#emas.length; i += 1) {
      smooth = this.#emas[i]!.next(smooth);
      if (Number.isNaN(smooth)) return smooth;
      this.values[i] = smooth;
    }
    return smooth;
  }
}
