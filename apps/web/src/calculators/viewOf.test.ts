import { expect, it } from 'vitest';
import { viewOf } from './viewOf.ts';

const trouble = { what: 'a', stillTrue: 'b', remedy: 'c' };
const retry = (): void => undefined;

it('is loading before there is anything', () => {
  expect(viewOf({ data: undefined, failed: false }, { trouble: undefined, retry, seconds: 0 })).toEqual({
    state: 'loading',
  });
});

it('shows old data as old rather than an error', () => {
  expect(viewOf({ data: 1, failed: true }, { trouble, retry, seconds: 42 })).toEqual({
    state: 'stale',
    data: 1,
    seconds: 42,
  });
  expect(viewOf({ data: 1, failed: false }, { trouble: undefined, retry, seconds: 4 }).state).toBe('ready');
});

it('is an error only without data', () => {
  expect(viewOf({ data: undefined, failed: true }, { trouble, retry, seconds: 9 })).toEqual({
    state: 'error',
    trouble,
    retry,
  });
});
