import { expect, it } from 'vitest';
import { mergeNewestFirst, mergeOldestFirst } from './mergeRows.ts';

interface Row {
  id: string;
  at: number;
  note?: string;
}
const key = ({ id }: Row): string => id;
const order = ({ at }: Row): number => at;

it('replaces a known row and adds new ones, newest first', () => {
  const merged = mergeNewestFirst<Row>(
    [
      { id: 'b', at: 2 },
      { id: 'a', at: 1 },
    ],
    [
      { id: 'a', at: 1, note: 'filled' },
      { id: 'c', at: 3 },
    ],
    key,
    order,
  );
  expect(merged).toEqual([
    { id: 'c', at: 3 },
    { id: 'b', at: 2 },
    { id: 'a', at: 1, note: 'filled' },
  ]);
});

it('keeps the newest of a list that is oldest first', () => {
  const merged = mergeOldestFirst<Row>(
    [{ id: 'a', at: 1 }],
    [
      { id: 'c', at: 3 },
      { id: 'b', at: 2 },
    ],
    key,
    order,
    2,
  );
  expect(merged.map(key)).toEqual(['b', 'c']);
});
