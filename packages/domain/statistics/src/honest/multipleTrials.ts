import { normalQuantile } from '@qca/numerics';
import { probabilisticSharpe, type SharpeSample } from './sharpeInference.ts';

/** Euler and Mascheroni's constant. */
const EULER = 0.577_215_664_901_532_9;

/**
 * Expected largest of `trials` independent standard normal numbers, to the second order; 0 for one.
 *
 * (1 − γ) z(1 − 1/N) + γ z(1 − 1/(N e)). `trials` may be a fraction: an effective count.
 * Source: Bailey, Borwein, López de Prado and Zhu, "Pseudo-Mathematics and Financial Charlatanism" (2014), proposition 1.
 */
export function expectedMaximum(trials: number): number {
  if (trials <= 1) return 0;
  return (1 - EULER) * normalQuantile(1 - 1 / trials) + EULER * normalQuantile(1 - 1 / (trials * Math.E));
}

/**
 * Sharpe ratio that the best of `trials` worthless strategies is expected to show, in the unit of `variance`' root.
 *
 * `variance` is that of the Sharpe ratios among the trials. Source: Bailey and López de Prado, "The Deflated Sharpe Ratio" (2014).
 */
export function expectedMaximumSharpe(trials: number, variance: number): number {
  return Math.sqrt(variance) * expectedMaximum(trials);
}

export interface DeflatedSharpe {
  /** Sharpe ratio to beat, per observation. */
  readonly sr0: number;
  /** Confidence that the true ratio is above zero once the best of so many was picked. */
  readonly dsr: number;
}

/**
 * Deflated Sharpe ratio: the probabilistic one against what luck gives the best of `trials`.
 *
 * `variance` of the trials' Sharpe ratios per observation. Source: Bailey and López de Prado (2014).
 */
export function deflatedSharpe(sample: SharpeSample, trials: number, variance: number): DeflatedSharpe {
  const sr0 = expectedMaximumSharpe(trials, variance);
  return { sr0, dsr: probabilisticSharpe(sample, sr0) };
}

/**
 * Minimum backtest length: years below which the best of `trials` worthless strategies is expected to reach `targetSharpe`, annual.
 *
 * (E[max N] / target)². Source: Bailey, Borwein, López de Prado and Zhu (2014), theorem 1.
 */
export function minBacktestYears(trials: number, targetSharpe: number): number {
  return (expectedMaximum(trials) / targetSharpe) ** 2;
}

/** Upper bound of `minBacktestYears` that needs no normal quantile: 2 ln N / target². */
export function minBacktestYearsBound(trials: number, targetSharpe: number): number {
  return (2 * Math.log(trials)) / targetSharpe ** 2;
}
