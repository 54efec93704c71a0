import { assert } from '@qca/base';
import { compareWithNaive, type NaiveComparison } from '../judging/compareWithNaive.ts';
import { conformalRadius } from '../judging/conformalRadius.ts';
import { absoluteLoss, lossesOf, meanOf } from '../judging/losses.ts';
import { type Forecaster, type Origin, originsOf, rollingOrigin } from '../judging/rollingOrigin.ts';
import { type ForecasterName, forecasterOf } from './forecasters.ts';

export interface DemandPlan {
  /** Periods in a season: 24 for hours of a day, 168 for hours of a week; 1 where there is none. */
  readonly period: number;
  readonly horizon: number;
  /** Share of intervals that shall hold the value. */
  readonly coverage: number;
  /** Origins that forecasts are made from in the past, at least four. */
  readonly origins: number;
}

/** A forecast of demand, with how the method was chosen and how good it was. */
export interface DemandForecast {
  readonly method: ForecasterName;
  readonly naiveMethod: ForecasterName;
  /** Shape: each [step], step 0 is the next period. None is below 0. */
  readonly forecast: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Mean absolute error of each method tried, at the origins it was chosen on. Smallest first. */
  readonly selection: readonly { readonly method: ForecasterName; readonly loss: number }[];
  /** The chosen method beside the naive one at later origins, which the choice has not seen. */
  readonly comparison: NaiveComparison;
}

/** Share of the origins that the method is chosen on; it is judged on the rest. */
const SELECTION_SHARE = 0.5;
/** Origins need room: the first history holds three seasons, or this many values. */
const SEASONS_FIRST = 3;
const HISTORY_MIN = 20;

/** Fewest values a plan can be carried out on. */
export function demandLengthMin({ period, horizon, origins }: DemandPlan): number {
  return Math.max(SEASONS_FIRST * period, HISTORY_MIN) + horizon + origins - 1;
}

/**
 * Forecasts demand for compute (or any demand with a season) by the method that was best from past origins.
 *
 * Naive methods, smoothings and the Theta method forecast from evenly spaced origins. The first half chooses by mean absolute error, the second
 * half says how the chosen one does beside the better of the naive ones. Intervals are conformal, from the chosen method's past errors at each
 * step, or at all steps together where these are too few.
 *
 * Units: those of demand, not below 0. Shape: demand [period], at least `demandLengthMin(plan)`. Deterministic.
 */
export function forecastDemand(demand: Float64Array, plan: DemandPlan): DemandForecast {
  assert(demand.length >= demandLengthMin(plan), `forecastDemand: ${demand.length} values are too few`);
  assert(plan.origins >= 4, `forecastDemand: ${plan.origins} origins are too few to choose and to judge`);
  const first = Math.max(SEASONS_FIRST * plan.period, HISTORY_MIN);
  const step = Math.max(1, Math.floor((demand.length - plan.horizon - first) / (plan.origins - 1)));
  // Origins end at the end of the data, where the future is most like it.
  const last = demand.length - plan.horizon;
  const rolling = { first: last - (plan.origins - 1) * step, horizon: plan.horizon, step };
  const candidates = namesFor(demand, plan.period).map((name) => forecasterOf(name, plan.period));
  const tried = candidates
    .filter(({ historyMin }) => historyMin <= rolling.first)
    .map((forecaster) => ({ forecaster, origins: rollingOrigin(nonNegative(forecaster), demand, rolling) }));
  const split = Math.floor(SELECTION_SHARE * originsOf(demand.length, rolling).length);
  const ranked = tried
    .map(({ forecaster, origins }) => ({
      forecaster,
      origins,
      losses: Float64Array.from(origins, absoluteErrorOf),
    }))
    .map((each) => ({ ...each, loss: meanOf(each.losses.subarray(0, split)) }))
    .sort((one, other) => one.loss - other.loss);
  const best = ranked[0] as (typeof ranked)[number];
  const naive = ranked.find(({ forecaster }) => forecaster.name.endsWith('naive')) as typeof best;
  const forecast = nonNegative(best.forecaster).forecast(demand, plan.horizon);
  const radii = radiiOf(best.origins, plan);
  return {
    method: best.forecaster.name as ForecasterName,
    naiveMethod: naive.forecaster.name as ForecasterName,
    forecast,
    lower: forecast.map((value, at) => Math.max(0, value - (radii[at] as number))),
    upper: forecast.map((value, at) => value + (radii[at] as number)),
    selection: ranked.map(({ forecaster, loss }) => ({ method: forecaster.name as ForecasterName, loss })),
    comparison: compareWithNaive(
      {
        name: best.forecaster.name,
        naiveName: naive.forecaster.name,
        lossName: 'mean absolute error',
        overlap: Math.ceil(plan.horizon / step),
      },
      best.losses.subarray(split),
      naive.losses.subarray(split),
    ),
  };
}

function namesFor(demand: Float64Array, period: number): readonly ForecasterName[] {
  const plain: readonly ForecasterName[] = [
    'naive',
    'simple-exponential-smoothing',
    'holt',
    'damped-holt',
    'theta',
  ];
  if (period === 1) return plain;
  const positive = demand.every((value) => value > 0);
  return [
    'seasonal-naive',
    ...plain,
    'holt-winters-additive',
    ...(positive ? (['holt-winters-multiplicative'] as const) : []),
  ];
}

function nonNegative(forecaster: Forecaster): Forecaster {
  return {
    ...forecaster,
    forecast: (history, horizon) => forecaster.forecast(history, horizon).map((value) => Math.max(0, value)),
  };
}

function absoluteErrorOf({ actual, forecast }: Origin): number {
  return meanOf(lossesOf(absoluteLoss, actual, forecast));
}

function radiiOf(origins: readonly Origin[], { horizon, coverage }: DemandPlan): Float64Array {
  const errorsAt = (step: number): number[] =>
    origins.map(({ actual, forecast }) => (actual[step] as number) - (forecast[step] as number));
  const steps = Array.from({ length: horizon }, (_, step) => step);
  const together = conformalRadius(Float64Array.from(steps.flatMap(errorsAt)), coverage);
  return Float64Array.from(steps, (step) => {
    const own = conformalRadius(Float64Array.from(errorsAt(step)), coverage);
    return Number.isFinite(own) ? own : together;
  });
}
