import { MILLISECOND, SECOND, type TimeUs } from '@qca/base';

/** How a time column is written. `text` is ISO 8601 (`2023-03-10`, `2023-03-10 04:00:00.5Z`, with or without offset). */
export type TimeUnit = 's' | 'ms' | 'us' | 'ns' | 'text';

const MILLISECOND_DIGITS = 13;
const ZERO = 0x30;
const POINT = 0x2e;

/**
 * Reads a time field straight from bytes into whole microseconds. Finer digits are cut off (toward the past), so two
 * times keep their order. Text without an offset is UTC.
 */
export class TimeScanner {
  timeUs: TimeUs = 0;
  readonly unit: TimeUnit;

  constructor(unit: TimeUnit) {
    this.unit = unit;
  }

  /** Returns whether `bytes[start, end)` is a time; `timeUs` then holds it. */
  scan(bytes: Uint8Array, start: number, end: number): boolean {
    switch (this.unit) {
      case 'ms':
        return this.#scanMilliseconds(bytes, start, end);
      case 's':
        return this.#scanNumber(bytes, start, end, 6);
      case 'us':
        return this.#scanNumber(bytes, start, end, 0);
      case 'ns':
        return this.#scanNumber(bytes, start, end, -3);
      case 'text':
        return this.#scanText(bytes, start, end);
    }
  }

  /** Reads milliseconds of 13 digits, all there are from 2001 to 2286: two halves of 32 bits, no point, no doubles. */
  #scanMilliseconds(bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start !== MILLISECOND_DIGITS) return this.#scanNumber(bytes, start, end, 3);
    let high = 0;
    let low = 0;
    let at = start;
    for (; at < start + 6; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return this.#scanNumber(bytes, start, end, 3);
      high = (high * 10 + digit) | 0;
    }
    for (; at < end; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return this.#scanNumber(bytes, start, end, 3);
      low = (low * 10 + digit) | 0;
    }
    this.timeUs = (high * 1e7 + low) * MILLISECOND;
    return true;
  }

  /** Reads digits with an optional fraction, times 10^shift. */
  #scanNumber(bytes: Uint8Array, start: number, end: number, shift: number): boolean {
    let at = start;
    while (at < end && bytes[at] !== POINT) at += 1;
    const whole = at;
    // Digits of the whole part that stay, after cutting what is finer than a microsecond.
    const kept = shift < 0 ? whole + shift : whole;
    if (whole === start || whole - start > 19) return false;
    let value = 0;
    for (let index = start; index < whole; index += 1) {
      const digit = (bytes[index] as number) - ZERO;
      if (digit < 0 || digit > 9) return false;
      if (index < kept) value = value * 10 + digit;
    }
    let room = shift;
    for (at = whole + 1; at < end; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return false;
      if (room > 0) {
        value = value * 10 + digit;
        room -= 1;
      }
    }
    for (; room > 0; room -= 1) value *= 10;
    this.timeUs = value;
    return value <= Number.MAX_SAFE_INTEGER;
  }

  #scanText(bytes: Uint8Array, start: number, end: number): boolean {
    // The longest form is `2023-03-10T04:00:00.123456789+00:00`.
    if (end - start < 10 || end - start > 40) return false;
    let text = '';
    for (let at = start; at < end; at += 1) text += String.fromCharCode(bytes[at] as number);
    const timeUs = parseTimeText(text);
    this.timeUs = timeUs;
    return !Number.isNaN(timeUs);
  }
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s?(Z|UTC|[+-]\d\d:?\d\d)?$/;

/** Returns the time of an ISO 8601 text, NaN when it is none (the 30th of February included). */
export function parseTimeText(text: string): TimeUs {
  const match = ISO.exec(text);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = match;
  const ms = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const back = new Date(ms);
  const real =
    back.getUTCMonth() === Number(month) - 1 &&
    back.getUTCDate() === Number(day) &&
    back.getUTCHours() === Number(hour) &&
    back.getUTCMinutes() === Number(minute) &&
    back.getUTCSeconds() === Number(second);
  if (!real) return Number.NaN;
  return ms * MILLISECOND + Number(fraction.padEnd(6, '0').slice(0, 6)) - zoneSeconds(zone) * SECOND;
}

function zoneSeconds(zone: string): number {
  if (zone === 'Z' || zone === 'UTC') return 0;
  const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60;
  return zone.startsWith('-') ? -seconds : seconds;
}

/**
 * Recognises the unit of a time column from its name (`ts_ms`, `local_ts_ns`), else from its first value: dates as
 * text, and numbers by their size, which tells seconds, milli-, micro- and nanoseconds apart from 1973 to 5138.
 */
export function timeUnit(columnName: string, firstValue: string): TimeUnit | undefined {
  const suffix = /_(s|ms|us|ns)$/.exec(columnName)?.[1];
  if (suffix !== undefined && /^\d+(\.\d+)?$/.test(firstValue)) return suffix as TimeUnit;
  if (!Number.isNaN(parseTimeText(firstValue))) return 'text';
  if (!/^\d+(\.\d*)?$/.test(firstValue)) return undefined;
  const value = Number(firstValue);
  if (value < 1e8) return undefined;
  if (value < 1e11) return 's';
  if (value < 1e14) return 'ms';
  return value < 1e17 ? 'us' : 'ns';
}
