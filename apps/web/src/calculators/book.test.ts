import { expect, it } from 'vitest';
import { bookShares, digitsOfColumn } from './book.ts';

it('lines decimal points up at the finest price', () => {
  expect(digitsOfColumn(['100.50', '100.25', '101'])).toBe(2);
  expect(digitsOfColumn([])).toBe(0);
});

it('measures levels by the largest of both sides', () => {
  expect(
    bookShares(
      [['1', '5']],
      [
        ['2', '10'],
        ['3', '0'],
      ],
    ),
  ).toEqual({ bids: [0.5], asks: [1, 0] });
  expect(bookShares([['1', '0']], [])).toEqual({ bids: [0], asks: [] });
});
