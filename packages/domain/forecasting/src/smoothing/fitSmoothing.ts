import { assert } from '@qca/base';
import { boundedLeastSquares } from '@qca/numerics';
import { heuristicState, smoothingLengthMin } from './heuristicState.ts';
import type { SmoothingForm, SmoothingState, SmoothingWeights } from './SmoothingForm.ts';
import { extrapolate, smooth } from './smooth.ts';

export interface SmoothingFit {
  readonly form: SmoothingForm;
  readonly weights: SmoothingWeights;
  readonly start: SmoothingState;
  readonly end: SmoothingState;
  /** What was expected for each period, one step ahead. Shape: [period]. */
  readonly fitted: Float64Array;
  /** Sum of squared one-step errors. */
  readonly squaredErrors: number;
  readonly aic: number;
  readonly aicc: number;
  readonly bic: number;
}

/** How the components before the first value are found: fitted with the weights, by `heuristicState`, or given. */
export type SmoothingStart = 'estimated' | 'heuristic' | SmoothingState;

/** Bounds of the damping factor: below it hardly differs from no trend, above it from a straight one. */
const DAMPING_MIN = 0.8;
const DAMPING_MAX = 0.995;
/** The sum of squares often has one hollow at a trend that fades soon and one at a trend that hardly fades. */
const DAMPING_STARTS = [0.9, 0.99];
const LEVEL_STARTS = [0.1, 0.5, 0.9];
/** Shares of what the weight of the level leaves: trend ≤ level, season ≤ 1 − level. */
const SHARE_STARTS = [0.05, 0.5];
/** Starts followed down for each damping, the best ones. */
const DESCENTS = 3;
/** Share of the sum of squares below which a step ends the search; the quick one is for fits made at many origins. */
const QUICK_TOLERANCE = 1e-8;
const THOROUGH_TOLERANCE = 1e-14;

/**
 * Fits an exponential smoothing to a series by least squares of its one-step errors.
 *
 * Weights are held to 0 ≤ trend ≤ level ≤ 1, 0 ≤ season ≤ 1 − level and damping within 0.8 and 0.995, and criteria are counted, as in
 * `ExponentialSmoothing` of statsmodels 0.15. Seasons before the first value have mean 0 (multiplicative: mean 1). Deterministic.
 *
 * Shape: series [period], at least `smoothingLengthMin`; above 0 with a multiplicative season.
 */
export function fitSmoothing(
  form: SmoothingForm,
  series: Float64Array,
  how: SmoothingStart = 'estimated',
): SmoothingFit {
  const free = how === 'estimated' || how === 'heuristic';
  assert(!free || series.length >= smoothingLengthMin(form), 'fitSmoothing: the series is too short');
  const scale = series.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const unit = series.map((value) => value / scale);
  const space = new SmoothingSpace(form, {
    base: rescaled(form, typeof how === 'string' ? heuristicState(form, series) : how, 1 / scale),
    estimated: how === 'estimated',
  });
  const { weights, start } = space.read(
    descend(space, unit, how === 'heuristic' ? QUICK_TOLERANCE : THOROUGH_TOLERANCE),
  );
  const natural = rescaled(form, start, scale);
  const fitted = new Float64Array(series.length);
  const end = smooth(form, weights, natural, series, fitted);
  let squaredErrors = 0;
  for (const [period, value] of series.entries()) squaredErrors += (value - (fitted[period] as number)) ** 2;
  const counted = criteria(form, series.length, squaredErrors);
  return { form, weights, start: natural, end, fitted, squaredErrors, ...counted };
}

/** Forecasts `horizon` periods after the series that was fitted. Shape: [step], step 0 is the next period. */
export function forecastSmoothing({ form, weights, end }: SmoothingFit, horizon: number): Float64Array {
  return extrapolate(form, weights.damping, end, horizon);
}

/** Numbers a search moves: level weight, share of the trend, share of the season, damping, then the components at the start. */
class SmoothingSpace {
  readonly form: SmoothingForm;
  readonly #base: SmoothingState;
  readonly #estimated: boolean;

  constructor(
    form: SmoothingForm,
    { base, estimated }: { readonly base: SmoothingState; readonly estimated: boolean },
  ) {
    this.form = form;
    this.#base = base;
    this.#estimated = estimated;
  }

  starts(damping: number): readonly Float64Array[] {
    const { trend, damped, seasonal } = this.form;
    const { level, trend: slope, seasons } = this.#base;
    // The last season follows from the others, as their mean is fixed.
    const state = this.#estimated ? [level, ...(trend ? [slope] : []), ...seasons.subarray(0, -1)] : [];
    return LEVEL_STARTS.flatMap((alpha) =>
      (trend ? SHARE_STARTS : [undefined]).flatMap((beta) =>
        (seasonal === 'none' ? [undefined] : SHARE_STARTS).map((gamma) =>
          Float64Array.from([
            alpha,
            ...(beta === undefined ? [] : [beta]),
            ...(gamma === undefined ? [] : [gamma]),
            ...(damped ? [damping] : []),
            ...state,
          ]),
        ),
      ),
    );
  }

  bounds(size: number): { readonly lower: Float64Array; readonly upper: Float64Array } {
    const { trend, damped, seasonal } = this.form;
    const shares = 1 + Number(trend) + Number(seasonal !== 'none');
    const lower = new Float64Array(size).fill(Number.NEGATIVE_INFINITY).fill(0, 0, shares);
    const upper = new Float64Array(size).fill(Number.POSITIVE_INFINITY).fill(1, 0, shares);
    if (damped) {
      lower[shares] = DAMPING_MIN;
      upper[shares] = DAMPING_MAX;
    }
    return { lower, upper };
  }

  read(x: Float64Array): { readonly weights: SmoothingWeights; readonly start: SmoothingState } {
    const { trend, damped, seasonal } = this.form;
    let next = 0;
    const take = (): number => x[next++] as number;
    const level = take();
    const weights: SmoothingWeights = {
      level,
      trend: trend ? level * take() : 0,
      season: seasonal === 'none' ? 0 : (1 - level) * take(),
      damping: damped ? take() : 1,
    };
    if (!this.#estimated) return { weights, start: this.#base };
    const stands = { level: take(), trend: trend ? take() : 0 };
    return { weights, start: { ...stands, seasons: this.#seasons(x, next) } };
  }

  #seasons(x: Float64Array, first: number): Float64Array {
    if (this.form.seasonal === 'none') return new Float64Array();
    const { period } = this.form;
    const seasons = new Float64Array(period);
    let rest = this.form.seasonal === 'multiplicative' ? period : 0;
    for (let place = 0; place < period - 1; place += 1) {
      seasons[place] = x[first + place] as number;
      rest -= seasons[place] as number;
    }
    seasons[period - 1] = rest;
    return seasons;
  }
}

function descend(space: SmoothingSpace, series: Float64Array, tolerance: number): Float64Array {
  const residuals = (x: Float64Array, into: Float64Array): void => {
    const { weights, start } = space.read(x);
    smooth(space.form, weights, start, series, into);
    for (let period = 0; period < series.length; period += 1)
      into[period] = (series[period] as number) - (into[period] as number);
  };
  const errors = new Float64Array(series.length);
  const best = (damping: number): readonly Float64Array[] =>
    space
      .starts(damping)
      .map((start) => {
        residuals(start, errors);
        return { start, value: errors.reduce((sum, error) => sum + error * error, 0) };
      })
      .sort((one, other) => one.value - other.value)
      .slice(0, DESCENTS)
      .map(({ start }) => start);
  return (space.form.damped ? DAMPING_STARTS : [1])
    .flatMap(best)
    .map((start) =>
      boundedLeastSquares(
        { residuals, count: series.length, start, ...space.bounds(start.length) },
        { tolerance },
      ),
    )
    .reduce((one, other) => (other.value < one.value ? other : one)).x;
}

function rescaled(form: SmoothingForm, state: SmoothingState, factor: number): SmoothingState {
  const seasons =
    form.seasonal === 'multiplicative' ? state.seasons : state.seasons.map((value) => value * factor);
  return { level: state.level * factor, trend: state.trend * factor, seasons };
}

function criteria(
  { trend, damped, seasonal, period }: SmoothingForm,
  length: number,
  squaredErrors: number,
): { readonly aic: number; readonly aicc: number; readonly bic: number } {
  const count = (seasonal === 'none' ? 0 : period) + (trend ? 2 : 0) + 2 + Number(damped);
  const fit = length * Math.log(squaredErrors / length);
  const spare = length - count - 3;
  const aic = fit + 2 * count;
  return {
    aic,
    aicc: spare > 0 ? aic + (2 * (count + 2) * (count + 3)) / spare : Number.POSITIVE_INFINITY,
    bic: fit + count * Math.log(length),
  };
}
