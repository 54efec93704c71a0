import { expect, it } from 'vitest';
import { compareDecimals, nextSorting, sortRows } from './sortRows.ts';

it('sorts decimal text as exact numbers', () => {
  const rows = ['10.5', '-3', '9007199254740993', '9007199254740992.9', '0'];
  expect(sortRows(rows, (row) => row, 'ascending')).toEqual([
    '-3',
    '0',
    '10.5',
    '9007199254740992.9',
    '9007199254740993',
  ]);
});

it('keeps level rows in order and puts unknown values last', () => {
  const rows = [
    { id: 1, value: null },
    { id: 2, value: 5 },
    { id: 3, value: 5 },
    { id: 4, value: 7 },
  ];
  const ids = (direction: 'ascending' | 'descending'): number[] =>
    sortRows(rows, ({ value }) => value, direction).map(({ id }) => id);
  expect(ids('ascending')).toEqual([2, 3, 4, 1]);
  expect(ids('descending')).toEqual([4, 2, 3, 1]);
});

it('compares -0.5 and -0.25', () => {
  expect(compareDecimals('-0.5', '-0.25')).toBe(-1);
  expect(compareDecimals('1.0', '1')).toBe(0);
});

it('goes descending, ascending, as given', () => {
  const one = nextSorting(undefined, 'net');
  const two = nextSorting(one, 'net');
  expect([one?.direction, two?.direction, nextSorting(two, 'net')]).toEqual([
    'descending',
    'ascending',
    undefined,
  ]);
});
