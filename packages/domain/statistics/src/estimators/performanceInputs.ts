import { badInput, type Field, type Inputs } from '@qca/numerics';
import { PERIODS_PER_YEAR, type Period } from '../performance/growth.ts';
import { demand, field, given, numberOr, optional, required } from './fields.ts';

/** What measures of performance are read from. */
export interface PerformanceInputs {
  readonly returns: Float64Array;
  /** Of the same length as the returns, or empty when none was given. */
  readonly benchmark: Float64Array;
  /** Per year. */
  readonly periods: number;
  /** Per period; one number, or one for each return. */
  readonly riskFree: Float64Array;
  /** Per period, but for Omega per year. */
  readonly required: Float64Array;
  /** Per year. */
  readonly rf: number;
  readonly cutoff: number;
  /** Upper quantile of the tail ratio. */
  readonly tail: number;
  /** Factor of the deviation in a normal tail. */
  readonly sigma: number;
  /** Which quantile is an outlier; NaN for the usual one. */
  readonly quantile: number;
  /** Periods per year, or 1 where the answer is to be per period. */
  readonly scale: number;
  /** Index of stability: 2 for returns that add up as a random walk does. */
  readonly alpha: number;
  readonly method: string;
  /** ISO dates, one for each return; empty when none was given. */
  readonly days: readonly string[];
}

const RETURNS = optional(
  'returns',
  'vector',
  'fraction per period',
  'simple returns in order of time; null is not known',
  {
    gaps: true,
  },
);
const STRATEGY = optional('strategy', 'vector', 'fraction per period', 'the same as returns', { gaps: true });
const BENCHMARK_NAMES = ['factor', 'benchmark', 'factor_returns'];
const BENCHMARK = BENCHMARK_NAMES.map((name) =>
  optional(
    name,
    'vector',
    'fraction per period',
    'returns of the benchmark at the same times; null is not known',
    {
      gaps: true,
      single: true,
    },
  ),
);
const PERIODS = [
  field('period', 'text', 'none', 'how long one return took', {
    default: 'daily',
    choices: Object.keys(PERIODS_PER_YEAR),
  }),
  optional('periods', 'number', 'per year', 'periods in a year, in place of those of the period'),
  optional('annualization', 'number', 'per year', 'the same as periods'),
];

/** Inputs that a measure may ask for besides the returns, by what it calls them. */
const EXTRA: Readonly<Record<string, readonly Field[]>> = {
  periods: PERIODS,
  benchmark: BENCHMARK,
  riskFree: [
    field(
      'risk_free',
      'vector',
      'fraction per period',
      'risk-free return: one number, or one for each return',
      {
        default: 0,
        gaps: true,
        single: true,
      },
    ),
  ],
  required: [
    field(
      'required_return',
      'vector',
      'fraction per period',
      'return to reach: one number, or one for each return',
      {
        default: 0,
        gaps: true,
        single: true,
      },
    ),
  ],
  requiredAnnual: [
    field('required_return', 'number', 'fraction per year', 'return to reach', { default: 0 }),
  ],
  rf: [field('rf', 'number', 'fraction per year', 'risk-free return, compounded', { default: 0 })],
  cutoff: [
    field('cutoff', 'number', 'fraction', 'share of the returns that is the tail', { default: 0.05 }),
    optional('confidence', 'number', 'fraction', '1 less the cutoff, in place of it; above 1 in percent'),
  ],
  tail: [
    field('cutoff', 'number', 'fraction', 'upper quantile, whose size stands over that of 1 less it', {
      default: 0.95,
    }),
  ],
  quantile: [
    optional(
      'quantile',
      'number',
      'fraction',
      'which quantile is the outlier; 0.99 of wins and 0.01 of losses',
    ),
  ],
  annualize: [
    field('annualize', 'flag', 'none', 'whether the answer is per year rather than per period', {
      default: true,
    }),
  ],
  alpha: [
    field('alpha', 'number', 'none', 'the deviation is multiplied by periods to the power 1 ÷ alpha', {
      default: 2,
    }),
  ],
  method: [
    field('sigma', 'number', 'none', 'factor of the deviation where the tail is normal', { default: 1 }),
    field('method', 'text', 'none', 'how the tail is known', {
      default: 'historical',
      choices: ['historical', 'normal', 'below-normal'],
    }),
  ],
  days: [optional('dates', 'record', 'ISO date', 'list of days, one for each return')],
};

/** Fields of a measure that asks for `extra` besides the returns. */
export function performanceFields(extra: readonly string[]): Field[] {
  return [RETURNS, STRATEGY, ...extra.flatMap((name) => EXTRA[name] ?? [])];
}

/** Reads them. Rejects, as `Refusal`: `bad-input`, for series of different lengths. */
export function readPerformance(estimator: string, inputs: Inputs): PerformanceInputs {
  const returns = inputs.vector(required(estimator, inputs, ['returns', 'strategy']));
  const benchmarkName = given(inputs, BENCHMARK_NAMES);
  const series = (name: string): Float64Array => {
    const values = inputs.has(name) ? inputs.vector(name) : Float64Array.of(0);
    demand(
      values.length === 1 || values.length === returns.length,
      estimator,
      name,
      `has ${values.length} values for ${returns.length} returns`,
      'Give one number, or one for each return.',
    );
    return values;
  };
  const benchmark = benchmarkName === undefined ? new Float64Array() : series(benchmarkName);
  const required_ = inputs.has('required_return') ? inputs.vector('required_return') : 0;
  return {
    returns,
    benchmark: benchmark.length === 1 ? returns.map(() => benchmark[0] as number) : benchmark,
    periods: readPeriods(estimator, inputs),
    riskFree: series('risk_free'),
    required: typeof required_ === 'number' ? Float64Array.of(required_) : series('required_return'),
    rf: inputs.has('rf') ? inputs.number('rf') : 0,
    cutoff: readCutoff(estimator, inputs),
    // One name for two things: tables have the cutoff of value at risk, and the usual tail ratio.
    tail: estimator === 'tail-ratio' ? readTail(inputs) : 0.95,
    sigma: numberOr(inputs, 'sigma', 1),
    quantile: numberOr(inputs, 'quantile', Number.NaN),
    alpha: numberOr(inputs, 'alpha', 2),
    scale: inputs.has('annualize') && !inputs.flag('annualize') ? 1 : readPeriods(estimator, inputs),
    method: inputs.has('method') ? inputs.text('method') : 'historical',
    days: readDays(estimator, inputs, returns.length),
  };
}

function readTail(inputs: Inputs): number {
  const cutoff = inputs.number('cutoff');
  demand(cutoff > 0 && cutoff < 1, 'tail-ratio', 'cutoff', `is ${cutoff}`, 'Give a share, such as 0.95.');
  return cutoff;
}

function readCutoff(estimator: string, inputs: Inputs): number {
  if (!inputs.has('confidence')) return numberOr(inputs, 'cutoff', 0.05);
  const confidence = inputs.number('confidence');
  const cutoff = 1 - (confidence > 1 ? confidence / 100 : confidence);
  demand(
    cutoff > 0 && cutoff < 1,
    estimator,
    'confidence',
    `is ${confidence}`,
    'Give a share between 0 and 1, such as 0.95.',
  );
  return cutoff;
}

function readPeriods(estimator: string, inputs: Inputs): number {
  const name = given(inputs, ['periods', 'annualization']);
  if (name === undefined)
    return inputs.has('period') ? PERIODS_PER_YEAR[inputs.text('period') as Period] : 252;
  demand(inputs.number(name) > 0, estimator, name, 'is not above 0', 'Give the periods in a year.');
  return inputs.number(name);
}

const ISO_DAY = /^\d{4}-\d{2}-\d{2}/;

function readDays(estimator: string, inputs: Inputs, length: number): readonly string[] {
  const name = 'dates';
  if (!inputs.has(name)) return [];
  const days: unknown = inputs.record(name);
  if (!Array.isArray(days) || !days.every((day) => typeof day === 'string' && ISO_DAY.test(day)))
    throw badInput(estimator, name, 'is no list of ISO dates', 'Give days as 2021-01-04.');
  demand(
    days.length === length,
    estimator,
    name,
    `has ${days.length} days for ${length} returns`,
    'Give one each.',
  );
  demand(
    days.every((day, index) => index === 0 || (days[index - 1] as string) <= day),
    estimator,
    name,
    'does not ascend',
    'Put the returns in order of time.',
  );
  return days.map((day: string) => day.slice(0, 10));
}

/** Days from the first date to the last; NaN without dates. */
export function daysBetween(days: readonly string[]): number {
  if (days.length === 0) return Number.NaN;
  return (Date.parse(days.at(-1) as string) - Date.parse(days[0] as string)) / 86_400_000;
}
