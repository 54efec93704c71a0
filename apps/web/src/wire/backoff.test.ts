import { expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

it('doubles up to a longest wait and spreads over the upper half', () => {
  expect([0, 1, 2, 9, 500].map((tries) => backoffMs(tries, 1))).toEqual([500, 1_000, 2_000, 15_000, 15_000]);
  expect(backoffMs(2, 0)).toBe(1_000);
});
