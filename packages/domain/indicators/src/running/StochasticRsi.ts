import type { BarValues, Indicator } from '../Indicator.ts';
import { notWarm } from '../Running.ts';
import { GainLoss } from './GainLoss.ts';
import { isNaught } from './isNaught.ts';
import { Stochastic } from './Stochastic.ts';

/** The fast stochastic of the relative strength index. */
export class StochasticRsi implements Indicator {
  readonly #averages: GainLoss;
  readonly #stochastic: Stochastic;

  constructor(period: number, window: number, d: number) {
    this.#averages = new GainLoss(period);
    this.#stochastic = new Stochastic(window, 1, d);
  }

  next({ close }: BarValues, out: Float64Array): boolean {
    if (!this.#averages.push(close)) return notWarm(out);
    const { gain, loss } = this.#averages;
    const rsi = isNaught(gain + loss) ? 0 : (100 * gain) / (gain + loss);
    return this.#stochastic.push(rsi, rsi, rsi, out);
  }
}
