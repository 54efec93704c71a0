import { expect, it } from 'vitest';
import { moveInOrder, samePlan } from './killPlan.ts';

it('moves a name and stops at the ends', () => {
  expect(moveInOrder(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
  expect(moveInOrder(['a', 'b', 'c'], 1, 1)).toEqual(['a', 'c', 'b']);
  expect(moveInOrder(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  expect(moveInOrder(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
});

it('compares what is reduced and in which order', () => {
  expect(samePlan({ reduce: 'nothing', order: [] }, { reduce: 'nothing', order: [] })).toBe(true);
  expect(samePlan({ reduce: 'nothing', order: ['a', 'b'] }, { reduce: 'nothing', order: ['b', 'a'] })).toBe(
    false,
  );
  expect(samePlan({ reduce: 'nothing', order: [] }, { reduce: 'everything', order: [] })).toBe(false);
});
