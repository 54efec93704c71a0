import type { Running } from '../Running.ts';

/**
 * The mean and the variance of the last `length` values, as a population.
 *
 * Sums are of distances from a value in the window, which is set, and all summed up, anew each time round: sums of
 * squares of large numbers near each other would cancel.
 */
export class RollingVariance implements Running {
  readonly #ring: Float64Array;
  #place = 0;
  #count = 0;
  #anchor = 0;
  #sum = 0;
  #squares = 0;

  constructor(length: number) {
    this.#ring = new Float64Array(length);
  }

  next(value: number): number {
    const ring = this.#ring;
    if (this.#count === 0) this.#anchor = value;
    const distance = value - this.#anchor;
    this.#sum += distance;
    this.#squares += distance * distance;
    if (this.#count === ring.length) {
      const leaving = ring[this.#place]! - this.#anchor;
      this.#sum -= leaving;
      this.#squares -= leaving * leaving;
    } else this.#count += 1;
    ring[this.#place] = value;
    this.#place += 1;
    if (this.#place === ring.length) this.#addUp(value);
    if (this.#count < ring.length) return Number.NaN;
    const mean = this.#sum / ring.length;
    const variance = this.#squares / ring.length - mean * mean;
    return Math.max(variance, 0);
  }

  get mean(): number {
    return this.#anchor + this.#sum / this.#ring.length;
  }

  #addUp(anchor: number): void {
    this.#place = 0;
    this.#anchor = anchor;
    this.#sum = 0;
    this.#squares = 0;
    for (let i = 0; i < this.#ring.length; i += 1) {
      const distance = this.#ring[i]! - anchor;
      this.#sum += distance;
      this.#squares += distance * distance;
    }
  }
}
