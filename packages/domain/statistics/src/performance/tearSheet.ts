import { correlation } from '../describe/correlation.ts';
import { known, mean, type Numbers, standardDeviation, sum } from '../describe/moments.ts';
import { drawdowns, maxDrawdown, ulcerIndex } from './drawdown.ts';
import { annualReturn, totalReturn } from './growth.ts';
import { less, sharpeRatio, sortinoRatio } from './ratios.ts';
import { expectedShortfallBelowNormal, tailRatio } from './tails.ts';
import { exposure, payoffRatio, profitFactor, winRate } from './wins.ts';

// Measures that only quantstats has, by its definitions at commit fbd10dae. `rf` is its risk-free rate: per year, compounded.

/** Returns above an annual risk-free rate, taken to a period by compounding. */
export function excessOfAnnual(returns: Numbers, rf: number, periods: number): Float64Array {
  return rf > 0 ? less(returns, (1 + rf) ** (1 / periods) - 1) : Float64Array.from(returns);
}

/**
 * Factor by which returns that lean on the one before make volatility look small: √(1 + 2 Σ (n − k) / n |ρ|^k).
 *
 * ρ is the correlation of each return with the one before. 1 below two observations and where nothing varies.
 */
export function autocorrelationPenalty(returns: Numbers): number {
  const all = known(returns);
  const n = all.length;
  if (n < 2) return 1;
  const rho = Math.abs(correlation(all.subarray(0, -1), all.subarray(1)));
  if (Number.isNaN(rho)) return 1;
  let total = 0;
  for (let lag = 1; lag < n; lag += 1) total += ((n - lag) / n) * rho ** lag;
  return Math.sqrt(1 + 2 * total);
}

/** Sharpe ratio over the autocorrelation penalty. */
export function smartSharpe(returns: Numbers, periods: number): number {
  return sharpeRatio(returns, periods) / autocorrelationPenalty(returns);
}

/** Sortino ratio over the autocorrelation penalty. */
export function smartSortino(returns: Numbers, periods: number): number {
  return sortinoRatio(returns, periods) / autocorrelationPenalty(returns);
}

/** Sortino ratio over √2, which lets it stand beside a Sharpe ratio. Source: Schwager. */
export function adjustedSortino(returns: Numbers, periods: number): number {
  return sortinoRatio(returns, periods) / Math.SQRT2;
}

/** Total return over the ulcer index. */
export function ulcerPerformance(returns: Numbers, rf = 0): number {
  const ulcer = ulcerIndex(returns);
  return ulcer === 0 ? Number.NaN : (totalReturn(returns) - rf) / ulcer;
}

/** Sum of returns over ulcer index times pitfall, the shortfall of drawdowns over the deviation of returns. Source: KeyQuant. */
export function serenity(returns: Numbers, rf = 0): number {
  const all = known(returns);
  const pitfall = -expectedShortfallBelowNormal(drawdowns(all)) / standardDeviation(all, 1);
  return (sum(all) - rf) / (ulcerIndex(all) * pitfall);
}

/** Size of the sum of returns, less `rf`, over that of the deepest drawdown; NaN without one. */
export function recoveryFactor(returns: Numbers, rf = 0): number {
  const deepest = maxDrawdown(returns);
  return deepest === 0 ? Number.NaN : Math.abs(sum(known(returns)) - rf) / -deepest;
}

/** Profit factor times tail ratio. */
export function commonSenseRatio(returns: Numbers): number {
  return profitFactor(returns) * tailRatio(returns);
}

/** Profit factor times win rate times payoff ratio. */
export function cpcIndex(returns: Numbers): number {
  return profitFactor(returns) * winRate(returns) * payoffRatio(returns);
}

/** Annual return over the share of time in the market. */
export function returnOverExposure(returns: Numbers, periods: number): number {
  return annualReturn(returns, periods) / exposure(returns);
}

/** Mean over deviation of the difference to a benchmark, per period; 0 where the difference does not vary. */
export function informationRatio(returns: Numbers, benchmark: Numbers): number {
  const active = known(less(returns, benchmark));
  const deviation = standardDeviation(active, 1);
  return deviation === 0 ? 0 : mean(active) / deviation;
}
