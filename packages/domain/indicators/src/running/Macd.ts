import type { BarValues, Indicator } from '../Indicator.ts';
import { notWarm } from '../Running.ts';
import { AverageGap } from './AverageGap.ts';
import { Ema } from './Ema.ts';

/** The gap between two exponential averages, its own average, and the distance between them. */
export class Macd implements Indicator {
  readonly #gap: AverageGap;
  readonly #signal: Ema;

  constructor(fast: number, slow: number, signal: number) {
    // Both averages begin on the same bar, as TA-Lib has it.
    this.#gap = new AverageGap(new Ema(fast, slow - fast), new Ema(slow));
    this.#signal = new Ema(signal);
  }

  next({ close }: BarValues, out: Float64Array): boolean {
    const gap = this.#gap.next(close);
    if (Number.isNaN(gap)) return notWarm(out);
    const signal = this.#signal.next(gap);
    if (Number.isNaN(signal)) return notWarm(out);
    out[0] = gap;
    out[1] = signal;
    out[2] = gap - signal;
    return true;
  }
}
