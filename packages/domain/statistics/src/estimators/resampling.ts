import { Random } from '@qca/base';
import { badInput, type Estimator, type Field, type Inputs } from '@qca/numerics';
import { known, mean, standardDeviation } from '../describe/moments.ts';
import { neweyWestVariance } from '../describe/regression.ts';
import { optimalBlockLength } from '../honest/optimalBlockLength.ts';
import { sharpeDifference, sharpeDifferenceBootstrap } from '../honest/sharpeDifference.ts';
import { sharpeSample, sharpeStandardError } from '../honest/sharpeInference.ts';
import {
  type BootstrapOptions,
  percentileInterval,
  type Statistic,
  studentisedInterval,
} from '../honest/stationaryBootstrap.ts';
import {
  realityCheck,
  type SuperiorityOptions,
  stepwiseSuperior,
  superiorAbility,
} from '../honest/superiorAbility.ts';
import { maxDrawdown } from '../performance/drawdown.ts';
import { totalReturn } from '../performance/growth.ts';
import { columnsOf, demand, field, isProbability, numberOr, optional, required, SEED } from './fields.ts';

/** A second of work, and more digits than a p-value deserves. */
const DRAWS_MAX = 100_000;

function readDraws(name: string, inputs: Inputs, input: string): number {
  const draws = inputs.number(input);
  demand(draws >= 1 && draws <= DRAWS_MAX, name, input, `is ${draws}`, `Give from 1 to ${DRAWS_MAX}.`);
  return draws;
}

const OPTIMAL_BLOCK: Estimator = {
  name: 'optimal-block-length',
  summary: 'Block length for the stationary and the circular bootstrap, chosen from the series.',
  source: 'Politis and White (2004); Patton, Politis and White (2009); arch 8.0.0 optimal_block_length',
  inputs: [
    optional('x', 'vector', 'any', 'the series'),
    optional('returns', 'vector', 'any', 'the same as x'),
  ],
  outputs: [
    field('stationary', 'number', 'observations', 'mean block of the stationary bootstrap'),
    field('circular', 'number', 'observations', 'block of the circular bootstrap'),
  ],
  run: (inputs) => {
    const x = inputs.vector(required('optimal-block-length', inputs, ['x', 'returns']));
    demand(
      x.length >= 10,
      'optimal-block-length',
      'x',
      'holds fewer than 10 numbers',
      'Give a longer series.',
    );
    return { ...optimalBlockLength(x) };
  },
};

const STATISTICS: Readonly<Record<string, (periods: number) => Statistic>> = {
  mean: () => mean,
  sharpe: (periods) => (values) => (mean(values) / standardDeviation(values, 1)) * Math.sqrt(periods),
  'total-return': () => totalReturn,
  'max-drawdown': () => maxDrawdown,
  volatility: (periods) => (values) => standardDeviation(values, 1) * Math.sqrt(periods),
};

/** Standard errors for the studentised interval, of the statistics that have one. */
const ERRORS: Readonly<Record<string, (periods: number, block: number) => Statistic>> = {
  mean: (_, block) => (values) => Math.sqrt(neweyWestVariance(values, Math.ceil(block)) / values.length),
  sharpe: (periods) => (values) => sharpeStandardError(sharpeSample(values)) * Math.sqrt(periods),
};

const STATIONARY_BOOTSTRAP: Estimator = {
  name: 'stationary-bootstrap',
  summary: 'Interval of a statistic of returns that keeps their memory.',
  source: 'Politis and Romano (1994); Hall (1988) for studentised intervals',
  inputs: [
    field('returns', 'vector', 'fraction per period', 'the series; null is left out', { gaps: true }),
    field('statistic', 'text', 'none', 'what is estimated', {
      default: 'sharpe',
      choices: Object.keys(STATISTICS),
    }),
    field('periods', 'number', 'per year', 'by whose root Sharpe ratio and volatility are multiplied', {
      default: 252,
    }),
    field('confidence', 'number', 'fraction', 'of the interval', { default: 0.95 }),
    field('interval', 'text', 'none', 'percentile, or studentised for mean and sharpe', {
      default: 'percentile',
      choices: ['percentile', 'studentised'],
    }),
    optional('block', 'number', 'observations', 'mean block; without it the optimal one'),
    field('draws', 'whole', 'draws', 'how many', { default: 2000 }),
    SEED,
  ],
  outputs: [
    field('estimate', 'number', 'of the statistic', 'from the series itself'),
    field('lower', 'number', 'of the statistic', 'lower end'),
    field('upper', 'number', 'of the statistic', 'upper end'),
    field('standard_error', 'number', 'of the statistic', 'deviation over the draws'),
    field('block', 'number', 'observations', 'mean block that was used'),
  ],
  run: (inputs) => {
    const name = 'stationary-bootstrap';
    const returns = known(inputs.vector('returns'));
    demand(
      returns.length >= 10,
      name,
      'returns',
      'holds fewer than 10 that are known',
      'Give a longer series.',
    );
    demand(
      isProbability(inputs.number('confidence')),
      name,
      'confidence',
      'is not between 0 and 1',
      'Give a fraction.',
    );
    const block = numberOr(inputs, 'block', Math.max(1, optimalBlockLength(returns).stationary || 1));
    demand(block >= 1, name, 'block', 'is below 1', 'Give a mean length.');
    const periods = inputs.number('periods');
    const options: BootstrapOptions = {
      random: new Random(inputs.number('seed')),
      draws: readDraws(name, inputs, 'draws'),
      meanBlock: block,
      confidence: inputs.number('confidence'),
    };
    const statistic = STATISTICS[inputs.text('statistic')]?.(periods) as Statistic;
    const error = ERRORS[inputs.text('statistic')]?.(periods, block);
    if (inputs.text('interval') === 'studentised' && error === undefined)
      throw badInput(name, 'interval', `is not there for ${inputs.text('statistic')}`, 'Ask for percentile.');
    const { standardError, ...interval } =
      inputs.text('interval') === 'studentised'
        ? studentisedInterval(returns, statistic, error as Statistic, options)
        : percentileInterval(returns, statistic, options);
    return { ...interval, standard_error: standardError, block };
  },
};

const SHARPE_DIFFERENCE: Estimator = {
  name: 'sharpe-difference',
  summary: 'Tests that two strategies have the same Sharpe ratio.',
  source: 'Ledoit and Wolf (2008)',
  inputs: [
    field('x', 'vector', 'fraction per period', 'returns of one'),
    field('y', 'vector', 'fraction per period', 'returns of the other at the same times'),
    field('method', 'text', 'none', 'long-run covariance or studentised circular bootstrap', {
      default: 'hac',
      choices: ['hac', 'bootstrap'],
    }),
    field('block', 'whole', 'observations', 'of the bootstrap', { default: 5 }),
    field('draws', 'whole', 'draws', 'of the bootstrap', { default: 2000 }),
    SEED,
  ],
  outputs: [
    field('difference', 'number', 'per period', 'ratio of x less ratio of y, deviations with divisor n'),
    field('standard_error', 'number', 'per period', 'of the difference'),
    field('p_value', 'number', 'fraction', 'two-sided'),
  ],
  run: (inputs) => {
    const x = inputs.vector('x');
    const y = inputs.vector('y');
    demand(
      x.length === y.length,
      'sharpe-difference',
      'y',
      `has ${y.length} returns for ${x.length}`,
      'Give as many of both.',
    );
    demand(x.length >= 10, 'sharpe-difference', 'x', 'holds fewer than 10 returns', 'Give longer series.');
    const block = inputs.number('block');
    demand(
      block >= 1 && block <= x.length / 2,
      'sharpe-difference',
      'block',
      `is ${block}`,
      'Give from 1 to half of the series.',
    );
    const options = {
      random: new Random(inputs.number('seed')),
      draws: readDraws('sharpe-difference', inputs, 'draws'),
      block,
    };
    const found =
      inputs.text('method') === 'hac' ? sharpeDifference(x, y) : sharpeDifferenceBootstrap(x, y, options);
    return { difference: found.difference, standard_error: found.standardError, p_value: found.pValue };
  },
};

const SUPERIORITY: readonly Field[] = [
  optional(
    'losses',
    'matrix',
    'loss',
    'one row for each time; the first column is the benchmark, the others are models',
  ),
  optional('benchmark', 'vector', 'loss', 'losses of the benchmark, with models in place of losses'),
  optional('models', 'matrix', 'loss', 'losses of the models, one row for each time'),
  optional('gains', 'matrix', 'loss or return', 'what each model gains on the benchmark, in place of losses'),
  optional('block_size', 'number', 'observations', 'mean block; without it √n, as arch'),
  field('reps', 'whole', 'draws', 'bootstrap draws', { default: 5000 }),
  SEED,
];
const STUDENTISE = field(
  'studentise',
  'flag',
  'none',
  'whether means are divided by their errors, as in Hansen’s paper; arch 8 compares plain means',
  { default: false },
);

/** Shape: answer [model][time]. */
function readGains(name: string, inputs: Inputs): readonly Float64Array[] {
  if (inputs.has('gains')) return checkedGains(name, 'gains', columnsOf(inputs.matrix('gains')));
  if (inputs.has('losses')) {
    const [bench, ...models] = columnsOf(inputs.matrix('losses'));
    return checkedGains(
      name,
      'losses',
      models.map((model) => lessThan(bench as Float64Array, model)),
    );
  }
  const bench = inputs.vector(required(name, inputs, ['benchmark']));
  const models = columnsOf(inputs.matrix(required(name, inputs, ['models'])));
  demand(
    models.every((model) => model.length === bench.length),
    name,
    'models',
    `has not ${bench.length} rows`,
    'Give one row for each loss of the benchmark.',
  );
  return checkedGains(
    name,
    'models',
    models.map((model) => lessThan(bench, model)),
  );
}

function lessThan(bench: Float64Array, model: Float64Array): Float64Array {
  return bench.map((loss, time) => loss - (model[time] as number));
}

function checkedGains(name: string, input: string, gains: readonly Float64Array[]): readonly Float64Array[] {
  demand(gains.length > 0, name, input, 'has no model', 'Give one column for each model.');
  demand((gains[0]?.length ?? 0) >= 10, name, input, 'has fewer than 10 rows', 'Give more times.');
  return gains;
}

function readOptions(name: string, inputs: Inputs, n: number): Omit<SuperiorityOptions, 'studentise'> {
  const meanBlock = numberOr(inputs, 'block_size', Math.floor(Math.sqrt(n)));
  demand(meanBlock >= 1, name, 'block_size', 'is below 1', 'Give a mean length.');
  return { random: new Random(inputs.number('seed')), draws: readDraws(name, inputs, 'reps'), meanBlock };
}

const SPA: Estimator = {
  name: 'spa',
  summary:
    'Superior predictive ability: whether the best of many models beats the benchmark once the search is accounted for.',
  source: 'Hansen (2005); arch 8.0.0 SPA',
  inputs: [...SUPERIORITY, STUDENTISE],
  outputs: [
    field('lower', 'number', 'fraction', 'p-value with every poor model centred at the benchmark'),
    field('consistent', 'number', 'fraction', 'Hansen’s p-value'),
    field('upper', 'number', 'fraction', 'p-value with no model counted as poor'),
  ],
  run: (inputs) => {
    const gains = readGains('spa', inputs);
    const options = readOptions('spa', inputs, gains[0]?.length as number);
    return { ...superiorAbility(gains, { ...options, studentise: inputs.flag('studentise') }) };
  },
};

const REALITY_CHECK: Estimator = {
  name: 'reality-check',
  summary: 'White’s reality check: p-value of the best of many models against the benchmark.',
  source: 'White (2000)',
  inputs: SUPERIORITY,
  outputs: [field('p_value', 'number', 'fraction', 'chance of a best this good when none is better')],
  run: (inputs) => {
    const gains = readGains('reality-check', inputs);
    return { p_value: realityCheck(gains, readOptions('reality-check', inputs, gains[0]?.length as number)) };
  },
};

const STEPWISE: Estimator = {
  name: 'stepwise-spa',
  summary: 'Models better than the benchmark, the chance of even one false one held to size.',
  source: 'Romano and Wolf (2005); arch 8.0.0 StepM',
  inputs: [
    ...SUPERIORITY,
    STUDENTISE,
    field('size', 'number', 'fraction', 'chance of a false one', { default: 0.05 }),
  ],
  outputs: [field('superior', 'vector', 'model', 'column numbers from 0, the benchmark left out')],
  run: (inputs) => {
    const gains = readGains('stepwise-spa', inputs);
    demand(
      isProbability(inputs.number('size')),
      'stepwise-spa',
      'size',
      'is not between 0 and 1',
      'Give a fraction.',
    );
    const options = readOptions('stepwise-spa', inputs, gains[0]?.length as number);
    return {
      superior: stepwiseSuperior(gains, inputs.number('size'), {
        ...options,
        studentise: inputs.flag('studentise'),
      }),
    };
  },
};

export const RESAMPLING_ESTIMATORS: readonly Estimator[] = [
  OPTIMAL_BLOCK,
  STATIONARY_BOOTSTRAP,
  SHARPE_DIFFERENCE,
  SPA,
  REALITY_CHECK,
  STEPWISE,
];
