import { expect, it } from 'vitest';
import { changedParameters, readDraft } from './parameterDraft.ts';

const whole = { kind: 'number', min: 2, max: 500, whole: true, below: 'slowBars' } as const;

it.each([
  ['20', { value: 20 }],
  ['', { fault: { kind: 'not-a-number' } }],
  ['1e999', { fault: { kind: 'not-a-number' } }],
  ['2.5', { fault: { kind: 'not-whole' } }],
  ['1', { fault: { kind: 'out-of-bounds', min: 2, max: 500 } }],
  ['50', { fault: { kind: 'not-below', other: 'slowBars' } }],
] as const)('reads %s', (text, expected) => {
  expect(readDraft(text, whole, { slowBars: 50 })).toEqual(expected);
});

it('takes flags, choices and names as they are', () => {
  expect(readDraft('true', { kind: 'flag' }, {})).toEqual({ value: true });
  expect(readDraft('mid', { kind: 'choice', choices: ['mid', 'last'] }, {})).toEqual({ value: 'mid' });
  expect(readDraft('', { kind: 'name' }, {})).toEqual({ value: '' });
});

it('gathers what differs, and nothing while something does not fit', () => {
  const now = { fast: 10, slow: 50 };
  expect(changedParameters(now, { fast: { value: 12 }, slow: { value: 50 } })).toEqual({ fast: 12 });
  expect(changedParameters(now, { fast: { value: 10 } })).toBeUndefined();
  expect(
    changedParameters(now, { fast: { value: 12 }, slow: { fault: { kind: 'not-a-number' } } }),
  ).toBeUndefined();
});
