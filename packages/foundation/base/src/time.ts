/**
 * A moment, in whole microseconds since 1970-01-01 UTC.
 *
 * Microseconds keep today's dates exact in a double until the year 2255, and venue order intact;
 * nanoseconds would not fit.
 */
export type TimeUs = number;

export const MICROSECOND = 1;
export const MILLISECOND = 1_000;
export const SECOND = 1_000_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Later than anything that happens: the time of a source that has nothing to say. */
export const NEVER: TimeUs = Number.POSITIVE_INFINITY;

/** Formats a moment as ISO 8601 with microseconds, `2023-03-10T04:00:00.000000Z`. */
export function formatTime(timeUs: TimeUs): string {
  const wholeMs = Math.floor(timeUs / MILLISECOND);
  const restUs = timeUs - wholeMs * MILLISECOND;
  return `${new Date(wholeMs).toISOString().slice(0, -1)}${String(restUs).padStart(3, '0')}Z`;
}

/** Returns the UTC day of a moment, `2023-03-10`. */
export function formatDay(timeUs: TimeUs): string {
  return new Date(Math.floor(timeUs / MILLISECOND)).toISOString().slice(0, 10);
}

/** Returns the number of whole UTC days since 1970-01-01. */
export function dayNumber(timeUs: TimeUs): number {
  return Math.floor(timeUs / DAY);
}
