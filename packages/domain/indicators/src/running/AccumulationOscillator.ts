import type { BarValues } from '../Indicator.ts';
import type { RunningBar } from '../Running.ts';
import { AccumulationDistribution } from './AccumulationDistribution.ts';

/** Fast less slow exponential average of accumulation; both begin with its first value. */
export class AccumulationOscillator implements RunningBar {
  readonly #line = new AccumulationDistribution();
  readonly #weights: readonly [number, number];
  readonly #skipped: number;
  #bars = 0;
  #fast = 0;
  #slow = 0;

  constructor(fast: number, slow: number) {
    this.#weights = [2 / (fast + 1), 2 / (slow + 1)];
    this.#skipped = Math.max(fast, slow) - 1;
  }

  next(bar: BarValues): number {
    const value = this.#line.next(bar);
    if (this.#bars === 0) {
      this.#fast = value;
      this.#slow = value;
    } else {
      this.#fast += this.#weights[0] * (value - this.#fast);
      this.#slow += this.#weights[1] * (value - this.#slow);
    }
    this.#bars += 1;
    return this.#bars <= this.#skipped ? Number.NaN : this.#fast - this.#slow;
  }
}
