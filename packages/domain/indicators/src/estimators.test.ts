import { Inputs } from '@qca/numerics';
import { describe, expect, it } from 'vitest';
import { INDICATORS } from './catalogue.ts';
import { INDICATORS_ESTIMATORS } from './estimators.ts';
import expected from './oracle/expected_last.json' with { type: 'json' };
import series from './oracle/series.json' with { type: 'json' };

function run(name: string, given: Record<string, unknown>): Record<string, unknown> {
  const estimator = INDICATORS_ESTIMATORS.find((one) => one.name === name)!;
  const answers = estimator.run(Inputs.check(estimator, given));
  expect(Object.keys(answers).sort()).toEqual(estimator.outputs.map((field) => field.name).sort());
  return answers;
}

describe('indicators by name', () => {
  it('takes a whole file of bars, and periods by both names', () => {
    expect(run('rsi', { ...series, timeperiod: 14 })['value']).toBeCloseTo(expected.RSI14, 10);
    expect(run('ema', { close: series.px, period: 20 })['value']).toBeCloseTo(expected.EMA20, 10);
    expect(run('ema', { px: series.px, period: 20 })['series']).toHaveLength(500);
    const { macd, signal, hist, macd_series } = run('macd', series);
    expect([macd, signal, hist]).toEqual(
      Object.values(expected.MACD_12_26_9).map((value) => expect.closeTo(value, 10)),
    );
    expect((macd_series as number[]).at(-1)).toBe(macd);
    const { upper, upperband, macdhist } = { ...run('bbands', series), ...run('macd', series) };
    expect([upperband, macdhist]).toEqual([upper, hist]);
    const { last } = run('indicator', {
      name: 'atr',
      parameters: { timeperiod: 14 },
      high: series.hi,
      low: series.lo,
      close: series.px,
    });
    expect(last).toEqual({ value: expect.closeTo(expected.ATR14, 10) });
  });

  it('has one for each indicator, common names behind ta-', () => {
    const names = INDICATORS_ESTIMATORS.map(({ name }) => name);
    expect(names).toHaveLength(INDICATORS.length + 1);
    expect(names).toEqual(expect.arrayContaining(['sar', 'ta-beta', 'ta-var', 'indicator']));
    expect(run('ta-correl', { real0: [1, 2, 3], real1: [2, 4, 6], period: 3 })['value']).toBeCloseTo(1, 12);
  });

  it.each([
    ['rsi', {}, /px is missing/],
    ['rsi', { px: [1], close: [1] }, /px is given twice, as px and close/],
    ['rsi', { px: [] }, /px has no bars/],
    ['bbands', { px: [1, 2, 3], timeperiod: 2, matype: 1 }, /matype is 1/],
    ['rsi', { px: [1, 2], timeperiod: 0 }, /timeperiod is 0/],
    ['rsi', { px: [1, null] }, /no finite number/],
    ['atr', { px: [1, 2], hi: [1, 2] }, /lo is missing/],
    ['indicator', { name: 'none' }, /name is 'none'/],
    ['indicator', { name: 'rsi', px: [1], parameters: { days: 3 } }, /days is no parameter/],
  ])('%s refuses %o', (name, given, message) => {
    expect(() => run(name, given)).toThrow(message);
  });
});
