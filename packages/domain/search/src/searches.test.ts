import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cmaEsSearch } from './cmaEsSearch.ts';
import { BRANIN_MINIMUM, branin, rosenbrock, sphere } from './functions.fixture.ts';
import { gridSearch } from './gridSearch.ts';
import { haltonSearch, radicalInverse } from './haltonSearch.ts';
import { randomSearch } from './randomSearch.ts';
import { refusalOf } from './refusalOf.fixture.ts';
import type { Search } from './Search.ts';
import { type Dimension, type Point, type Space, unitOf, valueAt } from './Space.ts';
import { tpeSearch } from './tpeSearch.ts';

const PLANE: Space = { x: { kind: 'real', from: -5, to: 10 }, y: { kind: 'real', from: 0, to: 15 } };
const CUBE: Space = Object.fromEntries(
  ['a', 'b', 'c', 'd'].map((name) => [name, { kind: 'real', from: -4, to: 6 } as const]),
);
const MIXED: Space = {
  window: { kind: 'whole', from: 5, to: 50, step: 5 },
  rate: { kind: 'log-real', from: 1e-4, to: 1 },
  side: { kind: 'choice', options: ['long', 'short', 'both'] },
  level: { kind: 'real', from: 0, to: 1, step: 0.1 },
};
const numbersOf = (point: Point) => Object.values(point) as number[];
const braninAt = ({ x, y }: Point) => branin(x as number, y as number);

/** Best loss for each of seven seeds, sorted. */
function tryOn(
  make: (seed: number) => Search,
  loss: (point: Point) => number,
  budget: number,
  batch = 1,
): number[] {
  return Array.from({ length: 7 }, (_, seed) => {
    const search = make(seed + 1);
    for (let tried = 0; tried < budget; ) {
      const questions = search.ask(batch);
      for (const { index, point } of questions) search.tell(index, loss(point));
      tried += questions.length;
    }
    return search.best?.loss as number;
  }).sort((a, b) => a - b);
}

const median = (values: readonly number[]) => values[3] as number;

describe('searches beside random search at the same budget', () => {
  it.each([
    ['tpe', (seed: number) => tpeSearch(PLANE, seed)],
    ['cma-es', (seed: number) => cmaEsSearch(PLANE, seed)],
  ])('%s comes nearer to the minimum of Branin', (_, make) => {
    const found = tryOn(make, braninAt, 100, 1);
    const guessed = tryOn((seed) => randomSearch(PLANE, seed), braninAt, 100);
    expect(median(found) - BRANIN_MINIMUM).toBeLessThan((median(guessed) - BRANIN_MINIMUM) / 2);
    expect(median(found) - BRANIN_MINIMUM).toBeLessThan(0.15);
    expect(found[0]).toBeGreaterThanOrEqual(BRANIN_MINIMUM - 1e-6);
  });

  it.each([
    ['tpe', (seed: number) => tpeSearch(CUBE, seed)],
    ['cma-es', (seed: number) => cmaEsSearch(CUBE, seed)],
  ])('%s is far ahead on a sphere and in a valley, asked for four at a time', (_, make) => {
    for (const loss of [sphere, rosenbrock]) {
      const found = tryOn(make, (point) => loss(numbersOf(point)), 120, 4);
      const guessed = tryOn(
        (seed) => randomSearch(CUBE, seed),
        (point) => loss(numbersOf(point)),
        120,
        4,
      );
      expect(median(found)).toBeLessThan(median(guessed) / 3);
    }
  });

  it('tpe finds the right option and the right order of magnitude', () => {
    const loss = ({ window, rate, side, level }: Point) =>
      Math.abs(Math.log10(rate as number) + 2.5) +
      (side === 'short' ? 0 : 1) +
      Math.abs((window as number) - 30) / 45 +
      Math.abs((level as number) - 0.7);
    expect(median(tryOn((seed) => tpeSearch(MIXED, seed), loss, 80))).toBeLessThan(
      median(tryOn((seed) => randomSearch(MIXED, seed), loss, 80)) / 2,
    );
  });
});

describe('every search', () => {
  const makes: readonly (readonly [string, (space: Space, seed: number) => Search])[] = [
    ['random', randomSearch],
    ['halton', haltonSearch],
    ['tpe', tpeSearch],
    ['cma-es', cmaEsSearch],
  ];
  const transcript = (search: Search) =>
    Array.from({ length: 12 }, () => {
      const questions = search.ask(5);
      for (const { index, point } of questions) search.tell(index, (point['rate'] as number) - 0.1);
      return questions;
    });

  it.each(makes)('%s asks the same for the same seed, and other things for another', (_, make) => {
    expect(transcript(make(MIXED, 7))).toEqual(transcript(make(MIXED, 7)));
    expect(transcript(make(MIXED, 7))).not.toEqual(transcript(make(MIXED, 8)));
  });

  it.each(makes)('%s stays inside the space and on its steps', (_, make) => {
    for (const { point } of transcript(make(MIXED, 3)).flat()) {
      expect((point['window'] as number) % 5).toBe(0);
      expect(point['window']).toBeGreaterThanOrEqual(5);
      expect(point['window']).toBeLessThanOrEqual(50);
      expect(point['rate']).toBeGreaterThanOrEqual(1e-4);
      expect(point['rate']).toBeLessThanOrEqual(1);
      expect(['long', 'short', 'both']).toContain(point['side']);
      expect(String(point['level'])).toMatch(/^(0(\.\d)?|1)$/);
    }
  });

  it.each(makes)('%s knows its best, and takes what is no number for the worst', (_, make) => {
    const search = make(MIXED, 1);
    const [first, second, third] = search.ask(3);
    search.tell(first?.index ?? -1, Number.NaN);
    expect(search.best).toMatchObject({ index: 0, loss: Number.POSITIVE_INFINITY });
    search.tell(second?.index ?? -1, 2);
    search.tell(third?.index ?? -1, 2);
    expect(search.best).toMatchObject({ index: 1, loss: 2, point: second?.point });
    expect(() => search.tell(1, 0)).toThrow('answered already');
    expect(() => search.tell(99, 0)).toThrow('not asked');
  });

  it('cma-es asks for no more before a generation is answered', () => {
    const search = cmaEsSearch(PLANE, 1, { population: 6 });
    expect(search.ask(4)).toHaveLength(4);
    expect(search.ask(4).map(({ index }) => index)).toEqual([4, 5]);
    expect(search.ask(4)).toEqual([]);
    for (let index = 5; index >= 0; index -= 1) search.tell(index, index);
    expect(search.ask(100).map(({ index }) => index)).toEqual([6, 7, 8, 9, 10, 11]);
  });

  it('tpe keeps points apart that are asked for together', () => {
    const search = tpeSearch(PLANE, 4);
    for (const { index, point } of search.ask(30)) search.tell(index, braninAt(point));
    const places = search.ask(12).map(({ point }) => numbersOf(point));
    const gaps = places.flatMap((one, index) =>
      places
        .slice(index + 1)
        .map((other) => Math.hypot(...one.map((value, axis) => value - (other[axis] as number)))),
    );
    expect(Math.min(...gaps)).toBeGreaterThan(0.02);
  });
});

describe('gridSearch', () => {
  it('tries every point once, in order, and no more', () => {
    const search = gridSearch({
      a: { kind: 'whole', from: 1, to: 4, step: 2 },
      b: { kind: 'choice', options: [true, false] },
      c: { kind: 'real', from: 0.1, to: 0.3, step: 0.1 },
    });
    expect(search.size).toBe(12);
    const points = [...search.ask(5), ...search.ask(100)].map(({ point }) => numbersOf(point));
    expect(points.slice(0, 4)).toEqual([
      [1, true, 0.1],
      [1, true, 0.2],
      [1, true, 0.3],
      [1, false, 0.1],
    ]);
    expect(points[11]).toEqual([3, false, 0.3]);
    expect(new Set(points.map(String)).size).toBe(12);
    expect(search.ask(1)).toEqual([]);
  });
});

describe('Space', () => {
  it('gives values that count equal parts, and comes back to them', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(MIXED)),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (dimension, unit) => {
          const value = valueAt(dimension, unit);
          const again = valueAt(dimension, unitOf(dimension, value));
          if (typeof value === 'number') expect(again).toBeCloseTo(value, 9);
          else expect(again).toBe(value);
        },
      ),
    );
    const counts = new Map<unknown, number>();
    for (let index = 0; index < 1000; index += 1) {
      const value = valueAt(MIXED['window'] as Dimension, index / 1000);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.values()]).toEqual(new Array(10).fill(100));
  });

  it('has the middle of a logarithmic range at its geometric mean', () => {
    expect(valueAt({ kind: 'log-real', from: 0.01, to: 100 }, 0.5)).toBeCloseTo(1, 12);
  });

  it('mirrors digits for Halton', () => {
    expect([1, 2, 3, 4, 5].map((index) => radicalInverse(index, 2))).toEqual([0.5, 0.25, 0.75, 0.125, 0.625]);
    expect([1, 2, 3, 4].map((index) => Math.round(radicalInverse(index, 3) * 9))).toEqual([3, 6, 1, 4]);
  });

  it('fills the square more evenly with Halton than at random', () => {
    const unit: Space = { x: { kind: 'real', from: 0, to: 1 }, y: { kind: 'real', from: 0, to: 1 } };
    const emptyCells = (search: Search) =>
      256 -
      new Set(
        search.ask(512).map(({ point }) =>
          numbersOf(point)
            .map((value) => Math.floor(value * 16))
            .join(),
        ),
      ).size;
    expect(emptyCells(haltonSearch(unit, 3))).toBeLessThan(emptyCells(randomSearch(unit, 3)) / 2);
  });

  const bad: readonly (readonly [string, Space])[] = [
    ['no parameters', {}],
    ['a range upside down', { a: { kind: 'real', from: 2, to: 1 } }],
    ['an endless range', { a: { kind: 'real', from: 0, to: Number.POSITIVE_INFINITY } }],
    ['a step of nothing', { a: { kind: 'real', from: 0, to: 1, step: 0 } }],
    ['a broken whole number', { a: { kind: 'whole', from: 0.5, to: 3 } }],
    ['a broken step between whole numbers', { a: { kind: 'whole', from: 0, to: 3, step: 0.5 } }],
    ['a logarithm of zero', { a: { kind: 'log-real', from: 0, to: 1 } }],
    ['a choice of nothing', { a: { kind: 'choice', options: [] } }],
    ['the same option twice', { a: { kind: 'choice', options: [1, 1] } }],
    [
      'too many parameters',
      Object.fromEntries(
        Array.from({ length: 51 }, (_, index) => [`p${index}`, { kind: 'real', from: 0, to: 1 } as const]),
      ),
    ],
  ];
  it.each(bad)('refuses %s', (_, space) => {
    for (const make of [
      gridSearch,
      () => randomSearch(space, 1),
      () => tpeSearch(space, 1),
      () => cmaEsSearch(space, 1),
    ])
      expect(refusalOf(() => make(space)).kind).toBe('bad-space');
  });

  it('refuses a grid without steps, and one beyond the bound', () => {
    expect(refusalOf(() => gridSearch({ a: { kind: 'real', from: 0, to: 1 } })).message).toContain('no step');
    const wide: Space = { a: { kind: 'whole', from: 1, to: 2000 }, b: { kind: 'whole', from: 1, to: 2000 } };
    expect(refusalOf(() => gridSearch(wide)).message).toContain('4000000 points');
  });

  it('refuses Halton beyond ten parameters', () => {
    const space = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [`p${index}`, { kind: 'real', from: 0, to: 1 } as const]),
    );
    expect(refusalOf(() => haltonSearch(space, 1)).kind).toBe('bad-space');
  });
});
