import { badInput, type Estimator, type Field, type Inputs } from '@qca/numerics';
import { rankCorrelation } from '../describe/correlation.ts';
import * as numerai from '../scoring/numerai.ts';
import { demand, field, given, optional, required } from './fields.ts';

// Columns come as an object of lists, by name, as a data frame would; one list alone is one column without a name.

interface Columns {
  readonly names: readonly string[];
  readonly values: readonly Float64Array[];
  /** Whether one list was given rather than an object of them. */
  readonly alone: boolean;
}

const SOURCE = 'numerai-tools 54ef5f10; docs.numer.ai';
const PREDICTIONS = field(
  'predictions',
  'record',
  'any',
  'an object of one list for each model, or one list; one number for each id',
);
const TARGET: readonly Field[] = [
  optional('target', 'vector', 'any', 'what came true, one for each id'),
  optional('targets', 'vector', 'any', 'the same as target'),
];
const STAKES = optional('stakes', 'record', 'any unit', 'an object of one stake for each model');
const FEATURES = optional(
  'features',
  'record',
  'any',
  'an object of one list for each feature, or a list of lists: one for each feature, or one for each id',
);
const NEUTRALIZERS = optional('neutralizers', 'record', 'any', 'the same as features; orthonormal');
const WEIGHTS: readonly Field[] = [
  optional('weights', 'vector', 'none', 'weight of each id; without it 1'),
  optional('sample_weights', 'vector', 'none', 'the same as weights'),
];

/** Columns of a list of lists that has one list for each id, as a matrix is written; every other list stays as it is. */
function columnsOfRows(given: readonly unknown[], length: number): readonly unknown[] {
  const isRows =
    given.length === length &&
    given.every(
      (row) => Array.isArray(row) && row.length !== length && row.length === (given[0] as []).length,
    );
  if (!isRows) return given;
  const rows = given as readonly (readonly unknown[])[];
  return (rows[0] as readonly unknown[]).map((_, column) => rows.map((row) => row[column]));
}

function readColumns(name: string, input: string, given: unknown, length: number): Columns {
  const lists: [string, unknown][] = Array.isArray(given)
    ? Array.isArray(given[0])
      ? columnsOfRows(given, length).map((list, index) => [String(index), list])
      : [['', given]]
    : Object.entries(given as object);
  const values = lists.map(([column, list]) => {
    if (!Array.isArray(list) || !list.every((value) => typeof value === 'number' && Number.isFinite(value)))
      throw badInput(name, input, `'${column}' is no list of finite numbers`, 'Give one number for each id.');
    demand(
      list.length === length,
      name,
      input,
      `'${column}' has ${list.length} numbers for ${length} ids`,
      'Give one for each id.',
    );
    return Float64Array.from(list as readonly number[]);
  });
  demand(values.length > 0, name, input, 'has no column', 'Give at least one.');
  return {
    names: lists.map(([column]) => column),
    values,
    alone: Array.isArray(given) && !Array.isArray(given[0]),
  };
}

interface Round {
  readonly target: Float64Array;
  readonly predictions: Columns;
}

function readRound(name: string, inputs: Inputs): Round {
  const target = inputs.vector(required(name, inputs, ['target', 'targets']));
  demand(target.length > 1, name, 'target', 'has fewer than two ids', 'Give more.');
  return {
    target,
    predictions: readColumns(name, 'predictions', inputs.record('predictions'), target.length),
  };
}

/** An object of answers by model, or the answer alone where one list was given. */
function answer(
  { names, values, alone }: Columns,
  of: (values: Float64Array, index: number) => unknown,
): unknown {
  if (alone) return of(values[0] as Float64Array, 0);
  return Object.fromEntries(names.map((name, index) => [name, of(values[index] as Float64Array, index)]));
}

function readFeatures(name: string, inputs: Inputs, length: number): readonly Float64Array[] {
  const input = required(name, inputs, ['features', 'neutralizers']);
  return readColumns(name, input, inputs.record(input), length).values;
}

function readWeights(name: string, inputs: Inputs, length: number): Float64Array {
  const input = given(inputs, ['weights', 'sample_weights']);
  if (input === undefined) return new Float64Array(length).fill(1);
  demand(
    inputs.vector(input).length === length,
    name,
    input,
    `has not ${length} numbers`,
    'Give one for each id.',
  );
  return inputs.vector(input);
}

function readStakes(name: string, inputs: Inputs, { names }: Columns): Float64Array {
  demand(inputs.has('stakes'), name, 'stakes', 'is missing', 'Give one stake for each model.');
  const stakes = inputs.record('stakes');
  const list: readonly unknown[] = Array.isArray(stakes) ? stakes : names.map((model) => stakes[model]);
  demand(
    list.length === names.length &&
      list.every((stake) => typeof stake === 'number' && stake >= 0) &&
      list.some((stake) => Number(stake) > 0),
    name,
    'stakes',
    'has not one number from 0 up for each model, one of them above 0',
    'Give one stake for each model.',
  );
  return Float64Array.from(list as readonly number[]);
}

/** The meta model as given, or the stake-weighted mean of ranked predictions. */
function readMetaModel(
  name: string,
  inputs: Inputs,
  { predictions, target }: Round,
  names: readonly string[],
): Float64Array {
  const input = given(inputs, names);
  if (input !== undefined) {
    demand(
      inputs.vector(input).length === target.length,
      name,
      input,
      `has not ${target.length} numbers`,
      'Give one for each id.',
    );
    return inputs.vector(input);
  }
  return numerai.stakeWeighted(
    predictions.values.map(numerai.tieKeptRank),
    readStakes(name, inputs, predictions),
  );
}

function scoreEstimator(
  name: string,
  summary: string,
  fields: readonly Field[],
  score: (round: Round, inputs: Inputs) => unknown,
  more: readonly string[] = [],
): Estimator {
  const output = name.replaceAll('-', '_');
  return {
    name,
    summary,
    source: SOURCE,
    inputs: [PREDICTIONS, ...TARGET, ...fields],
    outputs: [output, ...more].map((each) =>
      field(each, 'record', 'none', 'score by model; one number where one list was given'),
    ),
    run: (inputs) => {
      const scores = score(readRound(name, inputs), inputs);
      return Object.fromEntries([output, ...more].map((each) => [each, scores]));
    },
  };
}

function contributionEstimator(name: string, summary: string, against: readonly string[]): Estimator {
  const fields = against.map((each) =>
    optional(
      each,
      'vector',
      'any',
      'prediction that it is added to; without it the stake-weighted mean of ranks',
    ),
  );
  return scoreEstimator(name, summary, [...fields, STAKES], (round, inputs) => {
    const meta = readMetaModel(name, inputs, round, against);
    return answer(round.predictions, (values) => numerai.metaModelContribution(values, meta, round.target));
  });
}

const FNC_OF = (name: string) => (round: Round, inputs: Inputs) => {
  const features = readFeatures(name, inputs, round.target.length);
  return answer(round.predictions, (values) => numerai.featureNeutralCorr(values, features, round.target));
};

const MPC = scoreEstimator(
  'mpc',
  'Meta portfolio contribution of Numerai Signals.',
  [STAKES, FEATURES, NEUTRALIZERS, ...WEIGHTS],
  (round, inputs) => {
    const { predictions, target } = round;
    const scores = numerai.metaPortfolioContributions(
      predictions.values,
      readStakes('mpc', inputs, predictions),
      readFeatures('mpc', inputs, target.length),
      readWeights('mpc', inputs, target.length),
      target,
    );
    return answer(predictions, (_, index) => scores[index]);
  },
  ['mpc_unit_weights'],
);

const ALPHA = scoreEstimator(
  'alpha',
  'Alpha of Numerai Signals: target times the neutralised portfolio.',
  [FEATURES, NEUTRALIZERS, ...WEIGHTS],
  ({ predictions, target }, inputs) => {
    const features = readFeatures('alpha', inputs, target.length);
    const weights = readWeights('alpha', inputs, target.length);
    return answer(predictions, (values) => numerai.numeraiAlpha(values, features, weights, target));
  },
  ['alpha_unit_weights'],
);

const NEUTRALISE: Estimator = {
  name: 'neutralise',
  summary: 'Takes away what a linear model of features explains.',
  source: SOURCE,
  inputs: [
    field('x', 'vector', 'any', 'one number for each id'),
    FEATURES,
    NEUTRALIZERS,
    field('proportion', 'number', 'fraction', 'of what is explained that is taken away', { default: 1 }),
  ],
  outputs: [field('neutral', 'vector', 'as x', 'what is left')],
  run: (inputs) => {
    const x = inputs.vector('x');
    return {
      neutral: numerai.neutralise(
        x,
        readFeatures('neutralise', inputs, x.length),
        inputs.number('proportion'),
      ),
    };
  },
};

const ORTHOGONALISE: Estimator = {
  name: 'orthogonalise',
  summary: 'The part of one list at a right angle to another.',
  source: SOURCE,
  inputs: [
    field('v', 'vector', 'any', 'one number for each id'),
    field('u', 'vector', 'any', 'direction that is taken away'),
  ],
  outputs: [field('orthogonal', 'vector', 'as v', 'what is left')],
  run: (inputs) => {
    const v = inputs.vector('v');
    const u = inputs.vector('u');
    demand(
      v.length === u.length,
      'orthogonalise',
      'u',
      `has ${u.length} numbers for ${v.length}`,
      'Give as many of both.',
    );
    return { orthogonal: numerai.orthogonalise(v, u) };
  },
};

const TIE_KEPT_RANK: Estimator = {
  name: 'tie-kept-rank',
  summary: 'Ranks between 0 and 1, ties sharing their mean.',
  source: SOURCE,
  inputs: [field('x', 'vector', 'any', 'one number for each id')],
  outputs: [
    field('tie_kept_rank', 'vector', 'fraction', '(rank − ½) / n'),
    field('gaussian', 'vector', 'none', 'normal quantile of it'),
  ],
  run: (inputs) => ({
    tie_kept_rank: numerai.tieKeptRank(inputs.vector('x')),
    gaussian: numerai.gaussianise(inputs.vector('x')),
  }),
};

export const NUMERAI_ESTIMATORS: readonly Estimator[] = [
  scoreEstimator('numerai-corr', 'CORR of the Numerai tournament.', [], ({ predictions, target }) =>
    answer(predictions, (values) => numerai.numeraiCorr(values, target)),
  ),
  scoreEstimator(
    'numerai-spearman',
    'Rank correlation of predictions and target.',
    [],
    ({ predictions, target }) => answer(predictions, (values) => rankCorrelation(values, target)),
  ),
  contributionEstimator('mmc', 'Meta model contribution.', ['meta_model']),
  contributionEstimator('bmc', 'Benchmark model contribution.', ['benchmark_model', 'meta_model']),
  scoreEstimator('fnc', 'Feature-neutral CORR.', [FEATURES, NEUTRALIZERS], FNC_OF('fnc'), [
    'feature_neutral_corr',
  ]),
  scoreEstimator(
    'feature-neutral-corr',
    'Feature-neutral CORR.',
    [FEATURES, NEUTRALIZERS],
    FNC_OF('feature-neutral-corr'),
  ),
  ALPHA,
  MPC,
  NEUTRALISE,
  ORTHOGONALISE,
  TIE_KEPT_RANK,
];
