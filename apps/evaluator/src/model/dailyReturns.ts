import { closingDay, closingDayName } from './closingDay.ts';
import type { Played } from './playWeights.ts';

/** What a run made of each UTC day. */
export interface Daily {
  /** `2024-03-01`. Shape: [day]. */
  readonly days: readonly string[];
  /** Value at the end of the day. Shape: [day]. */
  readonly equity: Float64Array;
  /** Simple return of the day, after costs. Shape: [day]. */
  readonly returns: Float64Array;
  /** The same with fees and slippage of the day added back. Shape: [day]. */
  readonly gross: Float64Array;
  /** Fees and slippage of the day, whole reporting units. Shape: [day]. */
  readonly fees: Float64Array;
  readonly slippage: Float64Array;
  /** How many days there are returns for in a year: 365 for markets that never close, 252 for those that do. */
  readonly perYear: number;
}

/** Markets that close have bars on 70 % of the days, those that do not on all. */
const ALWAYS_OPEN = 0.85;

/** Sums a run up by UTC days. A day without a bar is no day. */
export function dailyReturns({ timeUs, equity, fees, slippage, budget }: Played): Daily {
  const ends: number[] = [];
  for (let step = 0; step < timeUs.length; step += 1) {
    if (
      step + 1 === timeUs.length ||
      closingDay(timeUs[step + 1] as number) !== closingDay(timeUs[step] as number)
    )
      ends.push(step);
  }
  const values = Float64Array.from(ends, (step) => equity[step] as number);
  const feesOf = differences(ends, fees);
  const slippageOf = differences(ends, slippage);
  const before = (day: number): number => (day === 0 ? budget : (values[day - 1] as number));
  const first = closingDay(timeUs[0] ?? 0);
  const last = closingDay(timeUs[timeUs.length - 1] ?? 0);
  return {
    days: ends.map((step) => closingDayName(timeUs[step] as number)),
    equity: values,
    returns: values.map((value, day) => value / before(day) - 1),
    gross: values.map(
      (value, day) => (value + (feesOf[day] as number) + (slippageOf[day] as number)) / before(day) - 1,
    ),
    fees: feesOf,
    slippage: slippageOf,
    perYear: ends.length / Math.max(1, last - first + 1) > ALWAYS_OPEN ? 365 : 252,
  };
}

function differences(ends: readonly number[], totals: Float64Array): Float64Array {
  return Float64Array.from(
    ends,
    (step, day) => (totals[step] as number) - (day === 0 ? 0 : (totals[ends[day - 1] as number] as number)),
  );
}

/** The days from `from` on. */
export function sliceDays(daily: Daily, from: number): Daily {
  return {
    days: daily.days.slice(from),
    equity: daily.equity.slice(from),
    returns: daily.returns.slice(from),
    gross: daily.gross.slice(from),
    fees: daily.fees.slice(from),
    slippage: daily.slippage.slice(from),
    perYear: daily.perYear,
  };
}
