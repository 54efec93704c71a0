import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pushPair, regress, rollingPair } from './RollingPair.ts';

/** Least squares from the definition, on slices. */
function naive(
  points: readonly (readonly [number, number])[],
  fixed?: number,
): { slope: number; deviation: number; intercept: number } {
  const n = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const top = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const slope = fixed ?? top / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const intercept = meanY - slope * meanX;
  const left = points.reduce((sum, [x, y]) => sum + (y - intercept - slope * x) ** 2, 0);
  return { slope, intercept, deviation: Math.sqrt(left / (n - 2)) };
}

describe('rolling pair', () => {
  it('equals least squares computed anew from the last pairs', () => {
    // Whole hundredths keep the abscissas apart, so that the slope is well told.
    const point = fc.tuple(fc.integer({ min: -100, max: 100 }), fc.integer({ min: -100, max: 100 }));
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 30 }),
        fc.array(point, { minLength: 3, maxLength: 120 }),
        fc.constantFrom(undefined, 1, 0.7),
        (length, steps, fixed) => {
          const pair = rollingPair(length);
          const seen: [number, number][] = [];
          for (const [x, y] of steps) {
            seen.push([10 + x / 100, 8 + y / 100]);
            pushPair(pair, 10 + x / 100, 8 + y / 100);
            const points = seen.slice(-length);
            const spread = new Set(points.map(([at]) => at)).size;
            if (points.length < 3 || (fixed === undefined && spread < 2)) continue;
            const expected = naive(points, fixed);
            const found = regress(pair, fixed);
            expect(found?.slope).toBeCloseTo(expected.slope, 6);
            expect(found?.intercept).toBeCloseTo(expected.intercept, 5);
            expect(found?.deviation).toBeCloseTo(expected.deviation, 6);
          }
        },
      ),
    );
  });

  it('tells nothing from fewer than three pairs or from one abscissa', () => {
    const pair = rollingPair(5);
    pushPair(pair, 1, 1);
    pushPair(pair, 2, 2);
    expect(regress(pair)).toBeUndefined();
    const upright = rollingPair(5);
    for (const y of [1, 2, 3]) pushPair(upright, 1, y);
    expect(regress(upright)).toBeUndefined();
    expect(regress(upright, 1)?.deviation).toBeCloseTo(Math.sqrt(2), 12);
  });
});
