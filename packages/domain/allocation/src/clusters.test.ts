import { describe, expect, it } from 'vitest';
import { cluster, correlationDistance, cutTree, leafOrder } from './clusters.ts';

/** Five points on a line, at 0, 1, 3, 7 and 12: distances that can be followed by hand. */
const POINTS = [0, 1, 3, 7, 12];
const distance = POINTS.map((one) => Float64Array.from(POINTS, (other) => Math.abs(one - other)));

describe('clusters', () => {
  it('merge by the nearest members', () => {
    expect(cluster(distance, 'single')).toEqual([
      { left: 0, right: 1, distance: 1, size: 2 },
      { left: 2, right: 5, distance: 2, size: 3 },
      { left: 3, right: 6, distance: 4, size: 4 },
      { left: 4, right: 7, distance: 5, size: 5 },
    ]);
  });

  it('merge by the mean over pairs', () => {
    // {0,1} to 3: (3 + 2) ÷ 2; {7,12} at 5 before {0,1,3} to 7 at (7 + 6 + 4) ÷ 3; at last the mean of six pairs.
    const mergers = cluster(distance, 'average');
    expect(mergers.map((merger) => merger.distance)).toEqual([
      1,
      2.5,
      5,
      expect.closeTo((7 + 6 + 4 + 12 + 11 + 9) / 6, 12),
    ]);
    expect(mergers.map(({ left, right }) => [left, right])).toEqual([
      [0, 1],
      [2, 5],
      [3, 4],
      [6, 7],
    ]);
  });

  it('merge by the rise of the variance within', () => {
    // Ward's distance of two clusters of points: √(2 n m ÷ (n + m)) × the distance of their means.
    const ward = (n: number, m: number, gap: number): number => Math.sqrt((2 * n * m) / (n + m)) * gap;
    expect(cluster(distance, 'ward').map((merger) => merger.distance)).toEqual([
      expect.closeTo(ward(1, 1, 1), 12),
      expect.closeTo(ward(2, 1, 2.5), 12),
      expect.closeTo(ward(1, 1, 5), 12),
      expect.closeTo(ward(3, 2, 9.5 - 4 / 3), 12),
    ]);
  });

  it('give an order in which near ones stand together, and cut into any number', () => {
    const mergers = cluster(distance, 'single');
    expect(leafOrder(mergers)).toEqual([4, 3, 2, 0, 1]);
    expect(cutTree(mergers, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(cutTree(mergers, 3)).toEqual([0, 0, 0, 1, 2]);
    expect(cutTree(mergers, 1)).toEqual([0, 0, 0, 0, 0]);
    expect(leafOrder([])).toEqual([0]);
  });

  it('count opposite moves as farthest and equal ones as nearest', () => {
    const rows = correlationDistance([
      Float64Array.of(1, -1, 1),
      Float64Array.of(-1, 1, 0),
      Float64Array.of(1, 0, 1),
    ]);
    expect(rows[0]).toEqual(Float64Array.of(0, 1, 0));
    expect(rows[1]![2]).toBeCloseTo(Math.SQRT1_2, 15);
  });
});
