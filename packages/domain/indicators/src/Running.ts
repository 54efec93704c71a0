import type { BarField, BarValues, Indicator } from './Indicator.ts';

/** A running figure over one series: returns NaN until it is warm. */
export interface Running {
  next(value: number): number;
}

/** Runs a figure over one field of the bars. */
export class RunningIndicator implements Indicator {
  readonly #running: Running;
  readonly #field: BarField;

  constructor(running: Running, field: BarField = 'close') {
    this.#running = running;
    this.#field = field;
  }

  next(bar: BarValues, out: Float64Array): boolean {
    const value = this.#running.next(bar[this.#field]);
    out[0] = value;
    return !Number.isNaN(value);
  }
}
