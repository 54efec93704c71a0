import { Bug } from '@qca/base';
import { TICKS_MAX, TickLadder } from './TickLadder.ts';

/** 0 is the bid side, 1 the ask side. */
export type BookSide = 0 | 1;
export const BID = 0;
export const ASK = 1;

/** What a venue says about levels: the new absolute sizes of some, or of all when `snapshot`. */
export interface DepthUpdate {
  readonly snapshot: boolean;
  /** How many entries of the three arrays hold. */
  readonly count: number;
  /** Shape: [level], 0 bid, 1 ask. */
  readonly sides: Uint8Array;
  /** Shape: [level], whole ticks from 1 to 2^31 − 1. */
  readonly priceTicks: Float64Array;
  /** Shape: [level], whole lots, absolute; 0 removes the level. */
  readonly quantityLots: Float64Array;
}

/** Levels kept a side. Venues show a few thousand; beyond this the levels farthest from the touch are dropped. */
const LEVELS_MAX = 65_536;

/**
 * A book of absolute level sizes, rebuilt from a venue's updates.
 *
 * Prices may lie anywhere between 1 and 2^31 − 1 ticks and jump at will: each change costs the same few steps.
 * Memory is bounded by `levelsMax` a side (default 65,536): beyond it the level farthest from the touch is
 * dropped and counted in `levelsDropped`. A crossed book is kept as told: `isCrossed` says so, and judging is the caller's.
 *
 * Rejects: crashes on a price outside the range or a size that is not a number from 0 up, which the door should have refused.
 */
export class LevelBook {
  readonly #bids: LevelSide;
  readonly #asks: LevelSide;

  constructor(levelsMax: number = LEVELS_MAX) {
    this.#bids = new LevelSide(true, levelsMax);
    this.#asks = new LevelSide(false, levelsMax);
  }

  apply(depth: DepthUpdate): void {
    if (depth.snapshot) this.clear();
    const { count, sides, priceTicks, quantityLots } = depth;
    for (let i = 0; i < count; i += 1) {
      const side = sides[i] === 0 ? this.#bids : this.#asks;
      side.set(priceTicks[i]!, quantityLots[i]!);
    }
  }

  /** Makes the level's size `lots`; 0 removes it. */
  set(side: BookSide, ticks: number, lots: number): void {
    this.#side(side).set(ticks, lots);
  }

  /** Returns the best price of `side`, 0 when it is empty. */
  bestTicks(side: BookSide): number {
    return this.#side(side).bestTicks;
  }

  /** Returns the size at the best price of `side`, 0 when it is empty. */
  bestLots(side: BookSide): number {
    return this.#side(side).bestLots();
  }

  /** Returns how many levels `side` has. */
  levels(side: BookSide): number {
    return this.#side(side).levels;
  }

  /** Returns the price of the `n`-th level from the touch (0 is the best), 0 beyond the last. Walking in order costs one step each. */
  levelTicks(side: BookSide, n: number): number {
    return this.#side(side).levelTicks(n);
  }

  /** Returns the size of the `n`-th level from the touch, 0 beyond the last. */
  levelLots(side: BookSide, n: number): number {
    return this.#side(side).lotsAt(this.#side(side).levelTicks(n));
  }

  /** Returns the next price of `side` that is worse than `ticks`, 0 when there is none. */
  nextTicks(side: BookSide, ticks: number): number {
    return this.#side(side).nextTicks(ticks);
  }

  /** Returns the size at `ticks`, 0 where there is no level. */
  lotsAt(side: BookSide, ticks: number): number {
    return this.#side(side).lotsAt(ticks);
  }

  /** Whether the best bid is at or above the best ask. */
  isCrossed(): boolean {
    return this.#asks.bestTicks !== 0 && this.#bids.bestTicks >= this.#asks.bestTicks;
  }

  /** How many levels were let go, since the start or the last `clear`, because a side was full. */
  levelsDropped(side: BookSide): number {
    return this.#side(side).dropped;
  }

  clear(): void {
    this.#bids.clear();
    this.#asks.clear();
  }

  #side(side: BookSide): LevelSide {
    return side === 0 ? this.#bids : this.#asks;
  }
}

const SLOTS_AT_START = 1024;

/** One side's levels: a ladder from price to slot, and the size in each slot. */
class LevelSide {
  bestTicks = 0;
  dropped = 0;
  readonly #isBid: boolean;
  readonly #levelsMax: number;
  readonly #ladder = new TickLadder();
  #lots = new Float64Array(SLOTS_AT_START);
  #slotCount = 1; // slot 0 means "no level"
  #freed: number[] = [];
  // Where the last walk by position stopped, so that walking in order costs one step a level.
  #walkIndex = -1;
  #walkTicks = 0;

  constructor(isBid: boolean, levelsMax: number) {
    this.#isBid = isBid;
    this.#levelsMax = levelsMax;
  }

  get levels(): number {
    return this.#ladder.size;
  }

  set(ticks: number, lots: number): void {
    if ((ticks | 0) !== ticks || ticks < 1 || !(lots >= 0)) refuse(ticks, lots);
    const slot = this.#ladder.get(ticks);
    if (slot !== 0) {
      if (lots > 0) this.#lots[slot] = lots;
      else this.#remove(ticks, slot);
    } else if (lots > 0) {
      this.#add(ticks, lots);
    }
  }

  lotsAt(ticks: number): number {
    return this.#lots[this.#ladder.get(ticks)]!;
  }

  bestLots(): number {
    return this.bestTicks === 0 ? 0 : this.lotsAt(this.bestTicks);
  }

  nextTicks(ticks: number): number {
    return this.#isBid ? this.#ladder.below(ticks) : this.#ladder.above(ticks);
  }

  levelTicks(n: number): number {
    if (n < 0 || n >= this.#ladder.size) return 0;
    if (this.#walkIndex < 0 || n < this.#walkIndex) {
      this.#walkIndex = 0;
      this.#walkTicks = this.bestTicks;
    }
    while (this.#walkIndex < n) {
      this.#walkTicks = this.nextTicks(this.#walkTicks);
      this.#walkIndex += 1;
    }
    return this.#walkTicks;
  }

  clear(): void {
    this.#ladder.clear();
    this.#slotCount = 1;
    this.#freed.length = 0;
    this.bestTicks = 0;
    this.dropped = 0;
    this.#walkIndex = -1;
  }

  #isBetter(ticks: number, than: number): boolean {
    return this.#isBid ? ticks > than : ticks < than;
  }

  #add(ticks: number, lots: number): void {
    if (this.#ladder.size >= this.#levelsMax) {
      this.dropped += 1;
      const farthest = this.#isBid ? this.#ladder.first() : this.#ladder.last();
      if (!this.#isBetter(ticks, farthest)) return;
      this.#remove(farthest, this.#ladder.get(farthest));
    }
    const slot = this.#freed.pop() ?? this.#newSlot();
    this.#lots[slot] = lots;
    this.#ladder.put(ticks, slot);
    if (this.bestTicks === 0 || this.#isBetter(ticks, this.bestTicks)) this.bestTicks = ticks;
    this.#walkIndex = -1;
  }

  #remove(ticks: number, slot: number): void {
    if (ticks === this.bestTicks) this.bestTicks = this.nextTicks(ticks);
    this.#ladder.delete(ticks);
    this.#freed.push(slot);
    this.#walkIndex = -1;
  }

  #newSlot(): number {
    const slot = this.#slotCount;
    this.#slotCount += 1;
    if (slot >= this.#lots.length) {
      const larger = new Float64Array(this.#lots.length * 2);
      larger.set(this.#lots);
      this.#lots = larger;
    }
    return slot;
  }
}

function refuse(ticks: number, lots: number): never {
  throw new Bug(
    `a level of ${lots} lots at ${ticks} ticks: prices go from 1 to ${TICKS_MAX}, sizes from 0 up`,
  );
}
