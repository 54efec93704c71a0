import type { Estimator } from '@qca/numerics';
import { normalCdf } from '@qca/numerics';
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

function tableOf(measures: readonly Measure[], read: PerformanceInputs): Values {
  const usable = measures.filter(({ extra }) => !extra.includes('benchmark') || read.benchmark.length > 0);
  return Object.fromEntries(usable.map((each) => [each.name, each.of(read)]));
}

const TABLE_FIELDS = performanceFields([
  'periods',
  'benchmark',
  'riskFree',
  'required',
  'rf',
  'cutoff',
  'days',
]);

const PERFORMANCE: Estimator = {
  name: 'performance',
  summary: 'The whole table of performance, under names that say which definition is meant.',
  source: 'empyrical-reloaded 0.7.1, quantstats fbd10dae, Bailey and López de Prado (2012)',
  inputs: TABLE_FIELDS,
  outputs: [
    field(
      '*',
      'number',
      'see the measure',
      'one output for each measure; those against a benchmark where one is given',
    ),
  ],
  run: (inputs) => {
    const read = readPerformance('performance', inputs);
    const measures = [...QUANTSTATS_MEASURES, ...EMPYRICAL_MEASURES].filter(
      ({ name }) => !TWO_MEANINGS.has(name),
    );
    const all = known(read.returns);
    const sample = sharpeSample(all);
    return {
      observations: all.length,
      ...tableOf(measures, read),
      ...(read.days.length > 0 && {
        cagr_calendar: annualReturnByCalendar(read.returns, daysBetween(read.days)),
      }),
      skew_population: skewness(all),
      skew_sample: sampleSkewness(all),
      excess_kurtosis_population: excessKurtosis(all),
      excess_kurtosis_sample: sampleExcessKurtosis(all),
      value_at_risk_historical: tails.valueAtRiskHistorical(all, read.cutoff),
      value_at_risk_normal: tails.valueAtRiskNormal(all, read.cutoff),
      expected_shortfall_historical: tails.expectedShortfallHistorical(all, read.cutoff),
      expected_shortfall_normal: tails.expectedShortfallNormal(all, read.cutoff),
      expected_shortfall_below_normal: tails.expectedShortfallBelowNormal(all, read.cutoff),
      psr: probabilisticSharpe(sample, 0),
      ...(read.benchmark.length > 0 && againstBenchmark(read)),
    };
  },
};

function againstBenchmark({ returns, benchmark: other, periods, riskFree }: PerformanceInputs): Values {
  const rate = riskFree.length === 1 ? (riskFree[0] as number) : 0;
  const up = benchmark.upAlphaBeta(returns, other, periods, rate);
  const down = benchmark.downAlphaBeta(returns, other, periods, rate);
  const batting = benchmark.battingAverage(returns, other);
  return {
    alpha_compounded: benchmark.alphaBeta(returns, other, periods, rate).alpha,
    alpha_simple: benchmark.simpleAlpha(returns, other, periods),
    up_alpha: up.alpha,
    up_beta: up.beta,
    down_alpha: down.alpha,
    down_beta: down.beta,
    batting_average: batting.all,
    batting_average_up: batting.up,
    batting_average_down: batting.down,
  };
}

/** All that empyrical has, each by its own name and definition. */
const EMPYRICAL_TABLE: Estimator = {
  name: 'empyrical',
  summary: 'All measures by the names and definitions of empyrical.',
  source: 'empyrical-reloaded 0.7.1 and empyrical 40f61b4f',
  inputs: TABLE_FIELDS,
  outputs: [field('*', 'number', 'see the measure', 'one output for each measure of empyrical')],
  run: (inputs) => {
    const read = readPerformance('empyrical', inputs);
    return {
      ...tableOf(EMPYRICAL_MEASURES, read),
      ...(read.benchmark.length > 0 && {
        alpha: benchmark.alphaBeta(read.returns, read.benchmark, read.periods, read.riskFree[0] as number)
          .alpha,
      }),
    };
  },
};

/** All that quantstats has, each by its own name and definition at the commit of the oracle. */
const QUANTSTATS_TABLE: Estimator = {
  name: 'quantstats',
  summary:
    'All measures by the names and definitions of quantstats, which are not always right: see the outputs.',
  source: 'quantstats fbd10dae',
  inputs: TABLE_FIELDS,
  outputs: [
    field('*', 'number', 'see the measure', 'one output for each measure of quantstats'),
    field('value_at_risk', 'number', 'fraction', 'mean + z deviation: of a normal distribution'),
    field(
      'conditional_value_at_risk',
      'number',
      'fraction',
      'mean of the returns below the normal value at risk',
    ),
    field(
      'probabilistic_sharpe_ratio',
      'number',
      'fraction',
      'with 3 taken off the kurtosis twice; psr is right',
    ),
    field('greeks', 'record', 'none', 'beta, and alpha without compounding'),
  ],
  run: (inputs) => {
    const read = readPerformance('quantstats', inputs);
    const tail = tails.expectedShortfallBelowNormal(read.returns, read.cutoff);
    const agreed = EMPYRICAL_MEASURES.filter(({ name }) => name === 'max_drawdown' || name === 'tail_ratio');
    return {
      ...tableOf([...QUANTSTATS_MEASURES, ...agreed], read),
      value_at_risk: tails.valueAtRiskNormal(read.returns, read.cutoff),
      conditional_value_at_risk: tail,
      expected_shortfall: tail,
      probabilistic_sharpe_ratio: quantstatsProbabilisticSharpe(known(read.returns)),
      ...(read.benchmark.length > 0 && {
        greeks: {
          beta: benchmark.alphaBeta(read.returns, read.benchmark, 1).beta,
          alpha: benchmark.simpleAlpha(read.returns, read.benchmark, read.periods),
        },
      }),
    };
  },
};

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
