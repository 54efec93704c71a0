import { expect, it } from 'vitest';
import { formatDuration, formatTime, isoTime } from './formatTime.ts';

const NAMES = { day: 'd', hour: 'h', minute: 'min', second: 's', millisecond: 'ms' };
// date -u -d @1678449600 gives Fri Mar 10 12:00:00 UTC 2023.
const NOON_US = 1_678_449_600_000_000;

it('writes moments in UTC', () => {
  expect(formatTime(NOON_US, 'en', 'day')).toBe('10 Mar 2023');
  expect(formatTime(NOON_US + 1, 'en', 'exact')).toBe('2023-03-10T12:00:00.000001Z');
  expect(formatTime(NOON_US, 'en', 'clock')).toBe('12:00:00');
  expect(isoTime(NOON_US + 999_999)).toBe('2023-03-10T12:00:00.999999Z');
});

it('writes lengths of time in their two largest units', () => {
  expect(formatDuration(42_000_000, NAMES)).toBe('42 s');
  expect(formatDuration(3_900_000_000, NAMES)).toBe('1 h 5 min');
  expect(formatDuration(850_000, NAMES)).toBe('850 ms');
  expect(formatDuration(86_400_000_000, NAMES)).toBe('1 d');
});
