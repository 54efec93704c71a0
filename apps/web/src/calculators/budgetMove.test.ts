import type { StrategyStatus } from '@qca/api';
import { expect, it } from 'vitest';
import { budgetMove } from './budgetMove.ts';

const strategies = [
  { name: 'a', budget: 100 },
  { name: 'b', budget: 50 },
] as StrategyStatus[];
const move = (from: string, to: string, amount: string) => budgetMove(strategies, { from, to, amount });

it('says what budgets will be', () => {
  expect(move('a', 'b', '25.5')).toEqual({
    from: { name: 'a', before: 100, after: 74.5 },
    to: { name: 'b', before: 50, after: 75.5 },
  });
});

it('says what does not fit', () => {
  expect(move('a', 'a', '1')).toBe('same-strategy');
  expect(move('a', 'b', '-1')).toBe('not-an-amount');
  expect(move('a', 'b', '0.00')).toBe('not-an-amount');
  expect(move('a', 'b', '100.01')).toBe('more-than-budget');
});
