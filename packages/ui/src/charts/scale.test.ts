import { expect, it } from 'vitest';
import { digitsOf, linearScale, niceTicks } from './scale.ts';

it('cuts ranges at round numbers', () => {
  expect(niceTicks(0, 10, 5)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(niceTicks(-0.13, 0.27, 4)).toEqual([-0.1, 0, 0.1, 0.2]);
  expect(niceTicks(5, 5, 4)).toEqual([5]);
});

it('gives as many digits as tell ticks apart', () => {
  expect(digitsOf([0, 2])).toBe(0);
  expect(digitsOf([0, 0.1])).toBe(1);
  expect(digitsOf([0.25, 0.3])).toBe(2);
});

it('maps ends to ends, and a single value to the middle', () => {
  const scale = linearScale(10, 20, 100, 0);
  expect([scale.at(10), scale.at(20), scale.at(15)]).toEqual([100, 0, 50]);
  expect(linearScale(7, 7, 0, 10).at(7)).toBe(5);
});
