import { Random } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TICKS_MAX, TickLadder } from './TickLadder.ts';

// The oracle: a plain map and a sort.
class NaiveLadder {
  readonly values = new Map<number, number>();
  sorted(): number[] {
    return [...this.values.keys()].sort((a, b) => a - b);
  }
  above(ticks: number): number {
    return this.sorted().find((other) => other > ticks) ?? 0;
  }
  below(ticks: number): number {
    return this.sorted().findLast((other) => other < ticks) ?? 0;
  }
}

function expectSame(ladder: TickLadder, naive: NaiveLadder, probes: readonly number[]): void {
  const sorted = naive.sorted();
  expect(ladder.size).toBe(sorted.length);
  expect(ladder.first()).toBe(sorted[0] ?? 0);
  expect(ladder.last()).toBe(sorted.at(-1) ?? 0);
  for (const ticks of probes) {
    expect(ladder.get(ticks)).toBe(naive.values.get(ticks) ?? 0);
    expect(ladder.above(ticks)).toBe(naive.above(ticks));
    expect(ladder.below(ticks)).toBe(naive.below(ticks));
  }
}

/** Prices that meet every boundary of words (32), leaves (256) and nodes (65,536; 16,777,216). */
const boundaries = [32, 256, 65_536, 16_777_216, 2 ** 30].flatMap((edge) => [edge - 1, edge, edge + 1]);
const price = fc.oneof(
  fc.integer({ min: 1, max: TICKS_MAX }),
  fc.integer({ min: 1, max: 700 }),
  fc.integer({ min: 61_000, max: 70_000 }),
  fc.constantFrom(1, TICKS_MAX, TICKS_MAX - 1, ...boundaries),
);

describe('TickLadder', () => {
  it('is empty at first', () => {
    const ladder = new TickLadder();
    expectSame(ladder, new NaiveLadder(), [1, 2, 256, TICKS_MAX]);
  });

  it('holds the lowest and the highest price at once', () => {
    const ladder = new TickLadder();
    ladder.put(1, 7);
    ladder.put(TICKS_MAX, 8);
    expect([ladder.first(), ladder.last(), ladder.above(1), ladder.below(TICKS_MAX)]).toEqual([
      1,
      TICKS_MAX,
      TICKS_MAX,
      1,
    ]);
    expect([ladder.above(TICKS_MAX), ladder.below(1)]).toEqual([0, 0]);
  });

  it('replaces a value without counting the price twice', () => {
    const ladder = new TickLadder();
    ladder.put(500, 1);
    ladder.put(500, 2);
    expect([ladder.size, ladder.get(500)]).toEqual([1, 2]);
  });

  it.each([
    ['nothing is held', [], 5],
    ['only a neighbour of the same leaf is held', [4], 5],
    ['only a price far away is held', [900_000_000], 5],
  ])('crashes when a price that is not held is deleted: %s', (_, held, ticks) => {
    const ladder = new TickLadder();
    for (const other of held as number[]) ladder.put(other, 1);
    expect(() => ladder.delete(ticks)).toThrow(`price ${ticks} is not in the ladder`);
  });

  it('agrees with a sorted list after any changes', () => {
    const change = fc.record({ ticks: price, value: fc.integer({ min: 0, max: 1000 }) });
    fc.assert(
      fc.property(
        fc.array(change, { maxLength: 60 }),
        fc.array(price, { maxLength: 6 }),
        (changes, probes) => {
          const ladder = new TickLadder();
          const naive = new NaiveLadder();
          for (const { ticks, value } of changes) {
            if (value > 0) {
              ladder.put(ticks, value);
              naive.values.set(ticks, value);
            } else if (naive.values.delete(ticks)) {
              ladder.delete(ticks);
            }
          }
          expectSame(ladder, naive, [...probes, ...changes.map((change) => change.ticks)]);
        },
      ),
    );
  });

  it('agrees step by step on a long stream whose centre jumps across the whole range', () => {
    const random = new Random(7);
    const ladder = new TickLadder();
    const naive = new NaiveLadder();
    let centre = 100_000;
    for (let step = 1; step <= 3000; step += 1) {
      if (step % 400 === 0) centre = 2000 + random.nextBelow(TICKS_MAX - 4000);
      const ticks = centre + random.nextBelow(600) - 300;
      if (naive.values.has(ticks) || random.nextBelow(2) === 0) {
        if (naive.values.delete(ticks)) ladder.delete(ticks);
      } else {
        ladder.put(ticks, step);
        naive.values.set(ticks, step);
      }
      if (step % 20 === 0) expectSame(ladder, naive, [ticks, centre, ticks + 300]);
    }
  });

  it('uses the memory of emptied prices again', () => {
    const ladder = new TickLadder();
    for (let step = 1; step <= 20_000; step += 1) {
      const ticks = (step * 7_919_123) % TICKS_MAX;
      ladder.put(ticks, 1);
      expect(ladder.above(0)).toBe(ticks);
      ladder.delete(ticks);
    }
    // One price needs a root and one node at each of the three heights below it.
    expect(ladder.nodesHeld).toBe(4);
  });

  it('stays within its stated number of nodes when prices are as far apart as can be', () => {
    const ladder = new TickLadder();
    const prices = 40_000;
    for (let i = 0; i < prices; i += 1) ladder.put(1 + i * 53_000, 1 + i);
    expect(ladder.nodesHeld).toBeLessThanOrEqual(1 + 128 + 32_768 + prices);
    expect([ladder.get(1), ladder.get(1 + 39_999 * 53_000), ladder.size]).toEqual([1, 40_000, prices]);
  });

  it('forgets everything on clear and works on', () => {
    const ladder = new TickLadder();
    for (const ticks of [5, 700, 80_000, TICKS_MAX]) ladder.put(ticks, 3);
    ladder.delete(80_000);
    ladder.clear();
    expectSame(ladder, new NaiveLadder(), [5, 700, 80_000, TICKS_MAX]);
    ladder.put(700, 9);
    expect([ladder.first(), ladder.last(), ladder.get(700), ladder.size]).toEqual([700, 700, 9, 1]);
    expect(ladder.nodesHeld).toBe(4);
  });
});
