import type { TimeUs } from '@qca/base';
import { ASK, BID, type BookSide, LevelBook } from '@qca/book';
import { type Depth, type Quote, SequencedBook, type Trade } from '@qca/market';
import { type Liquidity, NOTHING, type Piece } from './Liquidity.ts';

/**
 * An instrument whose book is told, level by level or only at its best. Our orders are not in it.
 *
 * What we take is missing from the book until the venue tells the level anew, so nothing is taken twice. Where updates
 * do not follow one another, or the book is crossed, nobody can say what trades: there is no liquidity until the next
 * snapshot (or until it is uncrossed).
 */
export class BookTape implements Liquidity {
  /** Last trade, or the mid while no trade was ever told. May lie between ticks. */
  lastTicks = 0;
  /** Whole books, where they are told; best prices then add nothing. */
  #depth: SequencedBook | undefined;
  readonly #best = new LevelBook();
  #hasTrades = false;

  get hasDepth(): boolean {
    return this.#depth !== undefined;
  }

  /** The book that can be traded on; undefined while it has gaps or is crossed. */
  get sound(): LevelBook | undefined {
    const book = this.#depth === undefined ? this.#best : this.#depth.book;
    return book === undefined || book.isCrossed() ? undefined : book;
  }

  /** Takes in best prices. Returns false where depth makes them redundant. */
  hearQuote(quote: Quote): boolean {
    if (this.#depth !== undefined) return false;
    this.#best.clear();
    if (quote.bidTicks > 0) this.#best.set(BID, quote.bidTicks, quote.bidLots);
    if (quote.askTicks > 0) this.#best.set(ASK, quote.askTicks, quote.askLots);
    this.#mark();
    return true;
  }

  /** Takes in levels. Returns false when they changed nothing: too old, or while there is no whole book. */
  hearDepth(depth: Depth): boolean {
    this.#depth ??= new SequencedBook();
    if (!this.#depth.apply(depth)) return false;
    this.#mark();
    return true;
  }

  hearTrade(trade: Trade): void {
    this.#hasTrades = true;
    this.lastTicks = trade.priceTicks;
  }

  touchTicks(isBuy: boolean, _timeUs: TimeUs): number {
    return this.sound?.bestTicks(isBuy ? ASK : BID) ?? 0;
  }

  plan(isBuy: boolean, lots: number, limitTicks: number, _timeUs: TimeUs): readonly Piece[] {
    const book = this.sound;
    if (book === undefined) return NOTHING;
    const side: BookSide = isBuy ? ASK : BID;
    const pieces: Piece[] = [];
    let left = lots;
    for (let ticks = book.bestTicks(side); ticks !== 0 && left > 0; ticks = book.nextTicks(side, ticks)) {
      if (limitTicks !== 0 && (isBuy ? ticks > limitTicks : ticks < limitTicks)) break;
      // Sizes finer than a lot cannot be traded.
      const there = Math.min(left, Math.floor(book.lotsAt(side, ticks)));
      if (there > 0) pieces.push({ ticks, lots: there });
      left -= there;
    }
    return pieces;
  }

  use(isBuy: boolean, { ticks, lots }: Piece): void {
    const side: BookSide = isBuy ? ASK : BID;
    this.sound?.set(side, ticks, this.sound.lotsAt(side, ticks) - lots);
  }

  /** Others' lots at a price on the side where our orders of that side rest. */
  shownLots(isBuy: boolean, ticks: number): number {
    return this.sound?.lotsAt(isBuy ? BID : ASK, ticks) ?? 0;
  }

  /** Writes the whole book as a snapshot, as a venue answers one who connects anew; undefined without a sound one. */
  snapshot(instrument: number, timeUs: TimeUs): Depth | undefined {
    const book = this.sound;
    if (this.#depth === undefined || book === undefined) return undefined;
    const sides: number[] = [];
    const prices: number[] = [];
    const lots: number[] = [];
    for (const side of [BID, ASK] as const) {
      for (let ticks = book.bestTicks(side); ticks !== 0; ticks = book.nextTicks(side, ticks)) {
        sides.push(side);
        prices.push(ticks);
        lots.push(book.lotsAt(side, ticks));
      }
    }
    return {
      kind: 'depth',
      instrument,
      venueTimeUs: timeUs,
      timeUs,
      snapshot: true,
      firstUpdateId: this.#depth.lastId,
      lastUpdateId: this.#depth.lastId,
      previousUpdateId: -1,
      count: sides.length,
      sides: Uint8Array.from(sides),
      priceTicks: Float64Array.from(prices),
      quantityLots: Float64Array.from(lots),
    };
  }

  #mark(): void {
    if (this.#hasTrades) return;
    const bid = this.touchTicks(false, 0);
    const ask = this.touchTicks(true, 0);
    if (bid !== 0 && ask !== 0) this.lastTicks = (bid + ask) / 2;
  }
}
