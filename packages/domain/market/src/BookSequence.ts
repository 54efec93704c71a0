import type { Depth } from './events.ts';

/**
 * Follows one book's update ids and says which updates may be applied.
 *
 * Nothing before a snapshot; nothing the snapshot already holds; then an unbroken chain, in which each update names
 * the id it follows (Binance USD-M: `pu`) or starts no later than right behind the last (Binance spot: `U` ≤ last + 1 ≤ `u`).
 * After a break, nothing until a newer snapshot. Updates of venues without ids (all 0) are taken as they come.
 *
 * Source: Binance, "How to manage a local order book correctly", spot and USD-M futures.
 */
export class BookSequence {
  #state: 'empty' | 'fresh' | 'following' | 'broken' = 'empty';
  #lastId = 0;

  /** Whether the book is complete up to `lastId`. */
  get isLive(): boolean {
    return this.#state === 'fresh' || this.#state === 'following';
  }

  get isBroken(): boolean {
    return this.#state === 'broken';
  }

  /** The venue's number for the state of the book; 0 before a snapshot and for venues without numbers. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Returns whether to apply this update or snapshot, and moves on with it. */
  admit(depth: Pick<Depth, 'snapshot' | 'firstUpdateId' | 'lastUpdateId' | 'previousUpdateId'>): boolean {
    return depth.snapshot ? this.#admitSnapshot(depth.lastUpdateId) : this.#admitUpdate(depth);
  }

  #admitSnapshot(id: number): boolean {
    // A snapshot asked for earlier can arrive behind the updates it lacks; taking it would turn the book back.
    if (this.isLive && id !== 0 && id < this.#lastId) return false;
    this.#state = 'fresh';
    this.#lastId = id;
    return true;
  }

  #admitUpdate(depth: Pick<Depth, 'firstUpdateId' | 'lastUpdateId' | 'previousUpdateId'>): boolean {
    if (!this.isLive) return false;
    if (depth.lastUpdateId === 0) return true;
    if (depth.lastUpdateId <= this.#lastId) return false;
    if (!this.#follows(depth)) {
      this.#state = 'broken';
      return false;
    }
    this.#state = 'following';
    this.#lastId = depth.lastUpdateId;
    return true;
  }

  #follows(depth: Pick<Depth, 'firstUpdateId' | 'previousUpdateId'>): boolean {
    if (depth.previousUpdateId < 0) return depth.firstUpdateId <= this.#lastId + 1;
    // The first update may begin before the snapshot; from then on each names exactly the one before.
    return this.#state === 'fresh'
      ? depth.previousUpdateId <= this.#lastId
      : depth.previousUpdateId === this.#lastId;
  }
}
