import type { BarField, BarValues, Indicator } from './Indicator.ts';

/** A running figure over one series: returns NaN until it is warm. */
export interface Running {
  next(value: number): number;
}

/** A running figure over bars: returns NaN until it is warm. */
export interface RunningBar {
  next(bar: BarValues): number;
}

/** Runs a figure over one field of the bars. */
export class FieldIndicator implements Indicator {
  readonly running: Running;
  readonly #field: BarField;

  constructor(running: Running, field: BarField) {
    this.running = running;
    this.#field = field;
  }

  next(bar: BarValues, out: Float64Array): boolean {
    const value = this.running.next(bar[this.#field]);
    out[0] = value;
    return !Number.isNaN(value);
  }
}

/** Runs a figure over whole bars. */
export class BarIndicator implements Indicator {
  readonly running: RunningBar;

  constructor(running: RunningBar) {
    this.running = running;
  }

  next(bar: BarValues, out: Float64Array): boolean {
    const value = this.running.next(bar);
    out[0] = value;
    return !Number.isNaN(value);
  }
}

/** Says in `out` that there is no value yet. */
export function notWarm(out: Float64Array): false {
  out.fill(Number.NaN);
  return false;
}
