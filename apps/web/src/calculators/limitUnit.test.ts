import { expect, it } from 'vitest';
import { limitUnit } from './limitUnit.ts';

it('knows shares from other units, and leaves unknown ones as they are', () => {
  expect(limitUnit('fraction of the peak')).toEqual({ words: 'peak', isShare: true });
  expect(limitUnit('budgets a day')).toEqual({ words: 'turnover', isShare: false });
  expect(limitUnit('orders, of which 10 a second are forgotten').words).toBeUndefined();
});
