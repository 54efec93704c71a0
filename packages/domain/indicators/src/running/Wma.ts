import type { Running } from '../Running.ts';

/** The mean of the last `period` values, the newest weighing `period`, the oldest 1. */
export class Wma implements Running {
  readonly #ring: Float64Array;
  readonly #weights: number;
  #place = 0;
  #count = 0;
  #sum = 0;
  #weighted = 0;

  constructor(period: number) {
    this.#ring = new Float64Array(period);
    this.#weights = (period * (period + 1)) / 2;
  }

  next(value: number): number {
    const ring = this.#ring;
    const period = ring.length;
    if (this.#count < period) this.#count += 1;
    else this.#weighted -= this.#sum;
    this.#weighted += this.#count * value;
    this.#sum += value - ring[this.#place]!;
    ring[this.#place] = value;
    this.#place += 1;
    if (this.#place === period) this.#addUp();
    return this.#count === period ? this.#weighted / this.#weights : Number.NaN;
  }

  /** Anew each time round, so that rounding does not pile up. The ring is then in order of time. */
  #addUp(): void {
    this.#place = 0;
    this.#sum = 0;
    this.#weighted = 0;
    for (let i = 0; i < this.#ring.length; i += 1) {
      this.#sum += this.#ring[i]!;
      this.#weighted += (i + 1) * this.#ring[i]!;
    }
  }
}
