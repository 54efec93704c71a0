import type { Depth } from '@qca/market';
import type { BookSide } from './BookSide.ts';

/** Writes what changed in a book since it was last written, as updates with unbroken ids. Reuses one event. */
export class DepthWriter {
  readonly event: Depth;
  readonly #bids: BookSide;
  readonly #asks: BookSide;
  /** The book as written last. */
  #bestBid: number;
  #bestAsk: number;
  readonly #bidLots: Float64Array;
  readonly #askLots: Float64Array;

  /** Begins with a snapshot whose id is 1. */
  constructor(instrument: number, bids: BookSide, asks: BookSide) {
    const levels = bids.lots.length;
    this.#bids = bids;
    this.#asks = asks;
    this.#bestBid = bids.best;
    this.#bestAsk = asks.best;
    this.#bidLots = bids.lots.slice();
    this.#askLots = asks.lots.slice();
    this.event = {
      kind: 'depth',
      instrument,
      venueTimeUs: 0,
      timeUs: 0,
      snapshot: true,
      firstUpdateId: 1,
      lastUpdateId: 1,
      previousUpdateId: -1,
      count: 0,
      // Every old level may go and every new one come.
      sides: new Uint8Array(4 * levels),
      priceTicks: new Float64Array(4 * levels),
      quantityLots: new Float64Array(4 * levels),
    };
    for (let level = 0; level < levels; level += 1) {
      this.#add(0, bids.best - level, bids.lots[level]!);
      this.#add(1, asks.best + level, asks.lots[level]!);
    }
  }

  /** Turns the event into the update from the book as last written to the book as it is. */
  write(): void {
    const { event } = this;
    event.snapshot = false;
    event.previousUpdateId = event.lastUpdateId;
    event.lastUpdateId += 1;
    event.firstUpdateId = event.lastUpdateId;
    event.count = 0;
    // What is gone goes first: a reader who applies line by line then never sees the sides cross.
    this.#remove(0, this.#bids, this.#bestBid);
    this.#remove(1, this.#asks, this.#bestAsk);
    this.#change(0, this.#bids, this.#bestBid, this.#bidLots);
    this.#change(1, this.#asks, this.#bestAsk, this.#askLots);
    this.#bestBid = this.#bids.best;
    this.#bestAsk = this.#asks.best;
    this.#bidLots.set(this.#bids.lots);
    this.#askLots.set(this.#asks.lots);
  }

  #remove(code: number, side: BookSide, bestBefore: number): void {
    const levels = side.lots.length;
    const offset = (bestBefore - side.best) * side.direction;
    for (let level = 0; level < levels; level += 1) {
      const now = level + offset;
      if (now < 0 || now >= levels) this.#add(code, bestBefore + side.direction * level, 0);
    }
  }

  #change(code: number, side: BookSide, bestBefore: number, lotsBefore: Float64Array): void {
    const levels = side.lots.length;
    const offset = (side.best - bestBefore) * side.direction;
    for (let level = 0; level < levels; level += 1) {
      const before = level + offset;
      const lots = side.lots[level]!;
      const isNew = before < 0 || before >= levels;
      if (isNew || lotsBefore[before] !== lots) this.#add(code, side.best + side.direction * level, lots);
    }
  }

  #add(code: number, ticks: number, lots: number): void {
    const { event } = this;
    event.sides[event.count] = code;
    event.priceTicks[event.count] = ticks;
    event.quantityLots[event.count] = lots;
    event.count += 1;
  }
}
