import type { BarValues } from '../Indicator.ts';
import type { RunningBar } from '../Running.ts';

/** Volume added up with the sign of the move of the close. */
export class OnBalanceVolume implements RunningBar {
  #close = Number.NEGATIVE_INFINITY;
  #sum = 0;

  next({ close, volume }: BarValues): number {
    if (close > this.#close) this.#sum += volume;
    else if (close < this.#close) this.#sum -= volume;
    this.#close = close;
    return this.#sum;
  }
}
