import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ASK, BID, type BookSide, type DepthUpdate, LevelBook } from './LevelBook.ts';
import { TICKS_MAX } from './TickLadder.ts';

interface Level {
  side: BookSide;
  ticks: number;
  lots: number;
}

function update(snapshot: boolean, levels: readonly Level[], spare = 0): DepthUpdate {
  const size = levels.length + spare;
  const depth = {
    snapshot,
    count: levels.length,
    sides: new Uint8Array(size),
    priceTicks: new Float64Array(size),
    quantityLots: new Float64Array(size).fill(-1),
  };
  levels.forEach(({ side, ticks, lots }, i) => {
    depth.sides[i] = side;
    depth.priceTicks[i] = ticks;
    depth.quantityLots[i] = lots;
  });
  return depth;
}

// The oracle: one plain map a side, sorted on demand.
class NaiveBook {
  readonly sides = [new Map<number, number>(), new Map<number, number>()] as const;
  apply(snapshot: boolean, levels: readonly Level[]): void {
    if (snapshot) for (const side of this.sides) side.clear();
    for (const { side, ticks, lots } of levels) {
      if (lots === 0) this.sides[side].delete(ticks);
      else this.sides[side].set(ticks, lots);
    }
  }
  levels(side: BookSide): [number, number][] {
    return [...this.sides[side]].sort(([a], [b]) => (side === BID ? b - a : a - b));
  }
}

function levelsOf(book: LevelBook, side: BookSide): [number, number][] {
  return Array.from({ length: book.levels(side) }, (_, n) => [
    book.levelTicks(side, n),
    book.levelLots(side, n),
  ]);
}

function expectSame(book: LevelBook, naive: NaiveBook): void {
  for (const side of [BID, ASK] as const) {
    const expected = naive.levels(side);
    expect(levelsOf(book, side)).toEqual(expected);
    expect([book.bestTicks(side), book.bestLots(side)]).toEqual(expected[0] ?? [0, 0]);
    expect(book.levels(side)).toBe(expected.length);
    for (const [i, [ticks, lots]] of expected.entries()) {
      expect(book.lotsAt(side, ticks)).toBe(lots);
      expect(book.nextTicks(side, ticks)).toBe(expected[i + 1]?.[0] ?? 0);
    }
  }
  const bid = naive.levels(BID)[0]?.[0];
  const ask = naive.levels(ASK)[0]?.[0];
  expect(book.isCrossed()).toBe(bid !== undefined && ask !== undefined && bid >= ask);
}

const side = fc.constantFrom<BookSide>(BID, ASK);
const ticks = fc.oneof(
  fc.integer({ min: 1, max: 40 }),
  fc.integer({ min: 617_000, max: 618_000 }),
  fc.integer({ min: 1, max: TICKS_MAX }),
  fc.constantFrom(1, TICKS_MAX),
);
const lots = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2 ** 40 }));
const level = fc.record({ side, ticks, lots });

describe('LevelBook', () => {
  it('says 0 everywhere while it is empty', () => {
    const book = new LevelBook();
    expectSame(book, new NaiveBook());
    expect([book.levelTicks(BID, 0), book.levelLots(ASK, 0), book.lotsAt(BID, 5)]).toEqual([0, 0, 0]);
  });

  it('equals plain sorted maps after any updates and snapshots', () => {
    const message = fc.record({
      snapshot: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
      levels: fc.array(level, { maxLength: 12 }),
    });
    fc.assert(
      fc.property(fc.array(message, { maxLength: 15 }), (messages) => {
        const book = new LevelBook();
        const naive = new NaiveBook();
        for (const { snapshot, levels } of messages) {
          book.apply(update(snapshot, levels, 2));
          naive.apply(snapshot, levels);
          expectSame(book, naive);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('keeps sides apart at the same price', () => {
    const book = new LevelBook();
    book.set(BID, 100, 5);
    expect([book.lotsAt(ASK, 100), book.bestTicks(ASK), book.isCrossed()]).toEqual([0, 0, false]);
    book.set(ASK, 100, 7);
    expect([book.lotsAt(BID, 100), book.lotsAt(ASK, 100), book.isCrossed()]).toEqual([5, 7, true]);
    book.set(ASK, 100, 0);
    book.set(ASK, 101, 7);
    expect(book.isCrossed()).toBe(false);
  });

  it('finds a far level once the levels at the touch are gone', () => {
    const book = new LevelBook();
    for (const [price, size] of [
      [2_000, 3],
      [587_102, 14],
      [618_002, 25],
    ] as const)
      book.set(BID, price, size);
    book.set(BID, 618_002, 0);
    expect([book.bestTicks(BID), book.bestLots(BID)]).toEqual([587_102, 14]);
    book.set(BID, 587_102, 0);
    expect([book.bestTicks(BID), book.bestLots(BID)]).toEqual([2_000, 3]);
    book.set(BID, 2_000, 0);
    expect([book.bestTicks(BID), book.bestLots(BID)]).toEqual([0, 0]);
  });

  it('ignores the removal of a level that is not there', () => {
    const book = new LevelBook();
    book.set(ASK, 50, 1);
    book.set(ASK, 49, 0);
    expect(levelsOf(book, ASK)).toEqual([[50, 1]]);
  });

  it('walks by position in any order, also across changes', () => {
    const book = new LevelBook();
    for (let i = 1; i <= 10; i += 1) book.set(ASK, i * 10, i);
    expect([book.levelTicks(ASK, 7), book.levelTicks(ASK, 2), book.levelTicks(ASK, 9)]).toEqual([
      80, 30, 100,
    ]);
    book.set(ASK, 25, 1);
    expect(book.levelTicks(ASK, 9)).toBe(90);
    book.set(ASK, 10, 0);
    expect([book.levelTicks(ASK, 9), book.levelTicks(ASK, 0)]).toEqual([100, 20]);
    expect([book.levelTicks(ASK, 10), book.levelTicks(ASK, -1)]).toEqual([0, 0]);
  });

  it('replaces a whole book by a snapshot', () => {
    const book = new LevelBook();
    book.set(BID, 10, 1);
    book.set(ASK, 20, 1);
    book.apply(update(true, [{ side: BID, ticks: 12, lots: 4 }]));
    expect([levelsOf(book, BID), levelsOf(book, ASK)]).toEqual([[[12, 4]], []]);
  });

  it.each([
    [
      BID,
      [
        [90, 1],
        [80, 1],
        [70, 1],
      ],
      75,
      80,
    ],
    [
      ASK,
      [
        [70, 1],
        [80, 1],
        [90, 1],
      ],
      85,
      80,
    ],
  ] as const)(
    'drops the level farthest from the touch beyond its bound: side %i',
    (which, levels, near, second) => {
      const book = new LevelBook(3);
      for (const [price, size] of levels) book.set(which, price, size);
      expect(book.levelsDropped(which)).toBe(0);
      book.set(which, near, 2);
      expect(levelsOf(book, which)).toEqual([levels[0], [second, 1], [near, 2]]);
      const far = which === BID ? 1 : 1000;
      book.set(which, far, 9);
      expect([book.lotsAt(which, far), book.levels(which), book.levelsDropped(which)]).toEqual([0, 3, 2]);
      book.set(which, near, 5);
      expect([book.lotsAt(which, near), book.levelsDropped(which)]).toEqual([5, 2]);
      book.clear();
      expect([book.levels(which), book.levelsDropped(which)]).toEqual([0, 0]);
    },
  );

  it('holds more levels than it starts with room for', () => {
    const book = new LevelBook();
    for (let i = 1; i <= 5000; i += 1) book.set(BID, i * 3, i);
    expect([book.levels(BID), book.bestTicks(BID), book.lotsAt(BID, 3)]).toEqual([5000, 15_000, 1]);
    expect(book.levelLots(BID, 4999)).toBe(1);
  });

  it.each([
    ['price 0', 0, 1],
    ['a negative price', -5, 1],
    ['a price above the range', TICKS_MAX + 1, 1],
    ['a fraction of a tick', 1.5, 1],
    ['a price that is not a number', Number.NaN, 1],
    ['a negative size', 5, -1],
    ['a size that is not a number', 5, Number.NaN],
  ])('crashes on %s', (_, price, size) => {
    const book = new LevelBook();
    expect(() => book.set(BID, price, size)).toThrow(`a level of ${size} lots at ${price} ticks`);
    expect(book.levels(BID)).toBe(0);
  });
});
