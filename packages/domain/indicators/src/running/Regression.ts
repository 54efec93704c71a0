/** The straight line through the last `length` values by least squares; the oldest lies at 0, the newest at length − 1. */
export class Regression {
  readonly #ring: Float64Array;
  #place = 0;
  #count = 0;
  slope = Number.NaN;
  /** Where the line is at the oldest value. */
  intercept = Number.NaN;

  constructor(length: number) {
    this.#ring = new Float64Array(length);
  }

  /** Takes a value; returns whether there is a line. */
  push(value: number): boolean {
    const ring = this.#ring;
    const length = ring.length;
    ring[this.#place] = value;
    this.#place = this.#place + 1 === length ? 0 : this.#place + 1;
    if (this.#count < length) this.#count += 1;
    if (this.#count < length) return false;
    // Summed up anew for each value, about the newest: nothing cancels and nothing piles up.
    const middle = (length - 1) / 2;
    let sum = 0;
    let product = 0;
    for (let i = 0, place = this.#place; i < length; i += 1) {
      const distance = ring[place]! - value;
      sum += distance;
      product += (i - middle) * distance;
      place = place + 1 === length ? 0 : place + 1;
    }
    this.slope = (12 * product) / (length * (length * length - 1));
    this.intercept = value + sum / length - this.slope * middle;
    return true;
  }
}
