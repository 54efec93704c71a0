import { describe, expect, it } from 'vitest';
import { checkParameters, numberBetween, wholeNumber } from './checkParameters.ts';

const strategy = {
  defaults: { fast: 5, slow: 60, part: 0.5, model: 'plain', both: false, instrument: '' },
  limits: {
    fast: wholeNumber(1, 100, 'slow'),
    slow: wholeNumber(2, 1000),
    part: numberBetween(0, 1),
    model: { kind: 'choice', choices: ['plain', 'fancy'] },
    both: { kind: 'flag' },
    instrument: { kind: 'name' },
  },
} as const;

function complaint(given: unknown): unknown {
  const checked = checkParameters(strategy, given);
  return checked.ok ? checked.value : checked.rejection;
}

describe('checkParameters', () => {
  it('lays given values over the defaults', () => {
    expect(complaint({ fast: 7, model: 'fancy' })).toEqual({ ...strategy.defaults, fast: 7, model: 'fancy' });
    expect(complaint(undefined)).toEqual(strategy.defaults);
  });

  it.each([
    ['an unknown key', { fsat: 7 }, { kind: 'unknown-parameter', key: 'fsat' }],
    ['a number below its range', { part: -0.1 }, { kind: 'bad-parameter', key: 'part' }],
    ['a number above its range', { part: 1.1 }, { kind: 'bad-parameter', key: 'part' }],
    ['a fraction where whole numbers are needed', { slow: 60.5 }, { kind: 'bad-parameter', key: 'slow' }],
    ['a window that is not below the other', { fast: 60 }, { kind: 'bad-parameter', key: 'fast' }],
    ['NaN', { part: Number.NaN }, { kind: 'bad-parameter', key: 'part' }],
    ['text for a number', { part: '0.5' }, { kind: 'bad-parameter', key: 'part' }],
    ['undefined', { part: undefined }, { kind: 'bad-parameter', key: 'part' }],
    ['a choice that is none', { model: 'other' }, { kind: 'bad-parameter', key: 'model' }],
    ['a number for a flag', { both: 1 }, { kind: 'bad-parameter', key: 'both' }],
  ])('refuses %s', (_name, given, expected) => {
    expect(complaint(given)).toMatchObject(expected);
  });

  it.each([[null], [[]], ['fast=7'], [7]])('refuses %j, which is no object', (given) => {
    expect(complaint(given)).toMatchObject({ kind: 'not-parameters' });
  });

  it('says the key and the range', () => {
    expect(complaint({ part: 2 })).toMatchObject({ detail: '"part" is 2; it must be a number from 0 to 1' });
  });

  it.each([
    [{ part: 2 }, { value: 2, limit: 1 }],
    [{ part: -1 }, { value: -1, limit: 0 }],
    [{ slow: 60.5 }, { value: 60.5, limit: 1000 }],
    [{ fast: 60 }, { value: 60, limit: 60 }],
    [{ part: Number.NaN }, undefined],
    [{ model: 'other' }, undefined],
  ])('tells the value of %j and the end of the range it passed', (given, range) => {
    const rejection = complaint(given) as { range?: unknown };
    expect(rejection.range).toEqual(range);
  });

  it('refuses another type than the default even without limits', () => {
    const checked = checkParameters({ defaults: { days: 20 } }, { days: '20' });
    expect(checked).toMatchObject({ ok: false, rejection: { kind: 'bad-parameter', key: 'days' } });
  });
});
