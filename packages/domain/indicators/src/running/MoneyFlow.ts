import type { BarValues } from '../Indicator.ts';
import type { RunningBar } from '../Running.ts';
import { isNaught } from './isNaught.ts';
import { RollingSum } from './RollingSum.ts';
import { typicalPrice } from './typicalPrice.ts';

/** The share of rising typical prices in what was traded, in percent. */
export class MoneyFlow implements RunningBar {
  readonly #rising: RollingSum;
  readonly #falling: RollingSum;
  #before = Number.NaN;

  constructor(period: number) {
    this.#rising = new RollingSum(period);
    this.#falling = new RollingSum(period);
  }

  next(bar: BarValues): number {
    const price = typicalPrice(bar);
    const before = this.#before;
    this.#before = price;
    if (Number.isNaN(before)) return before;
    const flow = price * bar.volume;
    const rising = this.#rising.next(price > before ? flow : 0);
    const falling = this.#falling.next(price < before ? flow : 0);
    const all = rising + falling;
    return isNaught(all) ? 0 : (100 * rising) / all;
  }
}
