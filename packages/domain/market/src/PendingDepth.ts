import type { Depth } from './events.ts';

/** About a minute of updates at the fastest pace venues publish (every 50 to 100 ms): snapshots arrive in a second or two. */
export const UPDATES_PENDING_MAX = 1024;

/** Copies of the latest book updates, kept until the snapshot comes that they belong on. */
export class PendingDepth {
  #updates: Depth[] = [];

  /** Keeps a copy; beyond the bound the oldest goes. */
  add(depth: Depth): void {
    if (this.#updates.length >= UPDATES_PENDING_MAX) this.#updates.shift();
    const { count } = depth;
    this.#updates.push({
      ...depth,
      sides: depth.sides.slice(0, count),
      priceTicks: depth.priceTicks.slice(0, count),
      quantityLots: depth.quantityLots.slice(0, count),
    });
  }

  /** Returns what was kept, oldest first, and keeps nothing any more. */
  takeAll(): readonly Depth[] {
    const updates = this.#updates;
    this.#updates = [];
    return updates;
  }
}
