import type { BookRecords } from './BookRecords.ts';
import type { BookSide } from './LevelBook.ts';
import { TickLadder } from './TickLadder.ts';

/** The price levels of both sides in order, each a queue of orders, oldest first. Level 0 means "none". */
export class LevelQueues {
  readonly #records: BookRecords;
  readonly #bids = new TickLadder();
  readonly #asks = new TickLadder();

  constructor(records: BookRecords) {
    this.#records = records;
  }

  /** Returns how many levels `side` has. */
  count(side: BookSide): number {
    return this.#ladder(side).size;
  }

  /** Returns the level at a price. */
  at(side: BookSide, ticks: number): number {
    return this.#ladder(side).get(ticks);
  }

  /** Returns the next worse price of `side`, 0 when there is none. */
  nextTicks(side: BookSide, ticks: number): number {
    return side === 0 ? this.#bids.below(ticks) : this.#asks.above(ticks);
  }

  /** Puts an order at the end of the queue at `ticks`. */
  append(order: number, side: BookSide, ticks: number, shown: number, hidden: number): void {
    const held = this.#ladder(side).get(ticks);
    const level = held === 0 ? this.#open(side, ticks) : held;
    this.#records.append(order, side, level, shown, hidden);
  }

  /** Takes an order out of its queue, with the lots it still has, and the level with its last order. */
  remove(order: number): void {
    const level = this.#records.levelOf(order);
    if (this.#records.remove(order, level)) this.#close(level);
  }

  #ladder(side: BookSide): TickLadder {
    return side === 0 ? this.#bids : this.#asks;
  }

  #open(side: BookSide, ticks: number): number {
    const records = this.#records;
    const level = records.take();
    records.makeLevel(level, side, ticks);
    this.#ladder(side).put(ticks, level);
    const best = records.bestOf(side);
    const bestTicks = records.ticksOf(best);
    if (best === 0 || (side === 0 ? ticks > bestTicks : ticks < bestTicks)) records.setBest(side, level);
    return level;
  }

  #close(level: number): void {
    const records = this.#records;
    const side = records.sideOf(level);
    const ticks = records.ticksOf(level);
    const ladder = this.#ladder(side);
    if (records.bestOf(side) === level) records.setBest(side, ladder.get(this.nextTicks(side, ticks)));
    ladder.delete(ticks);
    records.free(level);
  }
}
