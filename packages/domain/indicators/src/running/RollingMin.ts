import type { Running } from '../Running.ts';
import { RollingMax } from './RollingMax.ts';

/** The lowest of the last `length` values, and how long ago it was. */
export class RollingMin implements Running {
  readonly #max: RollingMax;

  constructor(length: number) {
    this.#max = new RollingMax(length);
  }

  next(value: number): number {
    return -this.#max.next(-value);
  }

  /** Values since the lowest; of equal ones the newest counts. */
  get age(): number {
    return this.#max.age;
  }
}
