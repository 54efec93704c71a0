import { expect, it } from 'vitest';
import { nextPath } from './nextPath.ts';

it.each([
  ['/risk', '/risk'],
  ['/order?id=o-1', '/order?id=o-1'],
  [null, '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['/sign-in?next=/sign-in', '/'],
])('%s leads to %s', (asked, expected) => {
  expect(nextPath(asked)).toBe(expected);
});
