import fc from 'fast-check';
import { expect, it } from 'vitest';
import { binomial, blockStarts, combinations } from './combinations.ts';

it('lists choices in order', () => {
  expect(Array.from(combinations(4, 2), (each) => Array.from(each))).toEqual([
    [0, 1],
    [0, 2],
    [0, 3],
    [1, 2],
    [1, 3],
    [2, 3],
  ]);
});

it('lists as many as there are, each once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 }), fc.nat(10), (n, k) => {
      fc.pre(k <= n);
      const all = new Set(Array.from(combinations(n, k), (each) => each.join()));
      expect(all.size).toBe(binomial(n, k));
    }),
  );
});

it('knows the triangle of Pascal', () => {
  expect([binomial(16, 8), binomial(20, 10), binomial(5, 0), binomial(5, 5), binomial(52, 5)]).toEqual([
    12_870, 184_756, 1, 1, 2_598_960,
  ]);
});

it.each([
  [10, 5, [0, 2, 4, 6, 8, 10]],
  [11, 4, [0, 3, 6, 9, 11]],
  [3, 3, [0, 1, 2, 3]],
])('splits %i rows into %i blocks', (n, parts, starts) => {
  expect(Array.from(blockStarts(n, parts))).toEqual(starts);
});
