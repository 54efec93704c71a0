import { expect, it } from 'vitest';
import { axisDigits, digitsFor, isFigure, numberLines } from './numberLines.ts';

it('flattens what lies deeper', () => {
  expect(numberLines({ value: 3, sizes: { bid: '1.5', ask: null } })).toEqual([
    { name: 'value', value: 3 },
    { name: 'sizes.bid', value: '1.5' },
    { name: 'sizes.ask', value: null },
  ]);
});

it('tells figures from words', () => {
  expect([1, '-1.5', 'USD', '1e5', true, null].map(isFigure)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

it('shows six significant digits, and none that a number does not have', () => {
  expect([12, 1234567.25, 12.345678, 0.00012345678, 0.5, 40.2].map(digitsFor)).toEqual([0, 2, 4, 8, 1, 1]);
});

it('gives small prices more digits on an axis', () => {
  expect([27_000, 10, 1.1, 0.04].map(axisDigits)).toEqual([2, 2, 4, 8]);
});
