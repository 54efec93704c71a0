import { assert } from '@qca/base';
import { compareWithNaive, type NaiveComparison } from '../judging/compareWithNaive.ts';
import { lossesOf, quasiLikelihoodLoss } from '../judging/losses.ts';
import { exponentialMovingVariance } from './exponentialMovingVariance.ts';
import { filterVariance } from './filterVariance.ts';
import { fitVolatility, RETURNS_MIN } from './fitVolatility.ts';
import { varianceFrame } from './VarianceFrame.ts';
import type { VolatilityModel } from './VolatilityModel.ts';

export interface VolatilityBacktestPlan {
  /** A fitted model, or the exponentially weighted variance with this lambda. */
  readonly model: VolatilityModel | { readonly rule: 'ewma'; readonly lambda: number };
  /** Returns known at the first forecast. */
  readonly first: number;
  /** Periods between two fits of the parameters. */
  readonly refit: number;
  /** Periods of the naive forecast: the mean squared return of so many before. */
  readonly naiveWindow: number;
}

export interface VolatilityBacktest {
  /** For each period from `first` on, made the period before. Shape: [period], squared units of returns. */
  readonly forecast: Float64Array;
  readonly naive: Float64Array;
  readonly realised: Float64Array;
  readonly comparison: NaiveComparison;
}

/**
 * Forecasts the variance of each period from those before it, and compares it with the naive forecast by the quasi-likelihood loss.
 *
 * The realised variance is the squared return, a noisy but unbiased proxy that ranks forecasts rightly under this loss; returns of exactly 0,
 * for which the loss is infinite, are left out of the comparison. Shape: returns [period]. Source: Patton (2011); Hansen and Lunde (2005).
 */
export function backtestVolatility(returns: Float64Array, plan: VolatilityBacktestPlan): VolatilityBacktest {
  const { first, naiveWindow } = plan;
  assert(first >= Math.max(RETURNS_MIN, naiveWindow), 'backtestVolatility: the first history is too short');
  assert(returns.length >= first + 2, 'backtestVolatility: too few returns follow the first history');
  const realised = returns.slice(first).map((value) => value * value);
  const forecast = forecastsOf(returns, plan);
  const naive = realised.map((_, at) => {
    const window = returns.subarray(first + at - naiveWindow, first + at);
    return window.reduce((sum, value) => sum + value * value, 0) / naiveWindow;
  });
  const judged = Array.from(realised.keys()).filter(
    (at) => (realised[at] as number) > 0 && (naive[at] as number) > 0,
  );
  assert(judged.length >= 2, 'backtestVolatility: nearly all returns are 0');
  const pick = (values: Float64Array): Float64Array =>
    Float64Array.from(judged, (at) => values[at] as number);
  const comparison = compareWithNaive(
    {
      name: plan.model.rule,
      naiveName: `naive (mean of the last ${naiveWindow} squared returns)`,
      lossName: 'quasi-likelihood loss',
      overlap: 1,
    },
    lossesOf(quasiLikelihoodLoss, pick(realised), pick(forecast)),
    lossesOf(quasiLikelihoodLoss, pick(realised), pick(naive)),
  );
  return { forecast, naive, realised, comparison };
}

function forecastsOf(returns: Float64Array, { model, first, refit }: VolatilityBacktestPlan): Float64Array {
  if (model.rule === 'ewma') {
    const seed = returns.subarray(0, first).reduce((sum, value) => sum + value * value, 0) / first;
    return exponentialMovingVariance(returns, model.lambda, seed).slice(first, returns.length);
  }
  const forecast = new Float64Array(returns.length - first);
  for (let from = first; from < returns.length; from += refit) {
    const to = Math.min(from + refit, returns.length);
    const known = returns.slice(0, from);
    const { parameters } = fitVolatility(model, known);
    // Parameters stay as fitted; the recursion then takes in one return after the other, each used only for later periods.
    const { backcast } = varianceFrame(known.map((value) => value - parameters.mu));
    const unbounded = {
      backcast,
      lower: new Float64Array(to),
      upper: new Float64Array(to).fill(Number.POSITIVE_INFINITY),
    };
    const variances = new Float64Array(to);
    filterVariance(model.rule, parameters, { returns: returns.slice(0, to), frame: unbounded }, variances);
    // What is compared is the expected squared return, of which the squared mean is a part.
    forecast.set(
      variances.subarray(from).map((variance) => variance + parameters.mu * parameters.mu),
      from - first,
    );
  }
  return forecast;
}
