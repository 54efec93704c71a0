import type { BarValues } from '../Indicator.ts';
import type { RunningBar } from '../Running.ts';

/** Volume added up: all of it where the close is the high, less all of it where it is the low. */
export class AccumulationDistribution implements RunningBar {
  #sum = 0;

  next({ high, low, close, volume }: BarValues): number {
    const range = high - low;
    if (range > 0) this.#sum += ((close - low - (high - close)) / range) * volume;
    return this.#sum;
  }
}
