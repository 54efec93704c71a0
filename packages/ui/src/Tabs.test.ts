import { expect, it } from 'vitest';
import { nextTab } from './Tabs.tsx';

it('moves round with arrows, the other way in right-to-left', () => {
  expect(nextTab('ArrowRight', 2, 3, false)).toBe(0);
  expect(nextTab('ArrowLeft', 0, 3, false)).toBe(2);
  expect(nextTab('ArrowRight', 0, 3, true)).toBe(2);
  expect(nextTab('Home', 2, 3, false)).toBe(0);
  expect(nextTab('End', 0, 3, false)).toBe(2);
  expect(nextTab('a', 0, 3, false)).toBeUndefined();
});
