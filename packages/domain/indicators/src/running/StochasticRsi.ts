import type { BarValues, Indicator } from '../Indicator.ts';
import { notWarm } from '../Running.ts';
import { GainLoss } from './GainLoss.ts';
import { isNaught } from './isNaught.ts';
import { Stochastic } from './Stochastic.ts';

/** Steps of the index below it are no steps. */
const ROUNDING = 1e-10;

/** The fast stochastic of the relative strength index. */
export class StochasticRsi implements Indicator {
  readonly #averages: GainLoss;
  readonly #stochastic: Stochastic;
  #rsi = Number.NaN;

  constructor(period: number, window: number, d: number) {
    this.#averages = new GainLoss(period);
    this.#stochastic = new Stochastic(window, 1, d);
  }

  next({ close }: BarValues, out: Float64Array): boolean {
    if (!this.#averages.push(close)) return notWarm(out);
    const { gain, loss } = this.#averages;
    const rsi = isNaught(gain + loss) ? 0 : 100 * (gain / (gain + loss));
    // Where the close stands still the index does too, but for rounding, which would count as the whole range.
    if (!(Math.abs(rsi - this.#rsi) < ROUNDING)) this.#rsi = rsi;
    return this.#stochastic.push(this.#rsi, this.#rsi, this.#rsi, out);
  }
}
