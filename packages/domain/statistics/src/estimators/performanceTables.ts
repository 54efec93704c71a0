import { type Estimator, type Field, normalCdf } from '@qca/numerics';
import {
  excessKurtosis,
  known,
  sampleExcessKurtosis,
  sampleSkewness,
  skewness,
} from '../describe/moments.ts';
import { probabilisticSharpe, sharpeSample } from '../honest/sharpeInference.ts';
import * as benchmark from '../performance/benchmark.ts';
import { drawdownEpisodes } from '../performance/drawdown.ts';
import { annualReturnByCalendar } from '../performance/growth.ts';
import { monthlyTable } from '../performance/monthlyTable.ts';
import * as tails from '../performance/tails.ts';
import { demand, field } from './fields.ts';
import {
  daysBetween,
  type PerformanceInputs,
  performanceFields,
  readPerformance,
} from './performanceInputs.ts';
import {
  EMPYRICAL_MEASURES,
  type Measure,
  measure,
  QUANTSTATS_MEASURES,
  requireBenchmark,
} from './performanceMeasures.ts';

type Values = Record<string, unknown>;

/** Measures of which empyrical and quantstats mean different things by one name: `performance` has them under names that say which. */
const TWO_MEANINGS = new Set([
  'value_at_risk',
  'conditional_value_at_risk',
  'expected_shortfall',
  'skew',
  'kurtosis',
]);

/** Skewness, kurtosis and tails by every definition, and growth by the calendar. */
const NAMED_MEASURES: readonly Measure[] = [
  measure('observations', 'observations', 'returns that are known', [], (x) => known(x.returns).length),
  measure(
    'cagr_calendar',
    'fraction',
    'compound annual growth by dates, 365.25 days a year; NaN without dates',
    [],
    (x) => annualReturnByCalendar(x.returns, daysBetween(x.days)),
  ),
  measure('skew_population', 'none', 'm3 / m2^1.5', [], (x) => skewness(known(x.returns))),
  measure('skew_sample', 'none', 'corrected for the size of the sample', [], (x) =>
    sampleSkewness(known(x.returns)),
  ),
  measure('excess_kurtosis_population', 'none', 'm4 / m2² − 3', [], (x) => excessKurtosis(known(x.returns))),
  measure('excess_kurtosis_sample', 'none', 'corrected for the size of the sample', [], (x) =>
    sampleExcessKurtosis(known(x.returns)),
  ),
  measure('value_at_risk_historical', 'fraction', 'quantile of the returns that are known', ['cutoff'], (x) =>
    tails.valueAtRiskHistorical(known(x.returns), x.cutoff),
  ),
  measure('value_at_risk_normal', 'fraction', 'mean + z deviation', ['cutoff'], (x) =>
    tails.valueAtRiskNormal(x.returns, x.cutoff),
  ),
  measure(
    'expected_shortfall_historical',
    'fraction',
    'mean of the worst returns by count',
    ['cutoff'],
    (x) => tails.expectedShortfallHistorical(x.returns, x.cutoff),
  ),
  measure('expected_shortfall_normal', 'fraction', 'mean − deviation φ(z) / cutoff', ['cutoff'], (x) =>
    tails.expectedShortfallNormal(x.returns, x.cutoff),
  ),
  measure(
    'expected_shortfall_below_normal',
    'fraction',
    'mean of the returns below the normal value at risk',
    ['cutoff'],
    (x) => tails.expectedShortfallBelowNormal(x.returns, x.cutoff),
  ),
  measure('psr', 'fraction', 'confidence that the true Sharpe ratio is above 0', [], (x) =>
    probabilisticSharpe(sharpeSample(x.returns), 0),
  ),
  againstBenchmark(
    'alpha_compounded',
    'annual return that beta does not explain',
    (x, rate) => benchmark.alphaBeta(x.returns, x.benchmark, x.periods, rate).alpha,
  ),
  againstBenchmark('alpha_simple', 'the same per period, times periods', (x) =>
    benchmark.simpleAlpha(x.returns, x.benchmark, x.periods),
  ),
  againstBenchmark(
    'up_alpha',
    'alpha where the benchmark rose',
    (x, rate) => benchmark.upAlphaBeta(x.returns, x.benchmark, x.periods, rate).alpha,
  ),
  againstBenchmark(
    'up_beta',
    'beta where the benchmark rose',
    (x) => benchmark.upAlphaBeta(x.returns, x.benchmark, 1).beta,
  ),
  againstBenchmark(
    'down_alpha',
    'alpha where the benchmark fell',
    (x, rate) => benchmark.downAlphaBeta(x.returns, x.benchmark, x.periods, rate).alpha,
  ),
  againstBenchmark(
    'down_beta',
    'beta where the benchmark fell',
    (x) => benchmark.downAlphaBeta(x.returns, x.benchmark, 1).beta,
  ),
  againstBenchmark(
    'batting_average',
    'share of observations that beat the benchmark',
    (x) => benchmark.battingAverage(x.returns, x.benchmark).all,
  ),
  againstBenchmark(
    'batting_average_up',
    'the same where it did not fall',
    (x) => benchmark.battingAverage(x.returns, x.benchmark).up,
  ),
  againstBenchmark(
    'batting_average_down',
    'the same where it fell',
    (x) => benchmark.battingAverage(x.returns, x.benchmark).down,
  ),
];

function againstBenchmark(
  name: string,
  meaning: string,
  of: (given: PerformanceInputs, riskFree: number) => number,
): Measure {
  return measure(name, 'fraction', meaning, ['benchmark'], (x) => of(x, x.riskFree[0] as number));
}

/** What quantstats means by names that others use otherwise. */
const QUANTSTATS_OWN: readonly Measure[] = [
  measure('value_at_risk', 'fraction', 'mean + z deviation: of a normal distribution', ['cutoff'], (x) =>
    tails.valueAtRiskNormal(x.returns, x.cutoff),
  ),
  measure(
    'conditional_value_at_risk',
    'fraction',
    'mean of the returns below the normal value at risk',
    ['cutoff'],
    (x) => tails.expectedShortfallBelowNormal(x.returns, x.cutoff),
  ),
  measure('expected_shortfall', 'fraction', 'the same', ['cutoff'], (x) =>
    tails.expectedShortfallBelowNormal(x.returns, x.cutoff),
  ),
  measure(
    'probabilistic_sharpe_ratio',
    'fraction',
    'with 3 taken off the kurtosis twice; psr is right',
    [],
    (x) => quantstatsProbabilisticSharpe(known(x.returns)),
  ),
];

/** One estimator that answers many measures; those against a benchmark where one is given. */
function tableEstimator(
  name: string,
  summary: string,
  source: string,
  measures: readonly Measure[],
  more: {
    readonly outputs: readonly Field[];
    readonly of: (read: PerformanceInputs) => Values;
    /** What a return that is not known counts as, where the library counts it. */
    readonly unknown?: number;
  },
): Estimator {
  return {
    name,
    summary,
    source,
    inputs: performanceFields(['periods', 'benchmark', 'riskFree', 'rf', 'cutoff', 'days']),
    outputs: [
      ...measures.map((each) => field(each.name, 'number', each.unit, each.meaning)),
      ...more.outputs,
    ],
    run: (inputs) => {
      const given = readPerformance(name, inputs);
      const { unknown } = more;
      const read =
        unknown === undefined
          ? given
          : { ...given, returns: given.returns.map((value) => (Number.isNaN(value) ? unknown : value)) };
      demand(read.riskFree.length === 1, name, 'risk_free', 'is a series', 'Give one number per period.');
      const against = read.benchmark.length > 0;
      const usable = measures.filter(({ extra }) => against || !extra.includes('benchmark'));
      return {
        ...Object.fromEntries(usable.map((each) => [each.name, each.of(read)])),
        ...(against && more.of(read)),
      };
    },
  };
}

const PERFORMANCE = tableEstimator(
  'performance',
  'The whole table of performance, under names that say which definition is meant.',
  'empyrical-reloaded 0.7.1, quantstats fbd10dae, Bailey and López de Prado (2012)',
  [
    ...[...QUANTSTATS_MEASURES, ...EMPYRICAL_MEASURES].filter(({ name }) => !TWO_MEANINGS.has(name)),
    ...NAMED_MEASURES,
  ],
  { outputs: [], of: () => ({}) },
);

/** All that empyrical has, each by its own name and definition. */
const EMPYRICAL_TABLE = tableEstimator(
  'empyrical',
  'All measures by the names and definitions of empyrical.',
  'empyrical-reloaded 0.7.1 and empyrical 40f61b4f',
  EMPYRICAL_MEASURES,
  {
    outputs: [field('alpha', 'number', 'fraction per year', 'compounded return that beta does not explain')],
    of: (x) => ({
      alpha: benchmark.alphaBeta(x.returns, x.benchmark, x.periods, x.riskFree[0] as number).alpha,
    }),
  },
);

/** All that quantstats has, each by its own name and definition at the commit of the oracle. */
const QUANTSTATS_TABLE = tableEstimator(
  'quantstats',
  'All measures by the names and definitions of quantstats, which are not always right: see the outputs. It counts returns that are not known as 0.',
  'quantstats fbd10dae',
  [
    ...QUANTSTATS_MEASURES.filter(({ name }) => name !== 'expected_shortfall'),
    ...EMPYRICAL_MEASURES.filter(({ name }) => name === 'max_drawdown' || name === 'tail_ratio'),
    ...QUANTSTATS_OWN,
  ],
  {
    unknown: 0,
    outputs: [field('greeks', 'record', 'none', 'beta, and alpha without compounding')],
    of: (x) => ({
      greeks: {
        beta: benchmark.alphaBeta(x.returns, x.benchmark, 1).beta,
        alpha: benchmark.simpleAlpha(x.returns, x.benchmark, x.periods),
      },
    }),
  },
);

/** Kept for comparison only: quantstats takes 3 off a kurtosis that is in excess already, and mended that later. */
function quantstatsProbabilisticSharpe(returns: Float64Array): number {
  const { n, sr } = sharpeSample(returns);
  const shape =
    1 + 0.5 * sr ** 2 - sampleSkewness(returns) * sr + ((sampleExcessKurtosis(returns) - 3) / 4) * sr ** 2;
  return normalCdf(sr / Math.sqrt(shape / (n - 1)));
}

const BENCHMARK_EXTRA = ['benchmark', 'periods', 'riskFree'];
const ALPHA_BETA_OUTPUTS = [
  field('alpha', 'number', 'fraction per year', 'compounded return that beta does not explain'),
  field('beta', 'number', 'none', 'slope against the benchmark'),
];

function alphaBetaEstimator(name: string, summary: string, of: typeof benchmark.alphaBeta): Estimator {
  return {
    name,
    summary,
    source: 'empyrical 40f61b4f',
    inputs: performanceFields(BENCHMARK_EXTRA),
    outputs: [...ALPHA_BETA_OUTPUTS, field(name.replaceAll('-', '_'), 'vector', 'none', 'both')],
    run: (inputs) => {
      const read = readPerformance(name, inputs);
      requireBenchmark(name, BENCHMARK_EXTRA, read);
      demand(read.riskFree.length === 1, name, 'risk_free', 'is a series', 'Give one number per period.');
      const { alpha, beta } = of(read.returns, read.benchmark, read.periods, read.riskFree[0] as number);
      return { alpha, beta, [name.replaceAll('-', '_')]: [alpha, beta] };
    },
  };
}

const BATTING: Estimator = {
  name: 'batting-average',
  summary: 'How often returns beat the benchmark.',
  source: 'empyrical 40f61b4f',
  inputs: performanceFields(['benchmark']),
  outputs: [
    field('batting_average', 'number', 'fraction', 'share of all observations'),
    field('up_market', 'number', 'fraction', 'share where the benchmark did not fall'),
    field('down_market', 'number', 'fraction', 'share where it fell'),
  ],
  run: (inputs) => {
    const read = readPerformance('batting-average', inputs);
    requireBenchmark('batting-average', ['benchmark'], read);
    const { all, up, down } = benchmark.battingAverage(read.returns, read.benchmark);
    return { batting_average: all, up_market: up, down_market: down };
  },
};

const DRAWDOWN_TABLE: Estimator = {
  name: 'drawdown-table',
  summary: 'Every stretch under water: first, deepest and last observation, length and depth.',
  source: 'quantstats drawdown_details, in fractions',
  inputs: performanceFields(['days']),
  outputs: [
    field(
      'drawdowns',
      'table',
      'none',
      'records of start, valley, end (dates where given, else indices), length, depth, depth_99, recovered',
    ),
  ],
  run: (inputs) => {
    const read = readPerformance('drawdown-table', inputs);
    const when = (index: number): string | number => read.days[index] ?? index;
    return {
      drawdowns: drawdownEpisodes(read.returns).map((each) => ({
        start: when(each.start),
        valley: when(each.valley),
        end: when(each.end),
        length: each.length,
        depth: each.depth,
        depth_99: each.depth99,
        recovered: each.recovered,
      })),
    };
  },
};

const MONTHLY_TABLE: Estimator = {
  name: 'monthly-table',
  summary: 'Compound return of every month and year.',
  source: 'quantstats monthly_returns; a month without observations is not known, rather than 0',
  inputs: performanceFields(['days']),
  outputs: [
    field('years', 'vector', 'year', 'calendar years'),
    field('months', 'matrix', 'fraction', 'one row for each year, January first'),
    field('totals', 'vector', 'fraction', 'compound return of each year'),
  ],
  run: (inputs) => {
    const read = readPerformance('monthly-table', inputs);
    demand(
      read.days.length > 0,
      'monthly-table',
      'dates',
      'is missing',
      'Give one ISO date for each return.',
    );
    const table = monthlyTable(read.days, read.returns);
    return {
      years: table.map(({ year }) => year),
      months: table.map(({ months }) => months),
      totals: table.map(({ total }) => total),
    };
  },
};

export const PERFORMANCE_TABLE_ESTIMATORS: readonly Estimator[] = [
  PERFORMANCE,
  EMPYRICAL_TABLE,
  QUANTSTATS_TABLE,
  alphaBetaEstimator('alpha-beta', 'Annual alpha and beta to a benchmark.', benchmark.alphaBeta),
  alphaBetaEstimator('up-alpha-beta', 'Alpha and beta where the benchmark rose.', benchmark.upAlphaBeta),
  alphaBetaEstimator('down-alpha-beta', 'Alpha and beta where the benchmark fell.', benchmark.downAlphaBeta),
  BATTING,
  DRAWDOWN_TABLE,
  MONTHLY_TABLE,
];
