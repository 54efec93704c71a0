import { badInput, type Estimator, type Field, type Inputs } from '@qca/numerics';
import { correlationMatrix } from '../describe/correlation.ts';
import { variance } from '../describe/moments.ts';
import {
  averageCorrelation,
  clusterTrials,
  effectiveTrialsByAverage,
  effectiveTrialsByClusters,
  SAME_IDEA_CORRELATION,
} from '../honest/effectiveTrials.ts';
import {
  deflatedSharpe,
  expectedMaximum,
  expectedMaximumSharpe,
  minBacktestYears,
  minBacktestYearsBound,
} from '../honest/multipleTrials.ts';
import {
  minTrackRecord,
  probabilisticSharpe,
  type SharpeSample,
  sharpeSample,
  sharpeStandardError,
} from '../honest/sharpeInference.ts';
import { columnsOf, demand, field, isProbability, numberOr, optional } from './fields.ts';

const RETURNS = optional(
  'returns',
  'vector',
  'fraction per period',
  'returns, in place of n, sr, skew and kurt; null is not known',
  {
    gaps: true,
  },
);
const SAMPLE: readonly Field[] = [
  optional('n', 'whole', 'observations', 'length of the track record'),
  optional('sr', 'number', 'per period, not annualised', 'Sharpe ratio'),
  optional('annual_sr', 'number', 'per year', 'Sharpe ratio, in place of sr: divided by √periods'),
  field('periods', 'number', 'per year', 'periods in a year, for what is annual', { default: 252 }),
  field('skew', 'number', 'none', 'skewness of returns', { default: 0 }),
  field('kurt', 'number', 'none', 'kurtosis of returns, 3 when normal', { default: 3 }),
  RETURNS,
];
const BENCHMARK: readonly Field[] = [
  field('benchmark', 'number', 'per period, not annualised', 'Sharpe ratio to beat', { default: 0 }),
  optional('annual_benchmark', 'number', 'per year', 'the same per year, in place of benchmark'),
];
const CONFIDENCE = field('confidence', 'number', 'fraction', 'confidence to reach', { default: 0.95 });

/** Reads n, sr, skew and kurt, from returns where those are given. `n` is 0 where it was not given and `needsLength` is false. */
function readSample(name: string, inputs: Inputs, needsLength: boolean): SharpeSample {
  demand(inputs.number('periods') > 0, name, 'periods', 'is not above 0', 'Give the periods in a year.');
  if (inputs.has('returns')) {
    const sample = sharpeSample(inputs.vector('returns'));
    demand(sample.n > 1, name, 'returns', 'holds fewer than two that are known', 'Give more returns.');
    return sample;
  }
  const sr = perPeriod(inputs, 'sr', 'annual_sr');
  if (sr === undefined) throw badInput(name, 'sr', 'is missing', 'Give sr, annual_sr or returns.');
  demand(
    !needsLength || inputs.has('n'),
    name,
    'n',
    'is missing',
    'Give the number of observations, or returns.',
  );
  const n = numberOr(inputs, 'n', 0);
  demand(!needsLength || n > 1, name, 'n', 'is below 2', 'Give at least two observations.');
  return { n, sr, skew: inputs.number('skew'), kurt: inputs.number('kurt') };
}

/** An input per period, or the annual one divided by √periods. */
function perPeriod(inputs: Inputs, name: string, annual: string): number | undefined {
  if (inputs.has(annual)) return inputs.number(annual) / Math.sqrt(inputs.number('periods'));
  return inputs.has(name) ? inputs.number(name) : undefined;
}

const STANDARD_ERROR: Estimator = {
  name: 'sr-standard-error',
  summary: 'Standard error of a Sharpe ratio under any shape of returns.',
  source: 'Mertens (2002); Bailey and López de Prado (2012), equation 8',
  inputs: SAMPLE,
  outputs: [
    field('sr_standard_error', 'number', 'per period', 'standard error'),
    field('sr', 'number', 'per period', 'Sharpe ratio'),
  ],
  run: (inputs) => {
    const sample = readSample('sr-standard-error', inputs, true);
    return { sr_standard_error: sharpeStandardError(sample), sr: sample.sr };
  },
};

const PSR: Estimator = {
  name: 'psr',
  summary: 'Probabilistic Sharpe ratio: confidence that the true ratio is above the benchmark.',
  source: 'Bailey and López de Prado (2012), equation 11',
  inputs: [...SAMPLE, ...BENCHMARK],
  outputs: [
    field('psr', 'number', 'fraction', 'confidence'),
    field('sr', 'number', 'per period', 'Sharpe ratio'),
    field('sr_standard_error', 'number', 'per period', 'its standard error'),
  ],
  run: (inputs) => {
    const sample = readSample('psr', inputs, true);
    const benchmark = perPeriod(inputs, 'benchmark', 'annual_benchmark') as number;
    return {
      psr: probabilisticSharpe(sample, benchmark),
      sr: sample.sr,
      sr_standard_error: sharpeStandardError(sample),
    };
  },
};

const MIN_TRL: Estimator = {
  name: 'min-trl',
  summary: 'Minimum track record length for a Sharpe ratio to be believed.',
  source: 'Bailey and López de Prado (2012), equation 13',
  inputs: [
    ...SAMPLE,
    ...BENCHMARK,
    CONFIDENCE,
    optional('alpha', 'number', 'fraction', '1 less the confidence, in place of it'),
  ],
  outputs: [
    field(
      'min_track_record_length',
      'number',
      'observations',
      'not rounded; infinite where the ratio is not above the benchmark',
    ),
    field('min_track_record_years', 'number', 'years', 'the same over periods'),
  ],
  run: (inputs) => {
    const sample = readSample('min-trl', inputs, false);
    const name = inputs.has('alpha') ? 'alpha' : 'confidence';
    checkProbability('min-trl', name, inputs.number(name));
    const length = minTrackRecord(
      sample,
      perPeriod(inputs, 'benchmark', 'annual_benchmark') as number,
      name === 'alpha' ? 1 - inputs.number(name) : inputs.number(name),
    );
    return { min_track_record_length: length, min_track_record_years: length / inputs.number('periods') };
  },
};

function checkProbability(name: string, input: string, value: number): void {
  demand(isProbability(value), name, input, 'is not between 0 and 1', 'Give a fraction such as 0.95.');
}

const TRIALS: readonly Field[] = [
  optional('N', 'number', 'trials', 'how many were tried; may be an effective number'),
  optional('trials', 'number', 'trials', 'the same as N'),
];

function readTrials(name: string, inputs: Inputs): number {
  const input = ['N', 'trials'].find((each) => inputs.has(each));
  if (input === undefined) throw badInput(name, 'N', 'is missing', 'Give the number of trials.');
  const trials = inputs.number(input);
  demand(trials >= 1, name, input, 'is below 1', 'Count every trial that was made.');
  return trials;
}

const EXPECTED_MAX: Estimator = {
  name: 'expected-max-sharpe',
  summary: 'Sharpe ratio that the best of many worthless trials is expected to show.',
  source: 'Bailey, Borwein, López de Prado and Zhu (2014), proposition 1',
  inputs: [
    ...TRIALS,
    field('variance', 'number', 'ratio squared', 'variance of the trials’ Sharpe ratios', { default: 1 }),
  ],
  outputs: [
    field('expected_max_sharpe', 'number', 'as the root of variance', 'expected largest ratio'),
    field('expected_max_of_N_std_normals', 'number', 'none', 'the same for variance 1'),
  ],
  run: (inputs) => {
    const trials = readTrials('expected-max-sharpe', inputs);
    demand(
      inputs.number('variance') >= 0,
      'expected-max-sharpe',
      'variance',
      'is below 0',
      'Give a variance.',
    );
    return {
      expected_max_sharpe: expectedMaximumSharpe(trials, inputs.number('variance')),
      expected_max_of_N_std_normals: expectedMaximum(trials),
    };
  },
};

const MIN_BACKTEST: Estimator = {
  name: 'min-backtest-length',
  summary: 'Years of backtest below which luck alone is expected to reach the target.',
  source: 'Bailey, Borwein, López de Prado and Zhu (2014), theorem 1',
  inputs: [...TRIALS, field('target_sr', 'number', 'per year', 'Sharpe ratio of the winner', { default: 1 })],
  outputs: [
    field('min_backtest_length_years', 'number', 'years', '(expected maximum / target)²'),
    field('upper_bound_years', 'number', 'years', '2 ln N / target²'),
  ],
  run: (inputs) => {
    const trials = readTrials('min-backtest-length', inputs);
    const target = inputs.number('target_sr');
    demand(target > 0, 'min-backtest-length', 'target_sr', 'is not above 0', 'Give an annual ratio.');
    return {
      min_backtest_length_years: minBacktestYears(trials, target),
      upper_bound_years: minBacktestYearsBound(trials, target),
    };
  },
};

const EFFECTIVE_FIELDS: readonly Field[] = [
  optional(
    'trial_returns',
    'matrix',
    'fraction per period',
    'one row for each time, one column for each trial',
  ),
  field(
    'effective',
    'text',
    'none',
    'how correlated trials are counted: all, by clusters of correlation distance, or by average correlation',
    {
      default: 'clusters',
      choices: ['all', 'clusters', 'average-correlation'],
    },
  ),
  field('same_idea', 'number', 'correlation', 'above which two groups of trials are one cluster', {
    default: SAME_IDEA_CORRELATION,
  }),
];

const DSR: Estimator = {
  name: 'dsr',
  summary: 'Deflated Sharpe ratio: confidence in the best of many trials.',
  source: 'Bailey and López de Prado, "The Deflated Sharpe Ratio" (2014)',
  inputs: [
    ...SAMPLE,
    ...TRIALS,
    optional('var_of_trial_sr', 'number', 'per period, squared', 'variance of the trials’ Sharpe ratios'),
    optional(
      'annual_var_of_trial_sr',
      'number',
      'per year, squared',
      'the same per year: divided by periods',
    ),
    optional(
      'trial_srs',
      'vector',
      'per period',
      'Sharpe ratios of all trials, in place of their variance and number',
    ),
    ...EFFECTIVE_FIELDS,
  ],
  outputs: [
    field('dsr', 'number', 'fraction', 'confidence that the true ratio is above 0'),
    field('sr0', 'number', 'per period', 'ratio that luck is expected to give the best trial'),
    field('psr', 'number', 'fraction', 'confidence if it had been the only trial'),
    field('trials', 'number', 'trials', 'that were counted'),
  ],
  run: (inputs) => {
    const sample = readSample('dsr', inputs, true);
    const { trials, variance: spread } = readTrialSpread(inputs);
    demand(spread >= 0, 'dsr', 'var_of_trial_sr', 'is below 0', 'Give a variance.');
    return { ...deflatedSharpe(sample, trials, spread), psr: probabilisticSharpe(sample, 0), trials };
  },
};

interface TrialSpread {
  readonly trials: number;
  readonly variance: number;
}

/** Number and variance of trials: given, or from their ratios, or from their returns. What is given goes before what is worked out. */
function readTrialSpread(inputs: Inputs): TrialSpread {
  const own = inputs.has('trial_srs') ? ofRatios(inputs.vector('trial_srs')) : ofReturns(inputs);
  const trials = inputs.has('N') || inputs.has('trials') ? readTrials('dsr', inputs) : own?.trials;
  const spread = inputs.has('annual_var_of_trial_sr')
    ? inputs.number('annual_var_of_trial_sr') / inputs.number('periods')
    : numberOr(inputs, 'var_of_trial_sr', own?.variance ?? Number.NaN);
  if (trials === undefined)
    throw badInput('dsr', 'trials', 'is missing', 'Give trials, trial_srs or trial_returns.');
  if (Number.isNaN(spread))
    throw badInput(
      'dsr',
      'var_of_trial_sr',
      'is missing',
      'Give it, annual_var_of_trial_sr, trial_srs or trial_returns.',
    );
  return { trials, variance: spread };
}

function ofRatios(ratios: Float64Array): TrialSpread {
  demand(ratios.length > 0, 'dsr', 'trial_srs', 'is empty', 'Give the ratio of every trial.');
  return { trials: ratios.length, variance: ratios.length === 1 ? 0 : variance(ratios, 1) };
}

function ofReturns(inputs: Inputs): TrialSpread | undefined {
  if (!inputs.has('trial_returns')) return undefined;
  const columns = columnsOf(inputs.matrix('trial_returns'));
  demand(columns.length > 0, 'dsr', 'trial_returns', 'has no columns', 'Give one column for each trial.');
  const ratios = Float64Array.from(columns, (column) => sharpeSample(column).sr).map((sr) =>
    Number.isFinite(sr) ? sr : 0,
  );
  return { trials: countTrials(columns, inputs), variance: ofRatios(ratios).variance };
}

function countTrials(columns: readonly Float64Array[], inputs: Inputs): number {
  if (inputs.text('effective') === 'all') return columns.length;
  const correlations = correlationMatrix(columns);
  return inputs.text('effective') === 'clusters'
    ? effectiveTrialsByClusters(correlations, inputs.number('same_idea'))
    : effectiveTrialsByAverage(correlations);
}

const EFFECTIVE_TRIALS: Estimator = {
  name: 'effective-trials',
  summary: 'How many independent trials a set of correlated ones amounts to, counted in two ways.',
  source: 'Bailey and López de Prado (2014), appendix 3; average linkage on √((1 − ρ) / 2)',
  inputs: [
    field(
      'trial_returns',
      'matrix',
      'fraction per period',
      'one row for each time, one column for each trial',
    ),
    field('same_idea', 'number', 'correlation', 'above which two groups of trials are one cluster', {
      default: SAME_IDEA_CORRELATION,
    }),
  ],
  outputs: [
    field('by_clusters', 'whole', 'trials', 'number of clusters'),
    field('by_average_correlation', 'number', 'trials', 'ρ + (1 − ρ) N'),
    field('average_correlation', 'number', 'none', 'over all pairs'),
    field('clusters', 'vector', 'none', 'cluster of each trial, from 0'),
  ],
  run: (inputs) => {
    const correlations = correlationMatrix(columnsOf(inputs.matrix('trial_returns')));
    const sameIdea = inputs.number('same_idea');
    return {
      by_clusters: effectiveTrialsByClusters(correlations, sameIdea),
      by_average_correlation: effectiveTrialsByAverage(correlations),
      average_correlation: averageCorrelation(correlations),
      clusters: clusterTrials(correlations, sameIdea),
    };
  },
};

export const SHARPE_ESTIMATORS: readonly Estimator[] = [
  STANDARD_ERROR,
  PSR,
  MIN_TRL,
  EXPECTED_MAX,
  DSR,
  EFFECTIVE_TRIALS,
  MIN_BACKTEST,
];
