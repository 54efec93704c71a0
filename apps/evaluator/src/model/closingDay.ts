import { DAY, formatDay, type TimeUs } from '@qca/base';

/** The UTC day that a bar's close belongs to, in days since 1970: midnight is the end of a day, not the beginning of the next. */
export function closingDay(closeUs: TimeUs): number {
  return Math.ceil(closeUs / DAY) - 1;
}

/** The same as `2024-03-01`. */
export function closingDayName(closeUs: TimeUs): string {
  return formatDay(closingDay(closeUs) * DAY);
}
