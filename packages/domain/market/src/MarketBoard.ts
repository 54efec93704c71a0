import type { TimeUs } from '@qca/base';
import { ASK, BID, type LevelBook } from '@qca/book';
import { RATIO_DECIMALS, toFloat } from '@qca/units';
import type { Bar, Depth, MarketEvent, Quote, Trade } from './events.ts';
import type { Instrument } from './instrument.ts';
import { SequencedBook } from './SequencedBook.ts';

/**
 * What was last heard of every instrument. The one place that turns market events into prices.
 *
 * The touch (best bid and ask) comes from quotes and depth, whichever was heard later; where both carry the venue's
 * update ids, the higher id is the later one. Instruments of which neither was ever heard get the last price minus and
 * plus half their assumed spread, rounded outward to whole ticks, of unlimited size.
 *
 * Book updates before the first snapshot, behind a break in the id chain, or already part of the snapshot are not
 * applied and do not count as heard; `SequencedBook` keeps those that the next snapshot may need. Funding says nothing about what the instrument trades at and changes nothing here.
 */
export class MarketBoard {
  readonly #bidTicks: Float64Array;
  readonly #askTicks: Float64Array;
  readonly #bidLots: Float64Array;
  readonly #askLots: Float64Array;
  readonly #lastTicks: Float64Array;
  readonly #lastHeardUs: Float64Array;
  readonly #halfSpread: Float64Array;
  readonly #tickSize: Float64Array;
  /** 1 where a quote or depth was heard, 1 where a trade or bar was. Shape: [instrument]. */
  readonly #hasTouch: Uint8Array;
  readonly #hasTraded: Uint8Array;
  /** Update id of the last quote, 0 without. Shape: [instrument]. */
  readonly #quoteId: Float64Array;
  readonly #books: (SequencedBook | undefined)[];
  #barsHeard = 0;

  constructor(instruments: readonly Instrument[]) {
    const count = instruments.length;
    this.#bidTicks = new Float64Array(count);
    this.#askTicks = new Float64Array(count);
    this.#bidLots = new Float64Array(count);
    this.#askLots = new Float64Array(count);
    this.#lastTicks = new Float64Array(count);
    this.#lastHeardUs = new Float64Array(count);
    this.#halfSpread = Float64Array.from(
      instruments,
      (each) => toFloat(each.assumedSpread, RATIO_DECIMALS) / 2,
    );
    this.#tickSize = Float64Array.from(instruments, (each) => each.tickSize);
    this.#hasTouch = new Uint8Array(count);
    this.#hasTraded = new Uint8Array(count);
    this.#quoteId = new Float64Array(count);
    this.#books = instruments.map(() => undefined);
  }

  /** Takes in one event. Allocates nothing, but for an instrument's book at its first depth, and copies of updates while that book waits for a snapshot. */
  apply(event: MarketEvent): void {
    switch (event.kind) {
      case 'bar':
        this.#applyBar(event);
        break;
      case 'trade':
        this.#applyTrade(event);
        break;
      case 'quote':
        this.#applyQuote(event);
        break;
      case 'depth':
        this.#applyDepth(event);
        break;
      case 'funding':
        break;
    }
  }

  /** Best bid in ticks; 0 before anything was heard, or where the book has no bid. */
  bidTicks(instrument: number): number {
    return this.#bidTicks[instrument]!;
  }

  /** Best ask in ticks; 0 before anything was heard, or where the book has no ask. */
  askTicks(instrument: number): number {
    return this.#askTicks[instrument]!;
  }

  /** Size at the best bid in lots; +Infinity where the data does not say, 0 where there is no bid. */
  bidLots(instrument: number): number {
    return this.#bidLots[instrument]!;
  }

  /** Size at the best ask in lots; +Infinity where the data does not say, 0 where there is no ask. */
  askLots(instrument: number): number {
    return this.#askLots[instrument]!;
  }

  /** Last traded or closing price; the mid of quotes (maybe half a tick) where no trade was ever heard; 0 before anything. */
  lastTicks(instrument: number): number {
    return this.#lastTicks[instrument]!;
  }

  /** When the instrument was last heard of; 0 before. */
  lastHeardUs(instrument: number): TimeUs {
    return this.#lastHeardUs[instrument]!;
  }

  /**
   * What a holding is valued at: the mid of a heard touch (a multiple of half a tick), the last price where no
   * touch was heard or a side is empty; 0 before anything.
   */
  markTicks(instrument: number): number {
    const bid = this.#bidTicks[instrument]!;
    const ask = this.#askTicks[instrument]!;
    const hasMid = this.#hasTouch[instrument] === 1 && bid > 0 && ask > 0;
    return hasMid ? (bid + ask) / 2 : this.#lastTicks[instrument]!;
  }

  /** The mark in whole quote units per whole unit of base, as an estimate; 0 before anything was heard. */
  priceOf(instrument: number): number {
    return this.markTicks(instrument) * this.#tickSize[instrument]!;
  }

  /** The rebuilt book; undefined without depth data, before the first snapshot and while the book is broken. */
  depth(instrument: number): LevelBook | undefined {
    return this.#books[instrument]?.book;
  }

  /** Whether book updates went missing and no snapshot came since. */
  broken(instrument: number): boolean {
    return this.#books[instrument]?.isBroken ?? false;
  }

  /** Bars heard of all instruments together. */
  get barsHeard(): number {
    return this.#barsHeard;
  }

  #applyBar(bar: Bar): void {
    this.#barsHeard += 1;
    this.#setLast(bar.instrument, bar.closeTicks, bar.timeUs);
  }

  #applyTrade(trade: Trade): void {
    this.#setLast(trade.instrument, trade.priceTicks, trade.timeUs);
  }

  #setLast(instrument: number, ticks: number, timeUs: TimeUs): void {
    this.#lastTicks[instrument] = ticks;
    this.#lastHeardUs[instrument] = timeUs;
    this.#hasTraded[instrument] = 1;
    if (this.#hasTouch[instrument] === 1) return;
    const half = ticks * this.#halfSpread[instrument]!;
    // A bid of 0 would say that there is none: the lowest price a venue knows is one tick.
    this.#bidTicks[instrument] = Math.max(1, Math.floor(ticks - half));
    this.#askTicks[instrument] = Math.ceil(ticks + half);
    this.#bidLots[instrument] = Number.POSITIVE_INFINITY;
    this.#askLots[instrument] = Number.POSITIVE_INFINITY;
  }

  #applyQuote(quote: Quote): void {
    const instrument = quote.instrument;
    this.#lastHeardUs[instrument] = quote.timeUs;
    this.#quoteId[instrument] = quote.updateId;
    const depth = this.#books[instrument];
    const isOlderThanBook = quote.updateId > 0 && depth?.book !== undefined && quote.updateId < depth.lastId;
    if (isOlderThanBook) return;
    this.#setTouch(instrument, quote.bidTicks, quote.bidLots, quote.askTicks, quote.askLots);
  }

  #applyDepth(depth: Depth): void {
    const instrument = depth.instrument;
    const sequenced = this.#bookOf(instrument);
    const isApplied = sequenced.apply(depth);
    const book = sequenced.book;
    if (!isApplied || book === undefined) return;
    this.#lastHeardUs[instrument] = depth.timeUs;
    const isOlderThanQuote = sequenced.lastId > 0 && sequenced.lastId < this.#quoteId[instrument]!;
    if (isOlderThanQuote) return;
    this.#setTouch(
      instrument,
      book.bestTicks(BID),
      book.bestLots(BID),
      book.bestTicks(ASK),
      book.bestLots(ASK),
    );
  }

  #bookOf(instrument: number): SequencedBook {
    const book = this.#books[instrument] ?? new SequencedBook();
    this.#books[instrument] = book;
    return book;
  }

  #setTouch(instrument: number, bidTicks: number, bidLots: number, askTicks: number, askLots: number): void {
    this.#hasTouch[instrument] = 1;
    this.#bidTicks[instrument] = bidTicks;
    this.#bidLots[instrument] = bidLots;
    this.#askTicks[instrument] = askTicks;
    this.#askLots[instrument] = askLots;
    const hasMid = bidTicks > 0 && askTicks > 0;
    if (hasMid && this.#hasTraded[instrument] === 0) this.#lastTicks[instrument] = (bidTicks + askTicks) / 2;
  }
}
