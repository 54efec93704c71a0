import type { BarValues, Indicator } from '../Indicator.ts';
import { notWarm } from '../Running.ts';
import { RollingMax } from './RollingMax.ts';
import { RollingMin } from './RollingMin.ts';
import { Sma } from './Sma.ts';

/** Where the close stands in the range of the window, in percent, averaged, and averaged again. */
export class Stochastic implements Indicator {
  readonly #highest: RollingMax;
  readonly #lowest: RollingMin;
  readonly #k: Sma;
  readonly #d: Sma;

  constructor(window: number, k: number, d: number) {
    this.#highest = new RollingMax(window);
    this.#lowest = new RollingMin(window);
    this.#k = new Sma(k);
    this.#d = new Sma(d);
  }

  next({ high, low, close }: BarValues, out: Float64Array): boolean {
    return this.push(high, low, close, out);
  }

  push(high: number, low: number, close: number, out: Float64Array): boolean {
    const highest = this.#highest.next(high);
    const lowest = this.#lowest.next(low);
    if (Number.isNaN(highest)) return notWarm(out);
    const range = highest - lowest;
    const k = this.#k.next(range === 0 ? 0 : (close - lowest) / (range / 100));
    if (Number.isNaN(k)) return notWarm(out);
    const d = this.#d.next(k);
    if (Number.isNaN(d)) return notWarm(out);
    out[0] = k;
    out[1] = d;
    return true;
  }
}
