import type { TimeUs } from '@qca/base';
import type { Depth, Instrument } from '@qca/market';
import type { UnifiedBook } from './ccxtTypes.ts';
import { floatToSteps } from './exact.ts';

/** Why a book cannot be believed. */
export type BookFault = 'crossed' | 'off-step' | 'went-back';

/**
 * Turns successive states of a venue's book into an unbroken chain of updates of its best levels.
 *
 * The first state, and the first after `drop`, is told whole. A state that is crossed, has a price or size that is no
 * whole step, or is older than the last is not told: `fault` says why, and the book has to be taken anew.
 */
export class BookDiff {
  fault: BookFault | undefined;
  readonly #instrument: Instrument;
  readonly #levelsMax: number;
  #told: readonly [Map<number, number>, Map<number, number>] = [new Map(), new Map()];
  #isWhole = false;
  #lastId = 0;

  constructor(instrument: Instrument, levelsMax: number) {
    this.#instrument = instrument;
    this.#levelsMax = levelsMax;
  }

  /** Returns what changed, undefined when nothing did or the state cannot be believed. */
  take(book: UnifiedBook, venueTimeUs: TimeUs, timeUs: TimeUs): Depth | undefined {
    this.fault = undefined;
    const id = book.nonce ?? this.#lastId + 1;
    if (this.#isWhole && id < this.#lastId) return this.#refuse('went-back');
    const bids = this.#side(book.bids);
    const asks = this.#side(book.asks);
    if (bids === undefined || asks === undefined) return this.#refuse('off-step');
    const bestBid = bids.keys().next().value ?? 0;
    const bestAsk = asks.keys().next().value ?? Number.POSITIVE_INFINITY;
    if (bestBid >= bestAsk) return this.#refuse('crossed');
    const changes: [number, number, number][] = [];
    for (const side of [0, 1] as const) {
      const now = side === 0 ? bids : asks;
      const before = this.#isWhole ? this.#told[side] : new Map<number, number>();
      for (const ticks of before.keys()) if (!now.has(ticks)) changes.push([side, ticks, 0]);
      for (const [ticks, lots] of now) if (before.get(ticks) !== lots) changes.push([side, ticks, lots]);
    }
    const snapshot = !this.#isWhole;
    if (changes.length === 0 && !snapshot) return undefined;
    const event: Depth = {
      kind: 'depth',
      instrument: this.#instrument.index,
      venueTimeUs,
      timeUs,
      snapshot,
      firstUpdateId: snapshot ? id : this.#lastId + 1,
      lastUpdateId: id,
      previousUpdateId: snapshot ? -1 : this.#lastId,
      count: changes.length,
      sides: Uint8Array.from(changes, ([side]) => side),
      priceTicks: Float64Array.from(changes, ([, ticks]) => ticks),
      quantityLots: Float64Array.from(changes, ([, , lots]) => lots),
    };
    this.#told = [bids, asks];
    this.#isWhole = true;
    this.#lastId = id;
    return event;
  }

  /** Forgets the book, and returns an event that breaks it for whoever follows: no prices until it is whole again. */
  drop(timeUs: TimeUs): Depth | undefined {
    if (!this.#isWhole) return undefined;
    this.#isWhole = false;
    this.#told = [new Map(), new Map()];
    const brokenId = this.#lastId + 2;
    return {
      kind: 'depth',
      instrument: this.#instrument.index,
      venueTimeUs: timeUs,
      timeUs,
      snapshot: false,
      firstUpdateId: brokenId,
      lastUpdateId: brokenId,
      previousUpdateId: brokenId - 1,
      count: 0,
      sides: new Uint8Array(0),
      priceTicks: new Float64Array(0),
      quantityLots: new Float64Array(0),
    };
  }

  #refuse(fault: BookFault): undefined {
    this.fault = fault;
    return undefined;
  }

  #side(levels: UnifiedBook['bids']): Map<number, number> | undefined {
    const { tickSize, lotSize } = this.#instrument;
    const side = new Map<number, number>();
    const count = Math.min(levels.length, this.#levelsMax);
    for (let index = 0; index < count; index += 1) {
      const [price, amount] = levels[index] as readonly [number, number];
      const ticks = floatToSteps(price, tickSize);
      const lots = floatToSteps(amount, lotSize);
      if (ticks === undefined || lots === undefined || ticks < 1) return undefined;
      if (lots > 0) side.set(ticks, lots);
    }
    return side;
  }
}
