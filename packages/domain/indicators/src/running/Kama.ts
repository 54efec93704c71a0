import type { Running } from '../Running.ts';
import { isNaught } from './isNaught.ts';
import { Lag } from './Lag.ts';
import { RollingSum } from './RollingSum.ts';

const SLOWEST = 2 / (30 + 1);
const FASTEST = 2 / (2 + 1);

/** Kaufman's adaptive mean, begun with the value before its first. */
export class Kama implements Running {
  readonly #lag: Lag;
  readonly #path: RollingSum;
  #before = Number.NaN;
  #value = Number.NaN;

  constructor(period: number) {
    this.#lag = new Lag(period);
    this.#path = new RollingSum(period);
  }

  next(value: number): number {
    const back = this.#lag.push(value);
    const before = this.#before;
    this.#before = value;
    if (Number.isNaN(before)) return Number.NaN;
    const path = this.#path.next(Math.abs(value - before));
    if (Number.isNaN(path)) return path;
    if (Number.isNaN(this.#value)) this.#value = before;
    const way = value - back;
    // Straight up, or nowhere at all, counts as wholly efficient.
    const efficiency = path <= way || isNaught(path) ? 1 : Math.abs(way / path);
    const weight = (efficiency * (FASTEST - SLOWEST) + SLOWEST) ** 2;
    this.#value += (value - this.#value) * weight;
    return this.#value;
  }
}
