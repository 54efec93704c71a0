import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DAY,
  dayNumber,
  formatDay,
  formatTime,
  HOUR,
  MICROSECOND,
  MILLISECOND,
  MINUTE,
  NEVER,
  SECOND,
} from './time.ts';

const moment = fc.integer({ min: 0, max: Date.UTC(2255, 0) * 1000 });

describe('time', () => {
  it('has steps that build on each other', () => {
    expect([MICROSECOND, MILLISECOND, SECOND, MINUTE, HOUR, DAY]).toEqual([1, 1e3, 1e6, 6e7, 3.6e9, 8.64e10]);
    expect(NEVER).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    [0, '1970-01-01T00:00:00.000000Z'],
    [1, '1970-01-01T00:00:00.000001Z'],
    [1_678_420_800_000_000, '2023-03-10T04:00:00.000000Z'],
    [1_678_420_800_123_456, '2023-03-10T04:00:00.123456Z'],
    [1_709_164_799_999_999, '2024-02-28T23:59:59.999999Z'],
    [-1, '1969-12-31T23:59:59.999999Z'],
  ])('formats %i as %s', (timeUs, text) => {
    expect(formatTime(timeUs)).toBe(text);
    expect(formatDay(timeUs)).toBe(text.slice(0, 10));
  });

  it('formats so that reading back gives the moment', () => {
    fc.assert(
      fc.property(moment, (timeUs) => {
        const text = formatTime(timeUs);
        expect(Date.parse(`${text.slice(0, 23)}Z`) * 1000 + Number(text.slice(23, 26))).toBe(timeUs);
      }),
    );
  });

  it('sorts as text as it does in time, and counts days as the calendar does', () => {
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        expect(formatTime(a) < formatTime(b)).toBe(a < b);
        expect(Date.parse(formatDay(a))).toBe(dayNumber(a) * 86_400_000);
      }),
    );
    expect([dayNumber(DAY - 1), dayNumber(DAY), dayNumber(-1)]).toEqual([0, 1, -1]);
  });
});
