import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depthFixture } from './market.fixture.ts';
import { UPDATES_PENDING_MAX } from './PendingDepth.ts';
import { SequencedBook } from './SequencedBook.ts';

describe('SequencedBook', () => {
  it('shows the same book wherever in the stream the snapshot arrives', () => {
    const level = fc.tuple(
      fc.constantFrom<'bid' | 'ask'>('bid', 'ask'),
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 9 }),
    );
    const updates = fc.array(fc.array(level, { maxLength: 4 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(updates, fc.nat(), fc.nat(), fc.boolean(), (stream, takenSeed, delaySeed, isNamed) => {
        // The snapshot is taken after `taken` updates and heard after `heard`.
        const taken = takenSeed % (stream.length + 1);
        const heard = taken + (delaySeed % (stream.length + 1 - taken));
        const sizes = new Map<string, number>();
        const book = new SequencedBook();
        let snapshot: ['bid' | 'ask', number, number][] = [];
        for (let index = 0; index <= stream.length; index += 1) {
          if (index === taken)
            snapshot = [...sizes].map(([key, lots]) => [
              key.slice(0, 3) as 'bid' | 'ask',
              Number(key.slice(3)),
              lots,
            ]);
          if (index === heard)
            book.apply(depthFixture(snapshot, { snapshot: true, lastUpdateId: 10 + taken * 10 }));
          const levels = stream[index];
          if (levels === undefined) break;
          const ids = {
            firstUpdateId: 11 + index * 10,
            lastUpdateId: 20 + index * 10,
            previousUpdateId: isNamed ? 10 + index * 10 : -1,
          };
          book.apply(depthFixture(levels, ids));
          for (const [side, ticks, lots] of levels) {
            if (lots > 0) sizes.set(`${side}${ticks}`, lots);
            else sizes.delete(`${side}${ticks}`);
          }
        }
        expect([book.isBroken, book.lastId]).toEqual([false, 10 + stream.length * 10]);
        for (const [key, lots] of sizes)
          expect(book.book?.lotsAt(key.startsWith('bid') ? 0 : 1, Number(key.slice(3)))).toBe(lots);
        expect((book.book?.levels(0) ?? 0) + (book.book?.levels(1) ?? 0)).toBe(sizes.size);
      }),
    );
  });

  it('keeps copies: the object an update came in may be used again', () => {
    const book = new SequencedBook();
    const reused = depthFixture(
      [
        ['bid', 5, 1],
        ['bid', 6, 9],
      ],
      { firstUpdateId: 11, lastUpdateId: 12 },
    );
    reused.count = 1;
    book.apply(reused);
    reused.count = 2;
    reused.quantityLots[0] = 7;
    reused.priceTicks[0] = 8;
    reused.sides[0] = 1;
    book.apply(depthFixture([], { snapshot: true, lastUpdateId: 10 }));
    expect([book.book?.lotsAt(0, 5), book.book?.levels(0), book.book?.levels(1)]).toEqual([1, 1, 0]);
  });

  it('says whether the book changed, and drops updates it already holds for good', () => {
    const book = new SequencedBook();
    expect(book.apply(depthFixture([], { firstUpdateId: 1, lastUpdateId: 2 }))).toBe(false);
    expect(book.apply(depthFixture([], { snapshot: true, lastUpdateId: 2 }))).toBe(true);
    expect(book.apply(depthFixture([], { firstUpdateId: 1, lastUpdateId: 2 }))).toBe(false);
    expect(book.apply(depthFixture([], { firstUpdateId: 3, lastUpdateId: 3 }))).toBe(true);
    expect(book.apply(depthFixture([], { snapshot: true, lastUpdateId: 1 }))).toBe(false);
    expect([book.lastId, book.isBroken]).toEqual([3, false]);
  });

  it('bounds what it keeps: the oldest updates go, and a snapshot older than the rest leaves a gap', () => {
    const late = new SequencedBook();
    const inTime = new SequencedBook();
    for (let id = 101; id <= 101 + UPDATES_PENDING_MAX; id += 1) {
      late.apply(depthFixture([['bid', id, 1]], { firstUpdateId: id, lastUpdateId: id }));
      inTime.apply(depthFixture([['bid', id, 1]], { firstUpdateId: id, lastUpdateId: id }));
    }
    late.apply(depthFixture([], { snapshot: true, lastUpdateId: 100 }));
    expect([late.isBroken, late.book]).toEqual([true, undefined]);
    inTime.apply(depthFixture([], { snapshot: true, lastUpdateId: 101 }));
    expect([inTime.isBroken, inTime.lastId, inTime.book?.levels(0)]).toEqual([
      false,
      101 + UPDATES_PENDING_MAX,
      UPDATES_PENDING_MAX,
    ]);
  });
});
