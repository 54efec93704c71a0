import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTimeText, TimeScanner, type TimeUnit, timeUnit } from './TimeScanner.ts';

function scan(text: string, unit: TimeUnit): number | undefined {
  const scanner = new TimeScanner(unit);
  const bytes = new TextEncoder().encode(text);
  return scanner.scan(bytes, 0, bytes.length) ? scanner.timeUs : undefined;
}

describe('TimeScanner', () => {
  it.each<[string, TimeUnit, number]>([
    ['1677628800000', 'ms', 1_677_628_800_000_000],
    ['1677628800000.5', 'ms', 1_677_628_800_000_500],
    ['1677628800', 's', 1_677_628_800_000_000],
    ['1677628800.123456789', 's', 1_677_628_800_123_456],
    ['1723161254087891268', 'ns', 1_723_161_254_087_891],
    ['1723161254087891', 'us', 1_723_161_254_087_891],
    ['1990-01-02', 'text', Date.UTC(1990, 0, 2) * 1000],
    ['2022-01-13 21:36:42.787271', 'text', Date.UTC(2022, 0, 13, 21, 36, 42) * 1000 + 787_271],
    ['2023-03-10T04:00:00Z', 'text', Date.UTC(2023, 2, 10, 4) * 1000],
    ['2023-03-10T04:00:00.5+01:30', 'text', Date.UTC(2023, 2, 10, 2, 30) * 1000 + 500_000],
    ['2023-03-10 04:00', 'text', Date.UTC(2023, 2, 10, 4) * 1000],
  ])('reads %s as %s', (text, unit, expected) => {
    expect(scan(text, unit)).toBe(expected);
  });

  it.each<[string, TimeUnit]>([
    ['', 'ms'],
    ['12a', 'ms'],
    ['-5', 'ms'],
    ['NaN', 's'],
    ['99999999999999999999', 'ms'],
    ['2023-02-30', 'text'],
    ['2023-13-01', 'text'],
    ['2023-03-10 25:00', 'text'],
    ['10/03/2023', 'text'],
    ['2023-03-10 04:00:00 tomorrow', 'text'],
  ])('refuses %j as %s', (text, unit) => {
    expect(scan(text, unit)).toBeUndefined();
  });

  it('reads every moment that ISO 8601 can spell in milliseconds', () => {
    const moments = fc.date({ min: new Date(0), max: new Date('2200-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, (date) => {
        expect(parseTimeText(date.toISOString())).toBe(date.getTime() * 1000);
      }),
    );
  });
});

describe('timeUnit', () => {
  it.each<[string, string, TimeUnit | undefined]>([
    ['ts_ms', '1677628800000', 'ms'],
    ['local_ts_ns', '1723161254087891268', 'ns'],
    ['date', '1990-01-02', 'text'],
    ['unix', '1526364000', 's'],
    ['time', '1526364000000', 'ms'],
    ['time', '1723161254087891', 'us'],
    ['time', '1723161254087891268', 'ns'],
    ['time', '17', undefined],
    ['time', 'soon', undefined],
  ])('takes column %s with %s as %s', (name, first, unit) => {
    expect(timeUnit(name, first)).toBe(unit);
  });
});
