/**
 * The sum of the last `length` values.
 *
 * Each time round it adds up anew, so that rounding does not pile up over a long series.
 */
export class RollingSum {
  readonly #ring: Float64Array;
  #place = 0;
  #count = 0;
  #sum = 0;

  constructor(length: number) {
    this.#ring = new Float64Array(length);
  }

  /** Takes a value and returns the sum, which is of fewer values until `isFull`. */
  push(value: number): number {
    const ring = this.#ring;
    this.#sum += value - ring[this.#place]!;
    ring[this.#place] = value;
    this.#place += 1;
    if (this.#count < ring.length) this.#count += 1;
    if (this.#place === ring.length) {
      this.#place = 0;
      let sum = 0;
      for (let i = 0; i < ring.length; i += 1) sum += ring[i]!;
      this.#sum = sum;
    }
    return this.#sum;
  }

  get isFull(): boolean {
    return this.#count === this.#ring.length;
  }
}
