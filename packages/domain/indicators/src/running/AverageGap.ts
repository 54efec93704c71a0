import type { Running } from '../Running.ts';
import { Ema } from './Ema.ts';
import { Sma } from './Sma.ts';

/** A fast less a slow average. Exponential ones begin on the same bar, as TA-Lib has it. */
export class AverageGap implements Running {
  readonly #fast: Running;
  readonly #slow: Running;
  /** The slow average of the value given last. */
  slow = Number.NaN;

  constructor(fast: number, slow: number, isExponential: boolean) {
    this.#fast = isExponential ? new Ema(fast, slow - fast) : new Sma(fast);
    this.#slow = isExponential ? new Ema(slow) : new Sma(slow);
  }

  next(value: number): number {
    const fast = this.#fast.next(value);
    this.slow = this.#slow.next(value);
    return fast - this.slow;
  }
}
