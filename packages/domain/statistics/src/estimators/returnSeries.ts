import { type Estimator, normalCdf } from '@qca/numerics';
import { known, sampleExcessKurtosis, sampleSkewness } from '../describe/moments.ts';
import { alphaBeta, simpleAlpha } from '../performance/benchmark.ts';
import { drawdowns } from '../performance/drawdown.ts';
import { cumulativeReturns, totalReturn } from '../performance/growth.ts';
import { sharpeRatio, sortinoRatio } from '../performance/ratios.ts';
import { adjustedSortino, excessOfAnnual } from '../performance/tearSheet.ts';
import { demand, field } from './fields.ts';
import { performanceFields, readPerformance } from './performanceInputs.ts';
import { requireBenchmark } from './performanceMeasures.ts';

const SIMPLE_RETURNS: Estimator = {
  name: 'simple-returns',
  summary: 'Simple returns of prices: each over the one before, less 1.',
  source: 'empyrical-reloaded 0.7.1 simple_returns',
  inputs: [field('prices', 'vector', 'price', 'prices in order of time; null is not known', { gaps: true })],
  outputs: [field('simple_returns', 'vector', 'fraction per period', 'one fewer than prices')],
  run: (inputs) => {
    const prices = inputs.vector('prices');
    return {
      simple_returns: prices.slice(1).map((price, before) => price / (prices[before] as number) - 1),
    };
  },
};

const CUMULATIVE_RETURNS: Estimator = {
  name: 'cum-returns',
  summary: 'Compound return after each return, or wealth where it starts with some.',
  source: 'empyrical-reloaded 0.7.1 cum_returns; quantstats compsum; a return that is not known counts as 0',
  inputs: [
    ...performanceFields([]),
    field('starting_value', 'number', 'any', 'wealth at the start; 0 asks for returns', { default: 0 }),
  ],
  outputs: [field('cum_returns', 'vector', 'fraction, or as starting_value', 'one for each return')],
  run: (inputs) => {
    const { returns } = readPerformance('cum-returns', inputs);
    const start = inputs.number('starting_value');
    const grown = cumulativeReturns(returns);
    return { cum_returns: start === 0 ? grown : grown.map((value) => (1 + value) * start) };
  },
};

const DRAWDOWN_SERIES: Estimator = {
  name: 'drawdown-series',
  summary: 'Fall from the highest wealth so far after each return, the start counted.',
  source: 'empyrical-reloaded 0.7.1 drawdown_series; quantstats 0.0.86 to_drawdown_series',
  inputs: performanceFields([]),
  outputs: [
    field('drawdown_series', 'vector', 'fraction', '0 or negative, one for each return'),
    field('to_drawdown_series', 'vector', 'fraction', 'the same'),
  ],
  run: (inputs) => {
    const series = drawdowns(readPerformance('drawdown-series', inputs).returns);
    return { drawdown_series: series, to_drawdown_series: series };
  },
};

const AGGREGATE: Estimator = {
  name: 'aggregate-returns',
  summary: 'Compounds returns by week, month, quarter or year.',
  source:
    'empyrical-reloaded 0.7.1 aggregate_returns; weeks are those of ISO 8601, with the year they belong to',
  inputs: [
    ...performanceFields(['days']),
    field('convert_to', 'text', 'none', 'what a compounded return is of', {
      choices: ['weekly', 'monthly', 'quarterly', 'yearly'],
    }),
  ],
  outputs: [
    field('aggregate_returns', 'vector', 'fraction', 'one for each span in which there is a return'),
    field('keys', 'table', 'none', 'year, and the week, month or quarter of it, of each'),
  ],
  run: (inputs) => {
    const { days, returns } = readPerformance('aggregate-returns', inputs);
    demand(days.length > 0, 'aggregate-returns', 'dates', 'is missing', 'Give one ISO date for each return.');
    const spans = new Map<string, { readonly key: readonly number[]; readonly returns: number[] }>();
    days.forEach((day, index) => {
      const key = spanOf(day, inputs.text('convert_to'));
      const span = spans.get(key.join('-')) ?? { key, returns: [] };
      span.returns.push(returns[index] as number);
      spans.set(key.join('-'), span);
    });
    const all = Array.from(spans.values());
    return {
      aggregate_returns: all.map((span) => totalReturn(Float64Array.from(span.returns))),
      keys: all.map(({ key }) => key),
    };
  },
};

const DAY_MS = 86_400_000;

function spanOf(day: string, convertTo: string): readonly number[] {
  const [year, month] = [Number(day.slice(0, 4)), Number(day.slice(5, 7))];
  if (convertTo === 'yearly') return [year];
  if (convertTo === 'monthly') return [year, month];
  if (convertTo === 'quarterly') return [year, Math.ceil(month / 3)];
  // A week of ISO 8601 belongs to the year of its Thursday.
  const time = Date.parse(day);
  const weekday = (new Date(time).getUTCDay() + 6) % 7;
  const thursday = new Date(time + (3 - weekday) * DAY_MS);
  const start = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return [thursday.getUTCFullYear(), 1 + Math.floor((thursday.getTime() - start) / (7 * DAY_MS))];
}

const GREEKS: Estimator = {
  name: 'greeks',
  summary: 'Beta to a benchmark, and the mean that beta does not explain times periods, without compounding.',
  source: 'quantstats 0.0.86 greeks, over the observations in which both are known',
  inputs: performanceFields(['benchmark', 'periods']),
  outputs: [
    field('beta', 'number', 'none', 'slope against the benchmark'),
    field('alpha', 'number', 'fraction per year', 'without compounding'),
  ],
  run: (inputs) => {
    const read = readPerformance('greeks', inputs);
    requireBenchmark('greeks', ['benchmark'], read);
    return {
      beta: alphaBeta(read.returns, read.benchmark, 1).beta,
      alpha: simpleAlpha(read.returns, read.benchmark, read.periods),
    };
  },
};

const RATIOS = { sharpe: sharpeRatio, sortino: sortinoRatio, 'adjusted-sortino': adjustedSortino } as const;

const PROBABILISTIC: Estimator = {
  name: 'probabilistic-ratio',
  summary:
    'Confidence that a true ratio is above 0, by skewness and kurtosis corrected for the size of the sample.',
  source:
    'quantstats 0.0.86 probabilistic_ratio; Bailey and López de Prado (2012) have it for the Sharpe ratio, and psr is theirs',
  inputs: [
    ...performanceFields(['periods', 'rf']),
    field('base', 'text', 'none', 'which ratio', { choices: Object.keys(RATIOS), default: 'sharpe' }),
  ],
  outputs: [field('probabilistic_ratio', 'number', 'fraction', 'confidence')],
  run: (inputs) => {
    const read = readPerformance('probabilistic-ratio', inputs);
    const returns = known(read.returns);
    const ratio = RATIOS[inputs.text('base') as keyof typeof RATIOS];
    const base = ratio(excessOfAnnual(returns, read.rf, read.periods), 1);
    const shape = 1 - sampleSkewness(returns) * base + ((sampleExcessKurtosis(returns) + 2) / 4) * base ** 2;
    return { probabilistic_ratio: normalCdf(base / Math.sqrt(shape / (read.returns.length - 1))) };
  },
};

/** Series made of returns, and what quantstats says of them by names of its own. */
export const RETURN_SERIES_ESTIMATORS: readonly Estimator[] = [
  SIMPLE_RETURNS,
  CUMULATIVE_RETURNS,
  DRAWDOWN_SERIES,
  AGGREGATE,
  GREEKS,
  PROBABILISTIC,
];
