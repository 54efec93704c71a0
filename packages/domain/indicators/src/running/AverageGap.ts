import type { Running } from '../Running.ts';

/** A fast less a slow average. */
export class AverageGap implements Running {
  readonly #fast: Running;
  readonly #slow: Running;
  /** The slow average of the value given last. */
  slow = Number.NaN;

  constructor(fast: Running, slow: Running) {
    this.#fast = fast;
    this.#slow = slow;
  }

  next(value: number): number {
    const fast = this.#fast.next(value);
    this.slow = this.#slow.next(value);
    return fast - this.slow;
  }
}
