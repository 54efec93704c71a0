import { Random } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxMap } from './boxMap.ts';
import { CmaEs, type CmaEsOptions } from './CmaEs.ts';
import { cmaWeights } from './cmaWeights.ts';
import { rastrigin, rosenbrock, sphere } from './functions.fixture.ts';

type Loss = (x: Float64Array) => number;

function descend(
  loss: Loss,
  options: Omit<CmaEsOptions, 'seed'>,
  { seed = 1, evaluationsMax = 20_000, below = 1e-9 } = {},
): CmaEs {
  const search = new CmaEs({ seed, ...options });
  while (
    search.progress.evaluations < evaluationsMax &&
    (search.best?.loss ?? Number.POSITIVE_INFINITY) > below
  ) {
    const points = search.ask();
    if (points.length === 0) break;
    search.tell(points.map(loss));
  }
  return search;
}

const all = (size: number, value: number) => new Float64Array(size).fill(value);

describe('CmaEs', () => {
  it('reaches the bottom of a sphere at a rate like that of the reference', () => {
    // Reference runs (pycma, n = 10) take about 1,500 to 2,000 evaluations to 1e-9.
    const found = descend(sphere, { mean: all(10, 3), sigma: 2 }, { evaluationsMax: 2500 });
    expect(found.best?.loss).toBeLessThan(1e-9);
  });

  it('follows a bent valley to its end', () => {
    const found = descend(rosenbrock, { mean: all(8, 0), sigma: 0.5 }, { evaluationsMax: 8000 });
    expect(found.best?.loss).toBeLessThan(1e-9);
    for (const value of found.best?.point ?? []) expect(value).toBeCloseTo(1, 3);
  });

  it('is indifferent to stretching and turning', () => {
    const stretched: Loss = ([a = 0, b = 0, c = 0]) =>
      ((a + b) / 2) ** 2 + 1e4 * ((a - b) / 2) ** 2 + 1e6 * c * c;
    expect(
      descend(stretched, { mean: all(3, 2), sigma: 1 }, { evaluationsMax: 4000 }).best?.loss,
    ).toBeLessThan(1e-9);
  });

  it('finds the lowest of many valleys with restarts, where random search does not', () => {
    const bounds = { lower: all(4, -5.12), upper: all(4, 5.12) };
    const found = descend(rastrigin, { mean: all(4, 3), sigma: 2, ...bounds }, { evaluationsMax: 30_000 });
    expect(found.best?.loss).toBeLessThan(1e-9);
    expect(found.progress.restarts).toBeGreaterThan(0);
    const random = new Random(1);
    let best = Number.POSITIVE_INFINITY;
    for (let tried = 0; tried < found.progress.evaluations; tried += 1)
      best = Math.min(best, rastrigin(Array.from({ length: 4 }, () => -5.12 + 10.24 * random.nextFloat())));
    expect(best).toBeGreaterThan(0.1);
  });

  it('finds a minimum that lies on a bound, without leaving the box', () => {
    const lower = all(5, 1);
    const upper = Float64Array.from([2, 9, Number.POSITIVE_INFINITY, 4, 3]);
    const seen: number[] = [];
    const found = descend(
      (x) => {
        seen.push(...Array.from(x, (value, index) => Math.min(value - 1, (upper[index] as number) - value)));
        return sphere(x);
      },
      { mean: all(5, 1.5), sigma: 0.5, lower, upper },
      { below: 5 + 1e-7, evaluationsMax: 6000 },
    );
    expect(found.best?.loss).toBeCloseTo(5, 6);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(0);
  });

  it('works in one dimension', () => {
    expect(descend(([x = 0]) => (x - 7) ** 2, { mean: [0], sigma: 1 }).best?.point[0]).toBeCloseTo(7, 4);
  });

  it('goes on from points that cannot be tried', () => {
    const halved: Loss = (x) => ((x[0] as number) < 0 ? Number.POSITIVE_INFINITY : sphere(x));
    expect(descend(halved, { mean: all(3, 1), sigma: 1 }).best?.loss).toBeLessThan(1e-9);
  });

  it('ends on flat ground, says why, and asks for nothing more', () => {
    const search = descend(() => 1, { mean: all(2, 0), sigma: 1, restartsMax: 1 }, { below: 0 });
    expect(search.end).toBe('flat');
    expect(search.ask()).toEqual([]);
    const never = descend(
      () => Number.POSITIVE_INFINITY,
      { mean: all(2, 0), sigma: 1, restartsMax: 0 },
      { below: 0 },
    );
    expect(never.end).toBe('flat');
  });

  it('gives the same points for the same seed, and others for another', () => {
    const run = (seed: number) =>
      descend(rosenbrock, { mean: all(3, 0), sigma: 1 }, { seed, evaluationsMax: 200, below: 0 }).best?.point;
    expect(run(5)).toEqual(run(5));
    expect(run(5)).not.toEqual(run(6));
  });

  it('does not hear a generation twice', () => {
    const search = new CmaEs({ mean: [0, 0], sigma: 1, seed: 1 });
    const points = search.ask();
    expect(() => search.ask()).toThrow('not been answered');
    expect(() => search.tell([1])).toThrow('losses');
    expect(() => search.tell(points.map(() => Number.NaN))).toThrow('no number');
  });
});

describe('cmaWeights', () => {
  it.each([
    [1, 4],
    [2, 6],
    [10, 10],
    [40, 15],
    [5, 128],
  ])('keeps what the tutorial says of %i coordinates and %i points', (size, population) => {
    const { weights, parents, effective, rankOneRate, rankManyRate } = cmaWeights(size, population);
    const positive = weights.slice(0, parents);
    expect(positive.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(effective).toBeCloseTo(1 / positive.reduce((sum, weight) => sum + weight ** 2, 0), 10);
    expect([...weights]).toEqual([...weights].sort((a, b) => b - a));
    // The matrix stays positive definite and its decay is never negative.
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    expect(1 - rankOneRate - rankManyRate * total).toBeGreaterThan(0);
    expect(rankOneRate + rankManyRate).toBeLessThanOrEqual(1);
  });
  it('has the effective count of the tutorial, about 0.3 of the population', () => {
    expect(cmaWeights(10, 10).effective).toBeCloseTo(3.1672992, 6);
  });
});

describe('boxMap', () => {
  const bounds = fc
    .tuple(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.double({ min: 0.01, max: 1e3, noNaN: true }))
    .map(([lower, width]) => [lower, lower + width] as const);

  it('maps every number into the bounds, and back out of them', () => {
    fc.assert(
      fc.property(
        bounds,
        fc.double({ min: -1e4, max: 1e4, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ([lower, upper], free, part) => {
          const map = boxMap(lower, upper);
          const slack = 1e-9 * (1 + Math.abs(lower) + Math.abs(upper));
          expect(map.into(free)).toBeGreaterThanOrEqual(lower - slack);
          expect(map.into(free)).toBeLessThanOrEqual(upper + slack);
          const bound = lower + part * (upper - lower);
          expect(Math.abs(map.into(map.out(bound)) - bound)).toBeLessThan(1e-6 * (1 + Math.abs(bound)));
        },
      ),
    );
  });

  it('changes nothing without bounds, or far inside them', () => {
    expect(boxMap(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY).into(-123.5)).toBe(-123.5);
    expect(boxMap(-10, 10).into(3)).toBe(3);
    expect(boxMap(2, 2).into(9)).toBe(2);
  });

  it('has no jumps', () => {
    const { into } = boxMap(0, 1);
    for (let free = -3; free < 3; free += 0.001)
      expect(Math.abs(into(free + 0.001) - into(free))).toBeLessThan(0.0011);
  });
});
