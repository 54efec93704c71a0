import { assert } from '@qca/base';
import type { Numbers } from '../describe/moments.ts';

export interface YearOfReturns {
  readonly year: number;
  /** January first; NaN for a month without observations. Fractions, compounded. */
  readonly months: Float64Array;
  readonly total: number;
}

/**
 * Compounds returns by month and year.
 *
 * `days` are ISO dates, ascending, one for each return. quantstats writes 0 for a month without observations; here it is NaN.
 */
export function monthlyTable(days: readonly string[], returns: Numbers): YearOfReturns[] {
  assert(days.length === returns.length, 'monthlyTable: not one day for each return');
  const years = new Map<number, { months: Float64Array; total: number }>();
  for (let index = 0; index < days.length; index += 1) {
    const day = days[index] as string;
    const value = returns[index] as number;
    const growth = Number.isNaN(value) ? 1 : 1 + value;
    const year = Number(day.slice(0, 4));
    const month = Number(day.slice(5, 7)) - 1;
    const row = years.get(year) ?? { months: new Float64Array(12).fill(Number.NaN), total: 1 };
    const before = row.months[month] as number;
    row.months[month] = Number.isNaN(before) ? growth : before * growth;
    years.set(year, { months: row.months, total: row.total * growth });
  }
  return Array.from(years, ([year, { months, total }]) => ({
    year,
    months: months.map((growth) => growth - 1),
    total: total - 1,
  }));
}
