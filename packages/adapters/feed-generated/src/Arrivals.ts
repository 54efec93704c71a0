import { type Random, SECOND } from '@qca/base';
import type { GeneratedFlow } from './GeneratedMarket.ts';

/**
 * When things happen on one instrument: renewals of its book at random, and trades that excite each other.
 *
 * Trades are a Hawkes process with intensity μ + Σ n·β·e^(−β·age) over past trades, drawn by thinning.
 * Source: Hawkes, Biometrika 58 (1971); Ogata, IEEE Transactions on Information Theory 27 (1981).
 */
export class Arrivals {
  readonly #random: Random;
  readonly #updatesPerSecond: number;
  readonly #tradesPerSecond: number;
  /** β per second, and n·β: what a trade adds to the intensity. */
  readonly #decay: number;
  readonly #jump: number;
  #excited = 0;
  /** Whether what `next` returned is a trade; a renewal otherwise. */
  isTrade = false;

  /** Without renewals there are trades only. */
  constructor(flow: GeneratedFlow, random: Random, renews: boolean) {
    this.#random = random;
    this.#updatesPerSecond = renews ? flow.updatesPerSecond : 0;
    this.#tradesPerSecond = flow.tradesPerSecond;
    this.#decay = (Math.LN2 * SECOND) / flow.excitedHalfLifeUs;
    this.#jump = flow.branching * this.#decay;
  }

  /** Returns microseconds until the next arrival, at least 1, when rates are `activity` times the usual. */
  next(activity: number): number {
    const updates = this.#updatesPerSecond * activity;
    const trades = this.#tradesPerSecond * activity;
    let seconds = 0;
    for (;;) {
      // Excitement only falls until the next trade, so the intensity now is a bound.
      const bound = updates + trades + this.#excited;
      const wait = this.#random.nextExponential(1 / bound);
      seconds += wait;
      this.#excited *= Math.exp(-this.#decay * wait);
      const mark = this.#random.nextFloat() * bound;
      if (mark < updates) {
        this.isTrade = false;
        break;
      }
      if (mark < updates + trades + this.#excited) {
        this.isTrade = true;
        this.#excited += this.#jump;
        break;
      }
    }
    return Math.max(1, Math.round(seconds * SECOND));
  }
}
