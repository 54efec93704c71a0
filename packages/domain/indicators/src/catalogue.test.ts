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

  // Answers of TA-Lib 0.8.2 on the same bars, whose opens are 0 here.
  it.each([
    ['rocr', { timeperiod: 12 }, 1.0022424176423819],
    ['rocr100', { timeperiod: 12 }, 100.22424176423819],
    ['t3', { timeperiod: 8, vfactor: 0.6 }, 84.97853636576076],
    ['avgprice', {}, 64.235575],
    ['medprice', {}, 85.67595],
    ['typprice', {}, 85.64743333333332],
    ['wclprice', {}, 85.633175],
    ['sum', { timeperiod: 20 }, 1709.8374999999985],
    ['adxr', { timeperiod: 14 }, 12.623000233827396],
    ['plus-dm', { timeperiod: 14 }, 5.111285554161256],
    ['minus-dm', { timeperiod: 14 }, 4.7334092026317975],
  ] as [string, Record<string, number>, number][])('%s %o as the library', (name, parameters, value) => {
    expect(lastOf(name, parameters)[0]! / value).toBeCloseTo(1, 10);
  });

  it('has the middle of Bollinger bands', () => {
    expect(lastOf('bbands', { timeperiod: 20 })[1]).toBeCloseTo(expected.BBANDS20_2_middle, 10);
  });

  it('has each name once', () => {
    expect(new Set(INDICATORS.map(({ name }) => name)).size).toBe(INDICATORS.length);
  });
});
