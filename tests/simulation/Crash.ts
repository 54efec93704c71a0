import type { Random } from '@qca/base';
import type { Exchange, ExchangeAction, Journal, JournalBlock } from '@qca/ports';

/** Thrown where the simulated process dies. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Dies at a seeded moment: between any two steps, before or after a block is stored, before, between or after sends. */
export class CrashPoint {
  readonly #random: Random;
  readonly #probability: number;
  #left: number;

  constructor(random: Random, crashesMax: number, probability: number) {
    this.#random = random;
    this.#left = crashesMax;
    this.#probability = probability;
  }

  maybe(where: string): void {
    if (this.#left === 0 || !this.#random.nextBoolean(this.#probability)) return;
    this.#left -= 1;
    throw new Crash(where);
  }
}

/** The venue as one process sees it: the venue lives on when the process dies. */
export function crashingExchange(exchange: Exchange, point: CrashPoint): Exchange {
  return {
    send(actions: readonly ExchangeAction[], timeUs: number): void {
      for (const action of actions) {
        point.maybe('before an action was sent');
        void exchange.send([action], timeUs);
      }
      point.maybe('after the actions were sent');
    },
    peekTimeUs: (untilUs) => exchange.peekTimeUs(untilUs),
    take: () => {
      point.maybe('between two steps');
      const input = exchange.take();
      point.maybe('after an input was taken, before it was journaled');
      return input;
    },
    ended: () => exchange.ended?.() ?? false,
    close: () => {},
  };
}

/** A journal that is durable before actions leave, and may die around a write. */
export function crashingJournal(journal: Journal, point: CrashPoint): Journal {
  return {
    writeAhead: true,
    head: () => journal.head(),
    append(block: JournalBlock): void {
      point.maybe('before a block was stored');
      void journal.append(block);
      point.maybe('after a block was stored');
    },
    blocks: (from) => journal.blocks(from),
    close: () => {},
  };
}
