import type { Running } from '../Running.ts';

/** The sum of the last `length` values, added up anew each time round, so that rounding does not pile up. */
export class RollingSum implements Running {
  readonly #ring: Float64Array;
  #place = 0;
  #isFull = false;
  #sum = 0;

  constructor(length: number) {
    this.#ring = new Float64Array(length);
  }

  next(value: number): number {
    const ring = this.#ring;
    this.#sum += value - ring[this.#place]!;
    ring[this.#place] = value;
    this.#place += 1;
    if (this.#place === ring.length) this.#addUp();
    return this.#isFull ? this.#sum : Number.NaN;
  }

  #addUp(): void {
    this.#place = 0;
    this.#isFull = true;
    this.#sum = 0;
    for (let i = 0; i < this.#ring.length; i += 1) this.#sum += this.#ring[i]!;
  }
}
