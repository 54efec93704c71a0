import { describe, expect, it } from 'vitest';
import { checkLimits } from './checkLimits.ts';
import { DEFAULT_LIMITS } from './limits.ts';

/** The default limits, as from a file, with `value` at the path `key`. */
function withValue(key: string, value: unknown): unknown {
  // Through JSON, because the defaults share one object between two keys.
  const limits = JSON.parse(JSON.stringify(DEFAULT_LIMITS)) as Record<string, unknown>;
  const names = key.split('.');
  const last = names.pop()!;
  let part = limits;
  for (const name of names) part = part[name] as Record<string, unknown>;
  part[last] = value;
  return limits;
}

const NUMBERS = {
  'a number above 0': [
    'orderRate.perSecond',
    'strategyBreakers.dailyLoss.max',
    'strategyBreakers.stopLoss.max',
    'strategyBreakers.trailingStop.max',
  ],
  'a number above 0, or null for off': [
    'orderValueMax',
    'positionValueMax',
    'strategyExposureMax',
    'venueExposureMax',
    'concentrationMax',
    'dailyTurnoverMax',
    'collarBps',
    'collarReducingBps',
    'staleAge.barsIntervals',
    'staleAge.tradesUs',
    'staleAge.quotesUs',
    'staleAge.depthUs',
  ],
  'a number above 0 and at most 1': ['strategyBreakers.drawdown.max', 'platformBreakers.drawdown.max'],
  'a number of at least 0': ['strategyBreakers.trailingStop.profitMin', 'strategyBreakers.volatility.floor'],
  'a number above 0 and below 1': [
    'strategyBreakers.volatility.decayFast',
    'platformBreakers.volatility.decaySlow',
  ],
  'a number of at least 1': ['orderRate.burst', 'strategyBreakers.volatility.ratioMax'],
  'a whole number above 0': [
    'strategyBreakers.volatility.sampleUs',
    'strategyBreakers.volatility.samplesMin',
  ],
};
const FAULTS: Record<keyof typeof NUMBERS, readonly number[]> = {
  'a number above 0': [0, -1],
  'a number above 0, or null for off': [0, -1],
  'a number above 0 and at most 1': [0, -1, 1.01],
  'a number of at least 0': [-0.01],
  'a number above 0 and below 1': [0, 1],
  'a number of at least 1': [0.99],
  'a whole number above 0': [0, -1, 1.5, 2 ** 53],
};
const keys = Object.entries(NUMBERS).flatMap(([expected, names]) =>
  names.map((name) => [name, expected] as const),
);

const bad = (key: string, value: unknown, expected: string) => ({
  ok: false,
  rejection: { kind: 'bad-limit', key, value, expected },
});

describe('checkLimits', () => {
  it('returns the limits it was given', () => {
    expect(checkLimits(DEFAULT_LIMITS)).toEqual({ ok: true, value: DEFAULT_LIMITS });
  });

  it.each(keys)('refuses %s unless it is %s', (key, expected) => {
    for (const value of [
      ...FAULTS[expected as keyof typeof FAULTS],
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '1',
      true,
    ]) {
      expect(checkLimits(withValue(key, value))).toEqual(bad(key, value, expected));
    }
    if (!expected.endsWith('off'))
      expect(checkLimits(withValue(key, null))).toEqual(bad(key, null, expected));
  });

  it.each([
    ['strategyBreakers.drawdown.max', 1],
    ['strategyBreakers.dailyLoss.max', 1.5],
    ['strategyBreakers.trailingStop.profitMin', 0],
    ['strategyBreakers.volatility.floor', 0],
    ['strategyBreakers.volatility.ratioMax', 1],
    ['orderRate.burst', 1],
    ['strategyBreakers.stopLoss.action', 'halt'],
    ['haltAllowsReducing', false],
    ['orderValueMax', 0.001],
  ])('takes %s of %s', (key, value) => {
    expect(checkLimits(withValue(key, value)).ok).toBe(true);
  });

  it.each([
    'orderValueMax',
    'positionValueMax',
    'strategyExposureMax',
    'venueExposureMax',
    'concentrationMax',
    'dailyTurnoverMax',
    'collarReducingBps',
    'orderRate',
    'staleAge.barsIntervals',
    'staleAge.tradesUs',
    'staleAge.quotesUs',
    'staleAge.depthUs',
    'strategyBreakers.dailyLoss',
    'strategyBreakers.stopLoss',
    'strategyBreakers.takeProfit',
    'strategyBreakers.trailingStop',
    'strategyBreakers.drawdown',
    'strategyBreakers.volatility',
    'platformBreakers.dailyLoss',
    'platformBreakers.volatility',
  ])('switches %s off by null, and only by null', (key) => {
    expect(checkLimits(withValue(key, null)).ok).toBe(true);
    const missing = checkLimits(withValue(key, undefined));
    expect(missing).toMatchObject({ ok: false, rejection: { kind: 'missing-limit', key } });
    expect((missing as { rejection: { expected: string } }).rejection.expected).toMatch(/, or null for off$/);
  });

  it.each([
    ['orderRate', 'an object, or null for off'],
    ['strategyBreakers.volatility', 'an object, or null for off'],
    ['staleAge', 'an object'],
    ['platformBreakers', 'an object'],
  ])('refuses anything but an object as %s', (key, expected) => {
    for (const value of [3, 'off', [], false]) {
      expect(checkLimits(withValue(key, value))).toEqual(bad(key, value, expected));
    }
  });

  it('never lets whole groups be off', () => {
    expect(checkLimits(withValue('staleAge', null))).toEqual(bad('staleAge', null, 'an object'));
    expect(checkLimits(withValue('strategyBreakers', null))).toEqual(
      bad('strategyBreakers', null, 'an object'),
    );
  });

  it.each([null, undefined, 7, 'limits', []])('refuses %s as limits', (value) => {
    expect(checkLimits(value)).toEqual(bad('limits', value, 'an object'));
  });

  it('refuses keys it does not know, at any depth', () => {
    expect(checkLimits(withValue('orderValueMaximum', 5))).toEqual({
      ok: false,
      rejection: { kind: 'unknown-limit', key: 'orderValueMaximum' },
    });
    expect(checkLimits(withValue('strategyBreakers.drawdown.maximum', 5))).toEqual({
      ok: false,
      rejection: { kind: 'unknown-limit', key: 'strategyBreakers.drawdown.maximum' },
    });
    expect(checkLimits(withValue('toString', 5))).toMatchObject({ rejection: { key: 'toString' } });
  });

  it('refuses actions and flags of other words', () => {
    const action = 'platformBreakers.drawdown.action';
    expect(checkLimits(withValue(action, 'stop'))).toEqual(bad(action, 'stop', "'reduce' or 'halt'"));
    expect(checkLimits(withValue(action, null))).toEqual(bad(action, null, "'reduce' or 'halt'"));
    expect(checkLimits(withValue('haltAllowsReducing', null))).toEqual(
      bad('haltAllowsReducing', null, 'true or false'),
    );
    const takeProfit = { max: 0, action: 'reduce' };
    expect(checkLimits(withValue('strategyBreakers.takeProfit', takeProfit))).toEqual(
      bad('strategyBreakers.takeProfit.max', 0, 'a number above 0'),
    );
    expect(checkLimits(withValue('haltAllowsReducing', 'yes'))).toEqual(
      bad('haltAllowsReducing', 'yes', 'true or false'),
    );
  });

  it('refuses a narrower collar for orders that reduce', () => {
    expect(checkLimits(withValue('collarReducingBps', 199))).toEqual(
      bad('collarReducingBps', 199, 'at least collarBps, 200'),
    );
    expect(checkLimits(withValue('collarReducingBps', 200)).ok).toBe(true);
    expect(checkLimits(withValue('collarBps', null))).toEqual(
      bad('collarReducingBps', 1_000, 'null, as collarBps is'),
    );
    expect(checkLimits({ ...DEFAULT_LIMITS, collarBps: null, collarReducingBps: null }).ok).toBe(true);
  });

  it('refuses a baseline that does not remember longer', () => {
    for (const value of [0.94, 0.5]) {
      for (const group of ['strategyBreakers', 'platformBreakers']) {
        const key = `${group}.volatility.decaySlow`;
        expect(checkLimits(withValue(key, value))).toEqual(
          bad(key, value, 'above decayFast: the baseline remembers longer'),
        );
      }
    }
  });
});
