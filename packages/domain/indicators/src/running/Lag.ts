/** Remembers values: gives back the one from `length` values ago. */
export class Lag {
  readonly #ring: Float64Array;
  #place = 0;
  #count = 0;

  constructor(length: number) {
    this.#ring = new Float64Array(length);
  }

  /** Takes a value and returns that from `length` values before it, NaN while there is none. */
  push(value: number): number {
    const ring = this.#ring;
    const before = this.#count < ring.length ? Number.NaN : ring[this.#place]!;
    ring[this.#place] = value;
    this.#place += 1;
    if (this.#place === ring.length) this.#place = 0;
    if (this.#count < ring.length) this.#count += 1;
    return before;
  }
}
