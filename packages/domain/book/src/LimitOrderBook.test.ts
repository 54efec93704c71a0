import { Random } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Duel, type Operation, timesInForce } from './Duel.fixture.ts';
import { ASK, BID, type BookSide } from './LevelBook.ts';
import { LimitOrderBook } from './LimitOrderBook.ts';
import {
  BOOK_FULL,
  GOOD_TILL_CANCELLED,
  IMMEDIATE_OR_CANCEL,
  NO_SUCH_ORDER,
  POST_ONLY,
} from './orderCodes.ts';
import { TICKS_MAX } from './TickLadder.ts';

const sideOf = fc.constantFrom<BookSide>(BID, ASK);
const nearPrice = fc.integer({ min: 95, max: 105 });
const anyPrice = fc.oneof(
  { weight: 8, arbitrary: nearPrice },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: TICKS_MAX }) },
  { weight: 1, arbitrary: fc.constantFrom(1, TICKS_MAX, 255, 256, 257) },
);
const size = fc.integer({ min: 1, max: 30 });
const owner = fc.integer({ min: 0, max: 2 });
const target = fc.nat(1000);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('limit' as const),
      side: sideOf,
      ticks: anyPrice,
      lots: size,
      timeInForce: fc.constantFrom('gtc', 'gtc', 'gtc', ...timesInForce),
      owner,
      display: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 6 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('market' as const), side: sideOf, lots: size, owner }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), target }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reduce' as const), target, lots: size }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('replace' as const),
      target,
      ticks: anyPrice,
      lots: size,
      timeInForce: fc.constantFrom('gtc' as const, 'post-only' as const),
    }),
  },
);
const selfTrades = ['none', 'cancel-newest', 'cancel-oldest'] as const;

describe('LimitOrderBook against a sorted array', () => {
  it.each(selfTrades)('does the same whatever is asked of it, self-trade %s', (selfTrade) => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        const duel = new Duel(selfTrade);
        for (const step of operations) {
          duel.do(step);
          duel.expectSame();
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each(selfTrades)('does the same on a long seeded stream, self-trade %s', (selfTrade) => {
    const duel = new Duel(selfTrade);
    const random = new Random(11);
    const price = (): number => {
      const middle = random.nextBelow(50) === 0 ? 2_000_000_000 : 1000;
      return middle - 12 + random.nextBelow(25);
    };
    for (let step = 0; step < 2500; step += 1) {
      const side = random.nextBelow(2) as BookSide;
      const lots = 1 + random.nextBelow(40);
      const kind = random.nextBelow(10);
      const recent = Math.max(0, duel.handles.length - 1 - random.nextBelow(300));
      if (kind < 6) {
        const timeInForce = timesInForce[Math.max(0, random.nextBelow(8) - 4)]!;
        const display = random.nextBelow(3) === 0 ? 1 + random.nextBelow(9) : 0;
        const owner = random.nextBelow(4);
        duel.do({ kind: 'limit', side, ticks: price(), lots, timeInForce, owner, display });
      } else if (kind === 6) duel.do({ kind: 'market', side, lots, owner: random.nextBelow(4) });
      else if (kind === 7) duel.do({ kind: 'cancel', target: recent });
      else if (kind === 8) duel.do({ kind: 'reduce', target: recent, lots });
      else duel.do({ kind: 'replace', target: recent, ticks: price(), lots, timeInForce: 'gtc' });
      if (step % 100 === 99) duel.expectSame();
    }
  });
});

describe('LimitOrderBook', () => {
  it('is empty at first', () => {
    const book = new LimitOrderBook();
    for (const side of [BID, ASK] as const) {
      expect([book.bestTicks(side), book.bestLots(side), book.levels(side), book.orders(side)]).toEqual([
        0, 0, 0, 0,
      ]);
      expect([book.lotsAt(side, 5), book.hiddenLotsAt(side, 5), book.firstOrder(side, 5)]).toEqual([0, 0, 0]);
    }
    expect([book.market(BID, 5), book.filledLots, book.restingLots]).toEqual([expect.any(Number), 0, 0]);
  });

  it('fills the best price first, then the oldest order, at the maker price', () => {
    const book = new LimitOrderBook();
    const far = book.limit(ASK, 102, 5);
    const first = book.limit(ASK, 101, 5);
    const second = book.limit(ASK, 101, 5);
    const taker = book.limit(BID, 103, 12);
    const seen: number[][] = [];
    while (book.executions.next()) {
      const { makerHandle, takerHandle, priceTicks, quantityLots } = book.executions;
      seen.push([makerHandle, takerHandle, priceTicks, quantityLots]);
    }
    expect(seen).toEqual([
      [first, taker, 101, 5],
      [second, taker, 101, 5],
      [far, taker, 102, 2],
    ]);
    expect([book.filledLots, book.restingLots, book.openLots(far), book.isResting(taker)]).toEqual([
      12,
      0,
      3,
      false,
    ]);
  });

  it('keeps the place of a reduced order and gives a replaced one the last place', () => {
    const book = new LimitOrderBook();
    const first = book.limit(BID, 50, 10);
    const second = book.limit(BID, 50, 10);
    const third = book.limit(BID, 50, 10);
    expect(book.reduce(first, 3)).toBe(first);
    expect(book.replace(second, 50, 10)).toBe(second);
    expect([book.firstOrder(BID, 50), book.nextOrder(first), book.nextOrder(third)]).toEqual([
      first,
      third,
      second,
    ]);
    expect(book.nextOrder(second)).toBe(0);
  });

  it('sends the next lots of an iceberg behind the others at its price', () => {
    const book = new LimitOrderBook();
    const iceberg = book.limit(ASK, 70, 25, GOOD_TILL_CANCELLED, 0, 10);
    const plain = book.limit(ASK, 70, 5);
    expect([book.lotsAt(ASK, 70), book.hiddenLotsAt(ASK, 70)]).toEqual([15, 15]);
    book.market(BID, 10);
    expect([book.firstOrder(ASK, 70), book.shownLots(iceberg), book.openLots(iceberg)]).toEqual([
      plain,
      10,
      15,
    ]);
    book.market(BID, 15);
    expect([book.shownLots(iceberg), book.openLots(iceberg), book.isResting(plain)]).toEqual([5, 5, false]);
  });

  it('never gives a handle twice, so that an old one cannot touch a new order', () => {
    const book = new LimitOrderBook({ ordersMax: 4 });
    const seen = new Set<number>();
    let last = 0;
    for (let round = 0; round < 1000; round += 1) {
      const handle = book.limit(round % 2 === 0 ? BID : ASK, 1 + round, 1);
      expect(seen.has(handle)).toBe(false);
      seen.add(handle);
      if (last !== 0) expect([book.cancel(last), book.isResting(handle)]).toEqual([NO_SUCH_ORDER, true]);
      book.cancel(handle);
      last = handle;
    }
  });

  it.each([0, -1, 1.5, 12_345, Number.NaN, 2 ** 60])('knows no order under the handle %s', (handle) => {
    const book = new LimitOrderBook();
    book.limit(ASK, 9, 5);
    expect(book.cancel(handle)).toBe(NO_SUCH_ORDER);
    expect(book.reduce(handle, 1)).toBe(NO_SUCH_ORDER);
    expect(book.replace(handle, 9, 1)).toBe(NO_SUCH_ORDER);
    expect([
      book.isResting(handle),
      book.openLots(handle),
      book.shownLots(handle),
      book.ticksOf(handle),
    ]).toEqual([false, 0, 0, 0]);
    expect([book.nextOrder(handle), book.orders(ASK)]).toEqual([0, 1]);
  });

  it('refuses to rest more orders than it has room for, while takers still trade', () => {
    const book = new LimitOrderBook({ ordersMax: 8 });
    const resting = Array.from({ length: 6 }, (_, i) => book.limit(ASK, 100 + i, 2));
    expect(resting.every((handle) => handle > 0)).toBe(true);
    expect(book.limit(BID, 5, 1)).toBe(BOOK_FULL);
    expect(book.limit(BID, 5, 1, POST_ONLY)).toBe(BOOK_FULL);
    expect([book.orders(BID), book.orders(ASK)]).toEqual([0, 6]);
    expect(book.limit(BID, 100, 2, IMMEDIATE_OR_CANCEL)).toBeGreaterThan(0);
    expect(book.filledLots).toBe(2);
    expect(book.limit(BID, 5, 1)).toBeGreaterThan(0);
    expect(book.limit(BID, 5, 1)).toBe(BOOK_FULL);
    expect(book.replace(resting[5]!, 300, 2)).toBe(resting[5]);
    expect(book.market(BID, 1)).toBeGreaterThan(0);
  });

  it('refuses more lots on a side than a number can hold exactly', () => {
    const book = new LimitOrderBook();
    const most = Number.MAX_SAFE_INTEGER;
    expect(book.limit(BID, 5, most - 10)).toBeGreaterThan(0);
    const small = book.limit(BID, 6, 10);
    expect(small).toBeGreaterThan(0);
    expect(book.limit(BID, 7, 1)).toBe(BOOK_FULL);
    expect(book.replace(small, 6, 11)).toBe(BOOK_FULL);
    expect([book.openLots(small), book.openLotsOf(BID)]).toEqual([10, most]);
    expect(book.replace(small, 6, 10)).toBe(small);
    expect(book.limit(ASK, 8, most)).toBeGreaterThan(0);
  });

  it('crashes when nobody reads its reports', () => {
    const book = new LimitOrderBook();
    const trade = (): void => {
      book.limit(ASK, 10, 1);
      book.market(BID, 1);
    };
    for (let i = 0; i <= 1_000_000; i += 1) trade();
    expect(trade).toThrow('1000001 execution reports are unread');
    expect(book.orders(ASK)).toBe(1);
    book.executions.skip();
    expect(book.executions.next()).toBe(false);
    trade();
    expect([book.executions.unread, book.orders(ASK)]).toEqual([1, 1]);
  });

  it.each([
    ['a price of 0', 0, 1, 'a price of 0 ticks'],
    ['a negative price', -3, 1, 'a price of -3 ticks'],
    ['a fraction of a tick', 10.5, 1, 'a price of 10.5 ticks'],
    ['a price above the range', TICKS_MAX + 1, 1, 'a price of 2147483648 ticks'],
    ['a price that is not a number', Number.NaN, 1, 'a price of NaN ticks'],
    ['no lots', 5, 0, 'a size of 0 lots'],
    ['negative lots', 5, -1, 'a size of -1 lots'],
    ['a fraction of a lot', 5, 0.5, 'a size of 0.5 lots'],
    ['a large fraction', 5, 2 ** 40 + 0.5, 'a size of 1099511627776.5 lots'],
    ['lots beyond exactness', 5, 2 ** 53, 'a size of 9007199254740992 lots'],
    ['lots that are not a number', 5, Number.NaN, 'a size of NaN lots'],
  ])('crashes on %s', (_, ticks, lots, message) => {
    const book = new LimitOrderBook();
    const resting = book.limit(BID, 5, 9);
    expect(() => book.limit(ASK, ticks, lots)).toThrow(message);
    expect(() => book.replace(resting, ticks, lots)).toThrow(message);
    if (ticks === 5) {
      expect(() => book.market(ASK, lots)).toThrow(message);
      expect(() => book.reduce(resting, lots)).toThrow(message);
      if (lots !== 0) expect(() => book.limit(ASK, 5, 5, GOOD_TILL_CANCELLED, 0, lots)).toThrow(message);
    }
    expect([book.orders(BID), book.orders(ASK), book.openLots(resting)]).toEqual([1, 0, 9]);
  });

  it.each([3, 2, 12, 2 ** 27, 0])('crashes on room for %s orders', (ordersMax) => {
    expect(() => new LimitOrderBook({ ordersMax })).toThrow(`ordersMax ${ordersMax} is not a power of two`);
  });

  it('accepts the least and more room', () => {
    expect(new LimitOrderBook({ ordersMax: 4 }).limit(BID, 1, 1)).toBeGreaterThan(0);
    expect(new LimitOrderBook({ ordersMax: 2 ** 26 }).limit(BID, 1, 1)).toBeGreaterThan(0);
  });
});
