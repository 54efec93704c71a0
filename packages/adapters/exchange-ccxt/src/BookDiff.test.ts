import type { Depth } from '@qca/market';
import { SequencedBook } from '@qca/market';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BookDiff } from './BookDiff.ts';
import type { UnifiedBook } from './ccxtTypes.ts';
import { sampleInstrument } from './samples.fixture.ts';

const instrument = sampleInstrument();
const book = (nonce: number, bids: [number, number][], asks: [number, number][]): UnifiedBook => ({
  nonce,
  bids: bids.map(([ticks, lots]) => [ticks / 100, lots / 100_000] as const),
  asks: asks.map(([ticks, lots]) => [ticks / 100, lots / 100_000] as const),
});
const rows = (event: Depth | undefined): number[][] =>
  event === undefined
    ? []
    : [...event.sides].map((side, index) => [
        side,
        event.priceTicks[index] as number,
        event.quantityLots[index] as number,
      ]);

describe('BookDiff', () => {
  it('tells a book whole, then only what changed', () => {
    const diff = new BookDiff(instrument, 50);
    const first = diff.take(book(7, [[100, 5]], [[102, 6]]), 1, 2);
    expect([first?.snapshot, first?.lastUpdateId, rows(first)]).toEqual([
      true,
      7,
      [
        [0, 100, 5],
        [1, 102, 6],
      ],
    ]);
    const second = diff.take(
      book(
        9,
        [
          [101, 1],
          [100, 5],
        ],
        [[102, 4]],
      ),
      3,
      4,
    );
    expect(second).toMatchObject({ snapshot: false, firstUpdateId: 8, lastUpdateId: 9, previousUpdateId: 7 });
    expect(rows(second)).toEqual([
      [0, 101, 1],
      [1, 102, 4],
    ]);
    expect(
      diff.take(
        book(
          9,
          [
            [101, 1],
            [100, 5],
          ],
          [[102, 4]],
        ),
        5,
        6,
      ),
    ).toBeUndefined();
    expect(diff.fault).toBeUndefined();
  });

  it.each([
    ['crossed', book(9, [[102, 1]], [[102, 1]])],
    ['went-back', book(6, [[100, 1]], [[103, 1]])],
    ['off-step', { ...book(9, [[100, 1]], []), asks: [[1.025, 1]] as [number, number][] }],
    ['off-step', { ...book(9, [[100, 1]], []), asks: [[Number.NaN, 1]] as [number, number][] }],
  ] as const)('does not tell a book that is %s', (fault, bad) => {
    const diff = new BookDiff(instrument, 50);
    diff.take(book(7, [[100, 5]], [[102, 6]]), 1, 1);
    expect(diff.take(bad, 2, 2)).toBeUndefined();
    expect(diff.fault).toBe(fault);
  });

  it('breaks the book for whoever follows, until it is told whole again', () => {
    const diff = new BookDiff(instrument, 50);
    const follower = new SequencedBook();
    const tell = (event: Depth | undefined): void => {
      if (event !== undefined) follower.apply(event);
    };
    tell(diff.take(book(7, [[100, 5]], [[102, 6]]), 1, 1));
    tell(diff.drop(2));
    expect([follower.isBroken, follower.book]).toEqual([true, undefined]);
    expect(diff.drop(3)).toBeUndefined();
    tell(diff.take(book(20, [[99, 5]], [[101, 6]]), 4, 4));
    expect([follower.isBroken, follower.book?.bestTicks(0), follower.book?.levels(0)]).toEqual([
      false,
      99,
      1,
    ]);
  });

  it('brings a follower to the same book, whatever came before', () => {
    const side = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 9 })), {
      selector: ([offset]) => offset,
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(side, side), { minLength: 1, maxLength: 15 }), (states) => {
        const diff = new BookDiff(instrument, 5);
        const follower = new SequencedBook();
        for (const [index, [below, above]] of states.entries()) {
          const bids = below
            .map(([offset, lots]): [number, number] => [1_000 - offset, lots])
            .sort((a, b) => b[0] - a[0]);
          const asks = above
            .map(([offset, lots]): [number, number] => [1_000 + offset, lots])
            .sort((a, b) => a[0] - b[0]);
          const event = diff.take(book(index + 1, bids, asks), index, index);
          if (event !== undefined) follower.apply(event);
          const seen = [0, 1].map((code) =>
            Array.from({ length: follower.book?.levels(code as 0 | 1) ?? 0 }, (_, n) => [
              follower.book?.levelTicks(code as 0 | 1, n),
              follower.book?.levelLots(code as 0 | 1, n),
            ]),
          );
          expect(seen).toEqual([bids.slice(0, 5), asks.slice(0, 5)]);
        }
      }),
    );
  });
});
