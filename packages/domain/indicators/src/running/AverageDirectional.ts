import type { BarValues } from '../Indicator.ts';
import type { RunningBar } from '../Running.ts';
import { DirectionalMovement } from './DirectionalMovement.ts';

/** Wilder's average of the directional index. Bars without movement count as 0 in the first mean and not after it. */
export class AverageDirectional implements RunningBar {
  readonly #period: number;
  readonly #movement: DirectionalMovement;
  #count = 0;
  #value = 0;

  constructor(period: number) {
    this.#period = period;
    this.#movement = new DirectionalMovement(period);
  }

  next(bar: BarValues): number {
    if (!this.#movement.push(bar)) return Number.NaN;
    const index = this.#movement.index;
    const period = this.#period;
    if (this.#count < period) {
      this.#count += 1;
      if (!Number.isNaN(index)) this.#value += index;
      if (this.#count < period) return Number.NaN;
      this.#value /= period;
      return this.#value;
    }
    if (!Number.isNaN(index)) this.#value = (this.#value * (period - 1) + index) / period;
    return this.#value;
  }
}
