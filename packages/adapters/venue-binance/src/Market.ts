import {
  ASK,
  BID,
  type BookSide,
  GOOD_TILL_CANCELLED,
  IMMEDIATE_OR_CANCEL,
  LimitOrderBook,
  type TimeInForce,
} from '@qca/book';
import {
  type Depth,
  type Instrument,
  type MarketEvent,
  type Quote,
  SequencedBook,
  type Trade,
} from '@qca/market';
import { Candles } from './Candles.ts';
import { PublicTape } from './PublicTape.ts';
import { Steps } from './Steps.ts';

/** A trade as it happens, for whoever owns one of its sides. */
export interface Match {
  readonly tradeId: number;
  readonly makerHandle: number;
  readonly takerHandle: number;
  readonly ticks: number;
  readonly lots: number;
  readonly takerSide: BookSide;
}

/** Orders that may rest in one book, ours and the crowd's together. */
const ORDERS_MAX = 2 ** 17;

/**
 * One symbol: a price–time book in which the crowd (the recorded or generated market) and customers' orders meet.
 *
 * The crowd's levels come as absolute sizes. What grows joins the end of the queue; what shrinks leaves from its end,
 * so a customer's place never improves by a guess. Crowd meets crowd only by trades; a crowd level that crosses
 * customers' orders trades with them. Levels a customer has taken stay gone until the market is told anew.
 */
export class Market {
  readonly instrument: Instrument;
  readonly symbol: string;
  readonly steps: Steps;
  readonly book = new LimitOrderBook({ ordersMax: ORDERS_MAX });
  readonly tape = new PublicTape();
  readonly candles = new Candles();
  /** Number of the book's latest change. */
  updateId = 1;
  lastTicks = 0;
  /** Levels that changed since the last publication, by side. */
  readonly changed: readonly [Set<number>, Set<number>] = [new Set(), new Set()];
  onMatch: (match: Match) => void = () => {};
  /** The told book, put together from snapshot and updates. */
  readonly #told = new SequencedBook();
  #hasDepth = false;
  readonly #crowd: readonly [Map<number, number[]>, Map<number, number[]>] = [new Map(), new Map()];
  readonly #nowMs: () => number;

  constructor(instrument: Instrument, nowMs: () => number) {
    this.instrument = instrument;
    this.symbol = `${instrument.base.id}${instrument.quote.id}`;
    this.steps = new Steps(instrument);
    this.#nowMs = nowMs;
  }

  /** Takes in what the recorded or generated market did. */
  hear(event: MarketEvent): void {
    if (event.kind === 'depth') this.#depth(event);
    else if (event.kind === 'trade') this.#trade(event);
    else if (event.kind === 'quote') this.#quote(event);
  }

  /** A customer's order takes what crosses and rests what is left. Returns the handle or the book's refusal. */
  place(side: BookSide, ticks: number, lots: number, timeInForce: TimeInForce, displayLots: number): number {
    const handle = this.book.limit(side, ticks, lots, timeInForce, 1, displayLots);
    if (this.book.restingLots > 0) this.#touch(side, ticks);
    return handle;
  }

  /** Reads what the last `place` traded; the order must know its handle by now. */
  settle(side: BookSide): void {
    this.#drain(side);
  }

  cancel(side: BookSide, ticks: number, handle: number): void {
    this.book.cancel(handle);
    this.#touch(side, ticks);
  }

  /** Returns what taking `lots` up to `limitTicks` (0: any price) would meet, best first. */
  walk(side: BookSide, lots: number, limitTicks: number): { ticks: number; lots: number }[] {
    const other: BookSide = side === BID ? ASK : BID;
    const steps: { ticks: number; lots: number }[] = [];
    let left = lots;
    for (
      let ticks = this.book.bestTicks(other);
      ticks !== 0 && left > 0;
      ticks = this.book.nextTicks(other, ticks)
    ) {
      if (limitTicks !== 0 && (side === BID ? ticks > limitTicks : ticks < limitTicks)) break;
      const here = Math.min(left, this.book.lotsAt(other, ticks) + this.book.hiddenLotsAt(other, ticks));
      steps.push({ ticks, lots: here });
      left -= here;
    }
    return steps;
  }

  /** Returns the best levels of a side, as Binance prints them. */
  levels(side: BookSide, max: number): [string, string][] {
    const rows: [string, string][] = [];
    for (
      let ticks = this.book.bestTicks(side);
      ticks !== 0 && rows.length < max;
      ticks = this.book.nextTicks(side, ticks)
    )
      rows.push([this.steps.price(ticks), this.steps.quantity(this.book.lotsAt(side, ticks))]);
    return rows;
  }

  #depth(event: Depth): void {
    this.#hasDepth = true;
    if (!this.#told.apply(event)) return;
    if (event.snapshot) return this.#takeWhole();
    // What is gone goes first: a level that moved away must not stand in the way of one that came.
    for (const removing of [true, false])
      for (let index = 0; index < event.count; index += 1) {
        const lots = Math.floor(event.quantityLots[index] as number);
        const side = event.sides[index] as BookSide;
        const ticks = event.priceTicks[index] as number;
        if ((lots === 0) === removing) this.#setCrowd(side, ticks, lots);
      }
  }

  /** Makes the crowd what the told book is: a snapshot, and the updates that were waiting for it. */
  #takeWhole(): void {
    const { book } = this.#told;
    if (book === undefined) return;
    for (const side of [BID, ASK] as const)
      for (const ticks of [...this.#crowd[side].keys()])
        if (book.lotsAt(side, ticks) < 1) this.#setCrowd(side, ticks, 0);
    for (const side of [BID, ASK] as const)
      for (let ticks = book.bestTicks(side); ticks !== 0; ticks = book.nextTicks(side, ticks))
        this.#setCrowd(side, ticks, Math.floor(book.lotsAt(side, ticks)));
  }

  /** A market that tells only its touch: one level a side. */
  #quote(event: Quote): void {
    if (this.#hasDepth) return;
    for (const side of [BID, ASK] as const) {
      const ticks = side === BID ? event.bidTicks : event.askTicks;
      const lots = Math.floor(side === BID ? event.bidLots : event.askLots);
      for (const old of [...this.#crowd[side].keys()]) if (old !== ticks) this.#setCrowd(side, old, 0);
      this.#setCrowd(side, ticks, lots);
    }
  }

  #trade(event: Trade): void {
    const side: BookSide = event.aggressor === 'buy' ? BID : ASK;
    const lots = Math.floor(event.quantityLots);
    if (lots < 1) return;
    this.book.limit(side, event.priceTicks, lots, IMMEDIATE_OR_CANCEL);
    const rest = lots - this.book.filledLots;
    this.#drain(side);
    // What the told trade took of orders that the told book had no longer, or not yet.
    if (rest > 0) this.#print(event.priceTicks, rest, side, 0, 0);
  }

  #setCrowd(side: BookSide, ticks: number, lots: number): void {
    const crowd = this.#crowd[side];
    const handles = (crowd.get(ticks) ?? []).filter((handle) => this.book.isResting(handle));
    let open = 0;
    for (const handle of handles) open += this.book.openLots(handle);
    if (open === lots) return;
    this.#touch(side, ticks);
    while (open > lots) {
      const last = handles[handles.length - 1] as number;
      const own = this.book.openLots(last);
      const left = Math.max(0, own - (open - lots));
      if (left === 0) {
        this.book.cancel(last);
        handles.pop();
      } else this.book.reduce(last, left);
      open -= own - left;
    }
    if (open < lots) {
      this.#makeWay(side, ticks);
      const handle = this.book.limit(side, ticks, lots - open, GOOD_TILL_CANCELLED);
      if (handle > 0 && this.book.restingLots > 0) handles.push(handle);
      this.#drain(side);
    }
    if (handles.length === 0) crowd.delete(ticks);
    else crowd.set(ticks, handles);
  }

  // Crowd levels that a newer one crosses are stale: they were taken or withdrawn before it could come.
  #makeWay(side: BookSide, ticks: number): void {
    const other: BookSide = side === BID ? ASK : BID;
    for (let best = this.book.bestTicks(other); best !== 0; best = this.book.nextTicks(other, best)) {
      if (side === BID ? best > ticks : best < ticks) return;
      this.#dropCrowd(other, best);
    }
  }

  #dropCrowd(side: BookSide, ticks: number): void {
    for (const handle of this.#crowd[side].get(ticks) ?? []) this.book.cancel(handle);
    if (this.#crowd[side].delete(ticks)) this.#touch(side, ticks);
  }

  #drain(takerSide: BookSide): void {
    const { executions } = this.book;
    const makerSide: BookSide = takerSide === BID ? ASK : BID;
    while (executions.next()) {
      this.#touch(makerSide, executions.priceTicks);
      this.#print(
        executions.priceTicks,
        executions.quantityLots,
        takerSide,
        executions.makerHandle,
        executions.takerHandle,
      );
    }
  }

  #print(ticks: number, lots: number, takerSide: BookSide, makerHandle: number, takerHandle: number): void {
    this.lastTicks = ticks;
    const timeMs = this.#nowMs();
    const tradeId = this.tape.print({ ticks, lots, isBuyerMaker: takerSide === ASK, timeMs });
    this.candles.trade(ticks, lots, timeMs);
    this.onMatch({ tradeId, makerHandle, takerHandle, ticks, lots, takerSide });
  }

  #touch(side: BookSide, ticks: number): void {
    this.changed[side].add(ticks);
    this.updateId += 1;
  }
}
