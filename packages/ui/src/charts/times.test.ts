import { expect, it } from 'vitest';
import { nearest, niceTimes } from './times.ts';

it('cuts time at round moments', () => {
  const hour = 3_600_000_000;
  expect(niceTimes(0, 4 * hour, 4)).toEqual([0, hour, 2 * hour, 3 * hour, 4 * hour]);
  expect(niceTimes(10, 10, 4)).toEqual([10]);
});

it('finds the nearest moment', () => {
  expect(nearest([0, 10, 30], 21)).toBe(2);
  expect(nearest([0, 10, 30], -5)).toBe(0);
});
