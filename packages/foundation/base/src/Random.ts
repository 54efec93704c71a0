import { assert } from './assert.ts';

/**
 * A seeded stream of pseudo-random numbers: xoshiro128**, period 2^128 − 1.
 *
 * Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021); state filled from
 * the seed by splitmix32. The same seed gives the same stream in every process.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  #spare = Number.NaN;

  constructor(seed: number) {
    let state = seed >>> 0;
    // High bits of a large seed matter too: fold them in, so that seeds 2^32 apart differ.
    state = (state ^ Math.imul(Math.floor(Math.abs(seed) / 0x1_0000_0000) | 0, 0x9e37_79b9)) >>> 0;
    const next = (): number => {
      state = (state + 0x9e37_79b9) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 16), 0x85eb_ca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
      return (mixed ^ (mixed >>> 16)) >>> 0;
    };
    this.#a = next();
    this.#b = next();
    this.#c = next();
    this.#d = next() | 1; // never all zero, where the generator would stay for ever
  }

  /** Returns the next 32 bits as a whole number in [0, 2^32). */
  nextUint32(): number {
    const fives = Math.imul(this.#b, 5);
    const result = Math.imul((fives << 7) | (fives >>> 25), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** Returns a number in [0, 1) with 32 bits of randomness. */
  nextFloat(): number {
    return this.nextUint32() / 0x1_0000_0000;
  }

  /** Returns a whole number in [0, bound), for bounds up to 2^32. Bias is below bound / 2^32. */
  nextBelow(bound: number): number {
    return Math.floor(this.nextFloat() * bound);
  }

  /** Returns true with the given probability. */
  nextBoolean(probability: number): boolean {
    return this.nextFloat() < probability;
  }

  /** Returns a standard normal number by the polar method of Marsaglia (1964). */
  nextGaussian(): number {
    if (!Number.isNaN(this.#spare)) {
      const kept = this.#spare;
      this.#spare = Number.NaN;
      return kept;
    }
    let x: number;
    let y: number;
    let square: number;
    do {
      x = 2 * this.nextFloat() - 1;
      y = 2 * this.nextFloat() - 1;
      square = x * x + y * y;
    } while (square >= 1 || square === 0);
    const scale = Math.sqrt((-2 * Math.log(square)) / square);
    this.#spare = y * scale;
    return x * scale;
  }

  /** Returns an exponential number with the given mean (the wait for a Poisson event). */
  nextExponential(mean: number): number {
    return -mean * Math.log(1 - this.nextFloat());
  }

  /** Returns one item, each as likely as the next. */
  pick<T>(items: readonly T[]): T {
    assert(items.length > 0, 'pick: there is nothing to pick from');
    return items[this.nextBelow(items.length)] as T;
  }

  /** Starts an independent stream named by `label`: drawing from one never shifts another. */
  fork(label: string): Random {
    let mixed = this.nextUint32() ^ 0x811c_9dc5;
    for (let index = 0; index < label.length; index += 1) {
      mixed = Math.imul(mixed ^ label.charCodeAt(index), 0x0100_0193);
    }
    return new Random(mixed >>> 0);
  }
}
