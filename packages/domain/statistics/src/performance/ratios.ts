import { known, mean, type Numbers, standardDeviation, sum } from '../describe/moments.ts';
import { maxDrawdown } from './drawdown.ts';
import { annualReturn } from './growth.ts';

/** One number for every observation, or one for each. */
export type Level = number | Numbers;

/** Returns less a level, observation by observation. A series of one number is that number throughout. */
export function less(returns: Numbers, level: Level): Float64Array {
  const at = (index: number): number => {
    if (typeof level === 'number') return level;
    return level.length === 1 ? (level[0] as number) : (level[index] as number);
  };
  return Float64Array.from(returns, (value, index) => value - at(index));
}

/** Standard deviation of a year: sample deviation times √periods. NaN below two observations. */
export function annualVolatility(returns: Numbers, periods: number): number {
  return standardDeviation(known(returns), 1) * Math.sqrt(periods);
}

/**
 * Annualised Sharpe ratio: mean over sample deviation (divisor n − 1), times √periods.
 *
 * `riskFree` per period. Infinite where excess returns are equal and not 0, NaN below two observations. As empyrical and quantstats.
 * Source: Sharpe (1994).
 */
export function sharpeRatio(returns: Numbers, periods: number, riskFree: Level = 0): number {
  const excess = known(less(returns, riskFree));
  if (returns.length < 2) return Number.NaN;
  return (mean(excess) / standardDeviation(excess, 1)) * Math.sqrt(periods);
}

/** Sharpe ratio against a benchmark, per period: the information ratio. empyrical's `excess_sharpe`. */
export function excessSharpe(returns: Numbers, benchmark: Level): number {
  return sharpeRatio(returns, 1, benchmark);
}

/**
 * Annualised downside risk: root of the mean of squared shortfalls, all observations in the divisor, times √periods.
 *
 * `required` per period. As empyrical. Source: Sortino and Price (1994).
 */
export function downsideRisk(returns: Numbers, periods: number, required: Level = 0): number {
  const shortfalls = known(less(returns, required)).map((value) => Math.min(value, 0) ** 2);
  return Math.sqrt(mean(shortfalls)) * Math.sqrt(periods);
}

/**
 * Annualised Sortino ratio: annual mean above what is required, over `downsideRisk`.
 *
 * Infinite where nothing fell short, as empyrical; quantstats says NaN there and agrees elsewhere. NaN below two observations.
 */
export function sortinoRatio(returns: Numbers, periods: number, required: Level = 0): number {
  if (returns.length < 2) return Number.NaN;
  return (mean(known(less(returns, required))) * periods) / downsideRisk(returns, periods, required);
}

/** Annual return over the depth of the deepest drawdown; NaN where there was none. As empyrical and quantstats. */
export function calmarRatio(returns: Numbers, periods: number): number {
  const ratio = annualReturn(returns, periods) / -maxDrawdown(returns);
  return Number.isFinite(ratio) ? ratio : Number.NaN;
}

/**
 * Omega ratio: gains above a threshold over losses below it; NaN without losses. As empyrical and quantstats.
 *
 * The threshold is `riskFree` per period plus `requiredAnnual`, which is given per year and taken to a period by compounding.
 * Source: Keating and Shadwick (2002).
 */
export function omegaRatio(
  returns: Numbers,
  periods: number,
  riskFree: Level = 0,
  requiredAnnual = 0,
): number {
  if (returns.length < 2 || (periods !== 1 && requiredAnnual <= -1)) return Number.NaN;
  const required = periods === 1 ? requiredAnnual : (1 + requiredAnnual) ** (1 / periods) - 1;
  const above = known(less(less(returns, riskFree), required));
  const losses = -sum(above.filter((value) => value < 0));
  return losses > 0 ? sum(above.filter((value) => value > 0)) / losses : Number.NaN;
}
