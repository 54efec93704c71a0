import type { Running } from '../Running.ts';

/**
 * The highest of the last `length` values, and how long ago it was.
 *
 * Keeps, in a ring, only values that may still become the highest: each falls, and each is newer than the one before.
 */
export class RollingMax implements Running {
  readonly #length: number;
  readonly #values: Float64Array;
  readonly #indices: Float64Array;
  #head = 0;
  #size = 0;
  #index = -1;

  constructor(length: number) {
    this.#length = length;
    this.#values = new Float64Array(length);
    this.#indices = new Float64Array(length);
  }

  next(value: number): number {
    const length = this.#length;
    this.#index += 1;
    if (this.#size > 0 && this.#indices[this.#head]! <= this.#index - length) {
      this.#head = this.#head + 1 === length ? 0 : this.#head + 1;
      this.#size -= 1;
    }
    while (this.#size > 0 && this.#values[this.#placeOf(this.#size - 1)]! <= value) this.#size -= 1;
    const place = this.#placeOf(this.#size);
    this.#values[place] = value;
    this.#indices[place] = this.#index;
    this.#size += 1;
    return this.#index + 1 < length ? Number.NaN : this.#values[this.#head]!;
  }

  /** Values since the highest; of equal ones the newest counts. */
  get age(): number {
    return this.#index - this.#indices[this.#head]!;
  }

  #placeOf(position: number): number {
    const place = this.#head + position;
    return place >= this.#length ? place - this.#length : place;
  }
}
