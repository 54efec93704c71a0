import { known, type Numbers } from '../describe/moments.ts';
import { fitLine } from '../describe/regression.ts';

/** Periods in a year, as empyrical: trading days, weeks, months, quarters, years. */
export const PERIODS_PER_YEAR = { daily: 252, weekly: 52, monthly: 12, quarterly: 4, yearly: 1 } as const;
export type Period = keyof typeof PERIODS_PER_YEAR;

/** Compound return after each observation, as a fraction. A return that is not known counts as 0. */
export function cumulativeReturns(returns: Numbers): Float64Array {
  let wealth = 1;
  return Float64Array.from(returns, (value) => {
    if (!Number.isNaN(value)) wealth *= 1 + value;
    return wealth - 1;
  });
}

/** Compound return over all observations, as a fraction; NaN of nothing. */
export function totalReturn(returns: Numbers): number {
  return returns.length === 0 ? Number.NaN : (cumulativeReturns(returns).at(-1) as number);
}

/**
 * Compound annual growth rate by count: (1 + total)^(periods / n) − 1. empyrical's `annual_return` and `cagr`, quantstats' `cagr`.
 *
 * `periods` per year. Observations that are not known count in n, as in empyrical. NaN of nothing, and when all is lost and more.
 */
export function annualReturn(returns: Numbers, periods: number): number {
  return (1 + totalReturn(returns)) ** (periods / returns.length) - 1;
}

/**
 * Compound annual growth rate by the calendar: (1 + total)^(365.25 / days) − 1, `days` from the first date to the last.
 *
 * Higher than by count where weekends are left out and 252 is too many, lower where more was traded.
 */
export function annualReturnByCalendar(returns: Numbers, days: number): number {
  return (1 + totalReturn(returns)) ** (365.25 / days) - 1;
}

/** Mean growth per observation that is known: (1 + total)^(1 / n) − 1. */
export function geometricMean(returns: Numbers): number {
  return (1 + totalReturn(returns)) ** (1 / known(returns).length) - 1;
}

/** R² of a straight line through the log of wealth: 1 for steady growth. empyrical's `stability_of_timeseries`. */
export function stability(returns: Numbers): number {
  const all = known(returns);
  if (returns.length < 2) return Number.NaN;
  let total = 0;
  const logs = all.map((value) => {
    total += Math.log1p(value);
    return total;
  });
  return fitLine(
    logs.map((_, index) => index),
    logs,
  ).rSquared;
}
