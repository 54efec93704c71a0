const LENGTH_FIRST = 4096;

/** A column of doubles that grows while a file is read. */
export class NumberColumn {
  length = 0;
  #values = new Float64Array(LENGTH_FIRST);

  push(value: number): void {
    if (this.length === this.#values.length) {
      const longer = new Float64Array(this.length * 2);
      longer.set(this.#values);
      this.#values = longer;
    }
    this.#values[this.length] = value;
    this.length += 1;
  }

  at(index: number): number {
    return this.#values[index] as number;
  }

  /** The values so far; a view, not a copy. */
  values(): Float64Array {
    return this.#values.subarray(0, this.length);
  }
}
