import type { TimeUs } from '@qca/base';
import { ASK, BID, type BookSide, LevelBook } from '@qca/book';
import type { Depth, Quote, Trade } from '@qca/market';
import { type Liquidity, NOTHING, type Piece } from './Liquidity.ts';

/**
 * An instrument whose book is told, level by level or only at its best. Our orders are not in it.
 *
 * What we take is missing from the book until the venue tells the level anew, so nothing is taken twice. Where updates
 * do not follow one another, or the book is crossed, nobody can say what trades: there is no liquidity until the next
 * snapshot (or until it is uncrossed).
 */
export class BookTape implements Liquidity {
  readonly book = new LevelBook();
  /** Last trade, or the mid while no trade was ever told. May lie between ticks. */
  lastTicks = 0;
  /** Whether whole books are told, and not only the best prices. */
  hasDepth = false;
  #hasTrades = false;
  #isWhole = false;
  #lastUpdateId = 0;

  /** Whether the book can be traded on. */
  get isSound(): boolean {
    return this.#isWhole && !this.book.isCrossed();
  }

  /** Takes in best prices. Returns false where depth makes them redundant. */
  hearQuote(quote: Quote): boolean {
    if (this.hasDepth) return false;
    this.book.clear();
    if (quote.bidTicks > 0) this.book.set(BID, quote.bidTicks, quote.bidLots);
    if (quote.askTicks > 0) this.book.set(ASK, quote.askTicks, quote.askLots);
    this.#isWhole = true;
    this.#mark();
    return true;
  }

  /** Takes in levels. Returns false when they do not belong here: too old, or after a gap. */
  hearDepth(depth: Depth): boolean {
    if (!this.hasDepth) this.book.clear();
    this.hasDepth = true;
    if (!depth.snapshot) {
      if (!this.#isWhole || isOlder(depth, this.#lastUpdateId)) return false;
      if (!follows(depth, this.#lastUpdateId)) {
        this.#isWhole = false;
        return false;
      }
    }
    this.book.apply(depth);
    this.#isWhole = true;
    this.#lastUpdateId = depth.lastUpdateId;
    this.#mark();
    return true;
  }

  hearTrade(trade: Trade): void {
    this.#hasTrades = true;
    this.lastTicks = trade.priceTicks;
  }

  touchTicks(isBuy: boolean, _timeUs: TimeUs): number {
    return this.isSound ? this.book.bestTicks(isBuy ? ASK : BID) : 0;
  }

  plan(isBuy: boolean, lots: number, limitTicks: number, _timeUs: TimeUs): readonly Piece[] {
    if (!this.isSound) return NOTHING;
    const side: BookSide = isBuy ? ASK : BID;
    const pieces: Piece[] = [];
    let left = lots;
    for (
      let ticks = this.book.bestTicks(side);
      ticks !== 0 && left > 0;
      ticks = this.book.nextTicks(side, ticks)
    ) {
      if (limitTicks !== 0 && (isBuy ? ticks > limitTicks : ticks < limitTicks)) break;
      // Sizes finer than a lot cannot be traded.
      const there = Math.min(left, Math.floor(this.book.lotsAt(side, ticks)));
      if (there > 0) pieces.push({ ticks, lots: there });
      left -= there;
    }
    return pieces;
  }

  use(isBuy: boolean, { ticks, lots }: Piece): void {
    const side: BookSide = isBuy ? ASK : BID;
    this.book.set(side, ticks, this.book.lotsAt(side, ticks) - lots);
  }

  /** Others' lots on the side of a resting order, at its price. */
  shownLots(isBuy: boolean, ticks: number): number {
    return this.book.lotsAt(isBuy ? BID : ASK, ticks);
  }

  /** Writes the whole book as a snapshot, as a venue answers one who connects anew; undefined without a sound one. */
  snapshot(instrument: number, timeUs: TimeUs): Depth | undefined {
    if (!this.hasDepth || !this.isSound) return undefined;
    const sides: number[] = [];
    const prices: number[] = [];
    const lots: number[] = [];
    for (const side of [BID, ASK] as const) {
      for (let ticks = this.book.bestTicks(side); ticks !== 0; ticks = this.book.nextTicks(side, ticks)) {
        sides.push(side);
        prices.push(ticks);
        lots.push(this.book.lotsAt(side, ticks));
      }
    }
    return {
      kind: 'depth',
      instrument,
      venueTimeUs: timeUs,
      timeUs,
      snapshot: true,
      firstUpdateId: this.#lastUpdateId,
      lastUpdateId: this.#lastUpdateId,
      previousUpdateId: -1,
      count: sides.length,
      sides: Uint8Array.from(sides),
      priceTicks: Float64Array.from(prices),
      quantityLots: Float64Array.from(lots),
    };
  }

  #mark(): void {
    if (this.#hasTrades) return;
    const bid = this.book.bestTicks(BID);
    const ask = this.book.bestTicks(ASK);
    if (bid !== 0 && ask !== 0) this.lastTicks = (bid + ask) / 2;
  }
}

/** Whether an update is part of the book already. A venue without numbers says 0. */
function isOlder(depth: Depth, lastUpdateId: number): boolean {
  return depth.lastUpdateId !== 0 && depth.lastUpdateId <= lastUpdateId;
}

/** Whether no update is missing before this one. Source: Binance, "How to manage a local order book correctly". */
function follows(depth: Depth, lastUpdateId: number): boolean {
  const { firstUpdateId, previousUpdateId } = depth;
  if (depth.lastUpdateId === 0 || previousUpdateId === lastUpdateId) return true;
  // The first update after a snapshot may reach back before it.
  return firstUpdateId <= lastUpdateId + 1;
}
