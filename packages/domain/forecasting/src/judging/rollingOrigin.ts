import { assert } from '@qca/base';

/** Forecasts the periods after a history, knowing nothing else. */
export interface Forecaster {
  readonly name: string;
  /** Fewest values it can work with. */
  readonly historyMin: number;
  /** Shape: [step], step 0 is the period after the history. */
  readonly forecast: (history: Float64Array, horizon: number) => Float64Array;
}

export interface RollingPlan {
  /** Length of the first history. */
  readonly first: number;
  readonly horizon: number;
  /** Periods between two origins. */
  readonly step: number;
  /** Length of every history; all that is known where it is left out. */
  readonly window?: number;
}

/** Forecasts made at one origin, beside what came. Shape: both [step]. */
export interface Origin {
  /** Number of values known. */
  readonly known: number;
  readonly forecast: Float64Array;
  readonly actual: Float64Array;
}

/** Origins of a plan that the series is long enough to judge. */
export function originsOf(length: number, { first, horizon, step }: RollingPlan): readonly number[] {
  assert(first >= 1 && horizon >= 1 && step >= 1, 'originsOf: first, horizon and step are at least one');
  const count = Math.max(0, Math.floor((length - horizon - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + index * step);
}

/**
 * Forecasts from one origin after another, each time from what was known then, so that no forecast has seen what it is judged by.
 *
 * Source: Tashman (2000).
 */
export function rollingOrigin(
  forecaster: Forecaster,
  series: Float64Array,
  plan: RollingPlan,
): readonly Origin[] {
  return originsOf(series.length, plan).map((known) => {
    // A copy: what a forecaster might look for behind its end is not there.
    const history = series.slice(plan.window === undefined ? 0 : Math.max(0, known - plan.window), known);
    return {
      known,
      forecast: forecaster.forecast(history, plan.horizon),
      actual: series.slice(known, known + plan.horizon),
    };
  });
}
