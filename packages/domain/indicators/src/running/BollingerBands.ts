import type { BarValues, Indicator } from '../Indicator.ts';
import { notWarm } from '../Running.ts';
import { RollingVariance } from './RollingVariance.ts';

/** The mean of the closes, and multiples of their deviation above and below. */
export class BollingerBands implements Indicator {
  readonly #window: RollingVariance;
  readonly #up: number;
  readonly #down: number;

  constructor(period: number, up: number, down: number) {
    this.#window = new RollingVariance(period);
    this.#up = up;
    this.#down = down;
  }

  next({ close }: BarValues, out: Float64Array): boolean {
    const variance = this.#window.next(close);
    if (Number.isNaN(variance)) return notWarm(out);
    const deviation = Math.sqrt(variance);
    const middle = this.#window.mean;
    out[0] = middle + this.#up * deviation;
    out[1] = middle;
    out[2] = middle - this.#down * deviation;
    return true;
  }
}
