import { expect, it } from 'vitest';
import { rulesOf } from './rulesOf.ts';

it('lists each rule once, with the chosen one', () => {
  const decisions = [{ rule: 'order-rate' }, { rule: '' }, { rule: 'collar' }, { rule: 'order-rate' }];
  expect(rulesOf(decisions, 'halted')).toEqual(['collar', 'halted', 'order-rate']);
  expect(rulesOf([], undefined)).toEqual([]);
});
