import type { BarValues, Indicator } from '../Indicator.ts';
import { notWarm } from '../Running.ts';
import { Atr } from './Atr.ts';
import { Ema } from './Ema.ts';
import { typicalPrice } from './typicalPrice.ts';

/** An average price with average true ranges above and below. */
export class KeltnerChannel implements Indicator {
  readonly #average: Ema;
  readonly #range: Atr;
  readonly #multiple: number;

  constructor(period: number, rangePeriod: number, multiple: number) {
    // Both begin on the same bar, as TA-Lib has it.
    const skipped = rangePeriod - (period - 1);
    this.#average = new Ema(period, Math.max(skipped, 0));
    this.#range = new Atr(rangePeriod, Math.max(-skipped, 0));
    this.#multiple = multiple;
  }

  next(bar: BarValues, out: Float64Array): boolean {
    const middle = this.#average.next(typicalPrice(bar));
    const width = this.#range.next(bar) * this.#multiple;
    if (Number.isNaN(middle) || Number.isNaN(width)) return notWarm(out);
    out[0] = middle + width;
    out[1] = middle;
    out[2] = middle - width;
    return true;
  }
}
