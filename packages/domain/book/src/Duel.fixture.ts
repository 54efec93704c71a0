import { expect } from 'vitest';
import type { SelfTrade } from './canFill.ts';
import { ASK, BID, type BookSide } from './LevelBook.ts';
import { LimitOrderBook } from './LimitOrderBook.ts';
import { NaiveOrderBook } from './NaiveOrderBook.fixture.ts';
import {
  FILL_OR_KILL,
  GOOD_TILL_CANCELLED,
  IMMEDIATE_OR_CANCEL,
  NO_SUCH_ORDER,
  NOT_A_REDUCTION,
  NOT_FILLABLE,
  POST_ONLY,
  SELF_TRADE_CANCEL,
  TRADE,
  WOULD_TAKE,
} from './orderCodes.ts';

export const timesInForce = ['gtc', 'ioc', 'fok', 'post-only'] as const;
const codes = {
  gtc: GOOD_TILL_CANCELLED,
  ioc: IMMEDIATE_OR_CANCEL,
  fok: FILL_OR_KILL,
  'post-only': POST_ONLY,
} as const;
const answers = {
  'would-take': WOULD_TAKE,
  'not-fillable': NOT_FILLABLE,
  'no-such-order': NO_SUCH_ORDER,
  'not-a-reduction': NOT_A_REDUCTION,
} as const;

export type Operation =
  | {
      kind: 'limit';
      side: BookSide;
      ticks: number;
      lots: number;
      timeInForce: (typeof timesInForce)[number];
      owner: number;
      display: number;
    }
  | { kind: 'market'; side: BookSide; lots: number; owner: number }
  | { kind: 'cancel'; target: number }
  | { kind: 'reduce'; target: number; lots: number }
  | { kind: 'replace'; target: number; ticks: number; lots: number; timeInForce: 'gtc' | 'post-only' };

/** Drives the book and the naive one side by side and compares everything that can be seen. */
export class Duel {
  readonly book: LimitOrderBook;
  readonly naive: NaiveOrderBook;
  /** Handle of the n-th order ever asked for; refused ones have a code below zero here. */
  readonly handles: number[] = [];
  readonly #idOf = new Map<number, number>();

  constructor(selfTrade: SelfTrade) {
    this.book = new LimitOrderBook({ selfTrade, ordersMax: 1024 });
    this.naive = new NaiveOrderBook(selfTrade);
  }

  do(operation: Operation): void {
    const { book, naive } = this;
    if (operation.kind === 'limit' || operation.kind === 'market') {
      this.#place(operation);
      return;
    }
    if (this.handles.length === 0) return;
    const id = operation.target % this.handles.length;
    const handle = this.handles[id]!;
    if (operation.kind === 'cancel') {
      const expected = naive.cancel(id);
      expect(book.cancel(handle)).toBe(expected === 'no-such-order' ? NO_SUCH_ORDER : expected);
    } else if (operation.kind === 'reduce') {
      const answer = naive.reduce(id, operation.lots);
      expect(book.reduce(handle, operation.lots)).toBe(answer === 'accepted' ? handle : answers[answer]);
    } else {
      const { ticks, lots, timeInForce } = operation;
      const answer = naive.replace(id, ticks, lots, timeInForce);
      const given = book.replace(handle, ticks, lots, codes[timeInForce]);
      expect(given).toBe(answer === 'accepted' ? handle : answers[answer]);
      if (answer === 'accepted') this.#expectSameOutcome();
    }
  }

  #place(operation: Extract<Operation, { kind: 'limit' | 'market' }>): void {
    const { book, naive } = this;
    const id = this.handles.length;
    const isMarket = operation.kind === 'market';
    const { side, lots, owner } = operation;
    const ticks = isMarket ? (side === BID ? Number.POSITIVE_INFINITY : 0) : operation.ticks;
    const timeInForce = isMarket ? 'ioc' : operation.timeInForce;
    const display = isMarket ? 0 : operation.display;
    const answer = naive.limit({ id, side, ticks, lots, timeInForce, owner, display });
    const given = isMarket
      ? book.market(side, lots, owner)
      : book.limit(side, ticks, lots, codes[timeInForce], owner, display);
    this.handles.push(given);
    if (answer === 'accepted') {
      expect(given).toBeGreaterThan(0);
      expect(this.#idOf.has(given)).toBe(false);
      this.#idOf.set(given, id);
      this.#expectSameOutcome();
    } else {
      expect(given).toBe(answers[answer]);
    }
  }

  #expectSameOutcome(): void {
    const { book, naive } = this;
    expect([book.filledLots, book.restingLots, book.selfTradeStopped]).toEqual([
      naive.filled,
      naive.resting,
      naive.stopped,
    ]);
    const queue = book.executions;
    expect(queue.unread).toBe(naive.reports.length);
    for (const [kind, maker, taker, ticks, lots] of naive.reports) {
      expect(queue.next()).toBe(true);
      expect([queue.kind, this.#idOf.get(queue.makerHandle), this.#idOf.get(queue.takerHandle)]).toEqual([
        kind === 'trade' ? TRADE : SELF_TRADE_CANCEL,
        maker,
        taker,
      ]);
      expect([queue.priceTicks, queue.quantityLots]).toEqual([ticks, lots]);
    }
    expect(queue.next()).toBe(false);
    naive.reports.length = 0;
  }

  /** Compares both books whole: levels, queues order by order, totals, look-ups. */
  expectSame(): void {
    for (const side of [BID, ASK] as const) this.#expectSameSide(side);
    const resting = new Set(this.naive.sides.flat().map((order) => order.id));
    this.handles.forEach((handle, id) => {
      expect(this.book.isResting(handle)).toBe(resting.has(id));
    });
  }

  #expectSameSide(side: BookSide): void {
    const { book, naive } = this;
    const orders = naive.sides[side]!;
    expect(book.orders(side)).toBe(orders.length);
    expect(book.openLotsOf(side)).toBe(orders.reduce((sum, order) => sum + order.shown + order.hidden, 0));
    const prices = [...new Set(orders.map((order) => order.ticks))];
    expect(book.levels(side)).toBe(prices.length);
    let price = book.bestTicks(side);
    expect(book.bestLots(side)).toBe(book.lotsAt(side, price));
    const places = new Set<number>();
    for (const expected of prices) {
      expect(price).toBe(expected);
      const queue = orders.filter((order) => order.ticks === price);
      expect(book.lotsAt(side, price)).toBe(queue.reduce((sum, order) => sum + order.shown, 0));
      expect(book.hiddenLotsAt(side, price)).toBe(queue.reduce((sum, order) => sum + order.hidden, 0));
      let handle = book.firstOrder(side, price);
      for (const order of queue) {
        expect(this.#idOf.get(handle)).toBe(order.id);
        expect([book.openLots(handle), book.shownLots(handle), book.ticksOf(handle)]).toEqual([
          order.shown + order.hidden,
          order.shown,
          order.ticks,
        ]);
        places.add(book.placeOf(handle));
        handle = book.nextOrder(handle);
      }
      expect(handle).toBe(0);
      price = book.nextTicks(side, price);
    }
    expect(price).toBe(0);
    expect(places.size).toBe(orders.length);
  }
}
