import type { Running } from '../Running.ts';
import { Sma } from './Sma.ts';

/** The simple mean of simple means of half the length each, which weighs the middle most. */
export class Trima implements Running {
  readonly #first: Sma;
  readonly #second: Sma;

  constructor(period: number) {
    this.#first = new Sma(Math.floor((period + 1) / 2));
    this.#second = new Sma(Math.floor(period / 2) + 1);
  }

  next(value: number): number {
    const mean = this.#first.next(value);
    return Number.isNaN(mean) ? mean : this.#second.next(mean);
  }
}
