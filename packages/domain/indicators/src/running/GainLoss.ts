import { WilderAverage } from './WilderAverage.ts';

/** Wilder's averages of what was gained and what was lost from value to value; both are zero or above. */
export class GainLoss {
  readonly #gain: WilderAverage;
  readonly #loss: WilderAverage;
  #before = Number.NaN;
  gain = Number.NaN;
  loss = Number.NaN;

  constructor(period: number) {
    this.#gain = new WilderAverage(period);
    this.#loss = new WilderAverage(period);
  }

  /** Takes a value; returns whether there are averages. */
  push(value: number): boolean {
    const change = value - this.#before;
    this.#before = value;
    if (Number.isNaN(change)) return false;
    this.gain = this.#gain.next(Math.max(change, 0));
    this.loss = this.#loss.next(Math.max(-change, 0));
    return !Number.isNaN(this.gain);
  }
}
