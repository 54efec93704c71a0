import { describe, expect, it } from 'vitest';
import { findIndicator, INDICATORS } from './catalogue.ts';
import { computeIndicator } from './computeIndicator.ts';
import expected from './oracle/expected_last.json' with { type: 'json' };
import series from './oracle/series.json' with { type: 'json' };

const BARS = {
  open: new Float64Array(500),
  high: Float64Array.from(series.hi),
  low: Float64Array.from(series.lo),
  close: Float64Array.from(series.px),
  volume: Float64Array.from(series.vol),
};

function lastOf(name: string, parameters: Record<string, number>): number[] {
  return computeIndicator(findIndicator(name)!, parameters, BARS).map((column) => column.at(-1)!);
}

describe('indicators beside the values of TA-Lib', () => {
  const { macd, signal, hist } = expected.MACD_12_26_9;
  it.each([
    ['rsi', { timeperiod: 14 }, [expected.RSI14]],
    ['ema', { timeperiod: 20 }, [expected.EMA20]],
    ['atr', { timeperiod: 14 }, [expected.ATR14]],
    ['adx', { timeperiod: 14 }, [expected.ADX14]],
    ['macd', { fastperiod: 12, slowperiod: 26, signalperiod: 9 }, [macd, signal, hist]],
    ['cci', { timeperiod: 20 }, [expected.CCI20]],
    ['sar', { acceleration: 0.02, maximum: 0.2 }, [expected['SAR_0.02_0.2']]],
    ['kama', { timeperiod: 30 }, [expected.KAMA30]],
    ['ht-trendline', {}, [expected.HT_TRENDLINE]],
    ['linearreg-slope', { timeperiod: 14 }, [expected.LINEARREG_SLOPE14]],
  ] as [string, Record<string, number>, number[]][])('%s %o', (name, parameters, values) => {
    lastOf(name, parameters).forEach((value, i) => {
      expect(value).toBeCloseTo(values[i]!, 10);
    });
  });

  it('has the middle of Bollinger bands', () => {
    expect(lastOf('bbands', { timeperiod: 20 })[1]).toBeCloseTo(expected.BBANDS20_2_middle, 10);
  });

  it('has each name once', () => {
    expect(new Set(INDICATORS.map(({ name }) => name)).size).toBe(INDICATORS.length);
  });
});
