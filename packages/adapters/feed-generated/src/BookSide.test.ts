import { Random } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { BookSide } from './BookSide.ts';

function side(direction: -1 | 1, levelLots = 1_000): BookSide {
  return new BookSide({ random: new Random(3), direction, levels: 5, levelLots, best: 100 });
}

/** Sizes by price. */
function sizes(book: BookSide): Map<number, number> {
  return new Map(Array.from(book.lots, (lots, level) => [book.best + book.direction * level, lots]));
}

describe('BookSide', () => {
  it.each([
    [-1, 103],
    [-1, 98],
    [-1, 100],
    [-1, 180],
    [-1, 20],
    [1, 103],
    [1, 98],
    [1, 100],
    [1, 180],
    [1, 20],
  ] as const)('of direction %s keeps sizes at their prices when the touch moves to %s', (direction, best) => {
    const book = side(direction);
    const before = sizes(book);
    book.moveTo(best);
    expect(book.best).toBe(best);
    const after = sizes(book);
    expect(after.size).toBe(5);
    let kept = 0;
    for (const [ticks, lots] of after) {
      expect(lots).toBeGreaterThanOrEqual(1);
      if (before.has(ticks)) {
        expect(lots).toBe(before.get(ticks));
        kept += 1;
      } else expect([...before.values()]).not.toContain(lots);
    }
    expect(kept).toBe(Math.max(0, 5 - Math.abs(best - 100)));
  });

  it('gives way when its touch is taken, and only then', () => {
    for (const direction of [-1, 1] as const) {
      const book = side(direction);
      const [first, second] = book.lots;
      book.take(first! - 1);
      expect([book.best, book.lots[0]]).toEqual([100, 1]);
      book.take(1);
      expect([book.best, book.lots[0]]).toEqual([100 + direction, second]);
    }
  });

  it('never redraws a level as it was', () => {
    // With a mean of one lot the same size would come again about every other time.
    const book = side(1, 1);
    for (let round = 0; round < 200; round += 1) {
      const before = book.lots[2];
      book.redraw(2);
      expect(book.lots[2]).not.toBe(before);
    }
  });

  it('is thinner at the touch than behind', () => {
    const sums = new Float64Array(5);
    const random = new Random(7);
    for (let round = 0; round < 4_000; round += 1) {
      const book = new BookSide({ random, direction: 1, levels: 5, levelLots: 100, best: 100 });
      for (let level = 0; level < 5; level += 1) sums[level]! += book.lots[level]! / 4_000;
    }
    // Means of 100, 120 … 180, in whole lots of at least one, each within 3 %.
    for (let level = 0; level < 5; level += 1) {
      expect(sums[level]! / (100 + 20 * level)).toBeGreaterThan(0.95);
      expect(sums[level]! / (100 + 20 * level)).toBeLessThan(1.06);
    }
  });
});
