import { expect, it } from 'vitest';
import { followPath } from './source.ts';

const answer = {
  total: { net: '1.5' },
  rows: [
    { name: 'a.b', account: 'x', asset: 'USD', levels: [['7', '8']] },
    { name: 'c', account: 'x', asset: 'BTC', levels: [] },
  ],
};

it('follows fields, places in lists and elements by key', () => {
  expect(followPath(answer, 'total.net')).toBe('1.5');
  expect(followPath(answer, 'rows.0.levels.0.1')).toBe('8');
  expect(followPath(answer, 'rows[name=a.b].account')).toBe('x');
  expect(followPath(answer, 'rows[account+asset=x+BTC].name')).toBe('c');
});

it('finds nothing where the path leads nowhere', () => {
  expect(followPath(answer, 'total.gross.x')).toBeUndefined();
  expect(followPath(answer, 'rows[name=d].asset')).toBeUndefined();
});
