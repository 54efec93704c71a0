import { badInput, type Estimator, type Field, type Inputs } from '@qca/numerics';
import {
  type BacktestOverfitting,
  backtestOverfitting,
  backtestOverfittingSpread,
} from '../honest/backtestOverfitting.ts';
import {
  combinatorialCounts,
  combinatorialSplits,
  horizonLabels,
  type Labels,
  purgedFolds,
  type Split,
  walkForwardSplits,
} from '../honest/crossValidation.ts';
import { demand, field, given, numberOr, optional, required } from './fields.ts';

/** 184,756 splits would be made at 20 blocks, and 155 million at 30. */
const BLOCKS_MAX = 20;
/** Splits times rows that are listed at most: enough for 10,000 rows and 45 splits, 4 MB of answer. */
const LISTED_MAX = 500_000;

const MATRIX_NAMES = ['returns', 'matrix', 'M', 'performance'];

const PBO: Estimator = {
  name: 'pbo',
  summary: 'Probability of backtest overfitting by combinatorially symmetric cross-validation.',
  source:
    'Bailey, Borwein, López de Prado and Zhu (2017), who have blocks of one size; where rows do not divide, none is dropped here: the ' +
    'first blocks are longer by one row',
  inputs: [
    ...MATRIX_NAMES.map((name) =>
      optional(name, 'matrix', 'fraction per period', 'one row for each time, one column for each variant'),
    ),
    field('S', 'whole', 'blocks', 'even number of blocks, up to 20', { default: 16 }),
    field('spread', 'flag', 'none', 'whether it is also worked out for other numbers of blocks', {
      default: true,
    }),
  ],
  outputs: [
    field(
      'pbo',
      'number',
      'fraction',
      'share of splits whose winner was at or below the middle out of sample',
    ),
    field('pbo_strict', 'number', 'fraction', 'strictly below the middle'),
    field('mean_logit', 'number', 'none', 'of the winner’s rank out of sample'),
    field('degradation_slope', 'number', 'none', 'of the winner’s ratio out of sample over that in sample'),
    field('degradation_intercept', 'number', 'per period', 'of the same line'),
    field('prob_oos_loss', 'number', 'fraction', 'share of splits whose winner lost'),
    field('S', 'whole', 'blocks', 'number of blocks'),
    field('combos', 'whole', 'splits', 'C(S, S/2)'),
    field('spread', 'table', 'none', 'the same for S of 4, 6, … 16'),
    field('pbo_min', 'number', 'fraction', 'least of the spread'),
    field('pbo_max', 'number', 'fraction', 'greatest of the spread'),
  ],
  run: (inputs) => {
    const name = required('pbo', inputs, MATRIX_NAMES);
    const rows = inputs.matrix(name);
    const blocks = inputs.number('S');
    demand(
      blocks >= 2 && blocks <= BLOCKS_MAX && blocks % 2 === 0,
      'pbo',
      'S',
      `is ${blocks}`,
      'Give an even number from 2 to 20.',
    );
    demand(
      rows.length >= 2 * blocks,
      'pbo',
      name,
      `has ${rows.length} rows for ${blocks} blocks`,
      'Give at least two rows for each block.',
    );
    demand(
      (rows[0]?.length ?? 0) >= 2,
      'pbo',
      name,
      'has fewer than two columns',
      'Give one column for each variant.',
    );
    const all = inputs.flag('spread') ? backtestOverfittingSpread(rows) : [];
    return { ...namesOf(backtestOverfitting(rows, blocks)), ...spreadOf(all) };
  },
};

function namesOf(each: BacktestOverfitting) {
  return {
    S: each.blocks,
    combos: each.splits,
    pbo: each.pbo,
    pbo_strict: each.pboStrict,
    mean_logit: each.meanLogit,
    degradation_slope: each.degradationSlope,
    degradation_intercept: each.degradationIntercept,
    prob_oos_loss: each.lossProbability,
  };
}

function spreadOf(all: readonly BacktestOverfitting[]) {
  if (all.length === 0) return {};
  const shares = all.map(({ pbo }) => pbo);
  return { spread: all.map(namesOf), pbo_min: Math.min(...shares), pbo_max: Math.max(...shares) };
}

const LABELS: readonly Field[] = [
  optional('n', 'whole', 'rows', 'how many there are'),
  field('horizon', 'whole', 'rows', 'how far a label looks ahead: 0 for its own row only', { default: 0 }),
  optional('label_ends', 'vector', 'row', 'last row that each label looks at, in place of n and horizon'),
  field('embargo', 'whole', 'rows', 'left out after the labels of a test block', { default: 0 }),
];

function readLabels(name: string, inputs: Inputs): Labels | undefined {
  const embargo = inputs.number('embargo');
  demand(embargo >= 0, name, 'embargo', 'is below 0', 'Give a number of rows.');
  if (inputs.has('label_ends')) {
    const labelEnds = inputs.vector('label_ends');
    demand(
      labelEnds.every((end, row) => Number.isInteger(end) && end >= row && end < labelEnds.length),
      name,
      'label_ends',
      'holds an end before its row or after the last',
      'Give row numbers from 0.',
    );
    return { labelEnds, embargo };
  }
  if (!inputs.has('n')) return undefined;
  demand(inputs.number('horizon') >= 0, name, 'horizon', 'is below 0', 'Give a number of rows.');
  demand(inputs.number('n') > 0, name, 'n', 'is not above 0', 'Give the number of rows.');
  return horizonLabels(inputs.number('n'), inputs.number('horizon'), embargo);
}

const SPLIT_OUTPUTS: readonly Field[] = [
  field('splits', 'whole', 'splits', 'how many'),
  field('train', 'table', 'row', 'rows to learn from, one list for each split, from 0'),
  field('test', 'table', 'row', 'rows to be tested on'),
];

function listed(name: string, splits: readonly Split[]) {
  const size = splits.reduce((sum, { train, test }) => sum + train.length + test.length, 0);
  demand(
    size <= LISTED_MAX,
    name,
    'n',
    `makes ${size} entries, above ${LISTED_MAX}`,
    'Give fewer rows or groups.',
  );
  return {
    splits: splits.length,
    train: splits.map(({ train }) => train),
    test: splits.map(({ test }) => test),
  };
}

const PURGED_KFOLD: Estimator = {
  name: 'purged-kfold',
  summary:
    'Folds in order of time, without training rows whose labels overlap those tested, and with an embargo.',
  source: 'López de Prado (2018), chapter 7',
  inputs: [...LABELS, field('folds', 'whole', 'folds', 'how many', { default: 5 })],
  outputs: SPLIT_OUTPUTS,
  run: (inputs) => {
    const labels = readLabels('purged-kfold', inputs);
    if (labels === undefined) throw badInput('purged-kfold', 'n', 'is missing', 'Give n or label_ends.');
    const folds = inputs.number('folds');
    demand(
      folds >= 2 && folds <= labels.labelEnds.length,
      'purged-kfold',
      'folds',
      `is ${folds}`,
      'Give from 2 to as many as there are rows.',
    );
    return listed('purged-kfold', purgedFolds(labels, folds));
  },
};

const CPCV: Estimator = {
  name: 'cpcv',
  summary: 'Combinatorial purged cross-validation: splits, and the whole paths they join into.',
  source: 'López de Prado (2018), chapter 12',
  inputs: [
    field('groups', 'whole', 'groups', 'blocks in order of time'),
    field('test_groups', 'whole', 'groups', 'tested in each split'),
    ...LABELS,
  ],
  outputs: [
    ...SPLIT_OUTPUTS,
    field('paths', 'whole', 'paths', 'how many'),
    field('test_groups_of', 'table', 'group', 'groups tested in each split'),
    field('path_splits', 'table', 'split', 'for each path, the split that tests each group'),
  ],
  run: (inputs) => {
    const groups = inputs.number('groups');
    const testGroups = inputs.number('test_groups');
    demand(groups >= 2 && groups <= 30, 'cpcv', 'groups', `is ${groups}`, 'Give from 2 to 30.');
    demand(
      testGroups >= 1 && testGroups < groups,
      'cpcv',
      'test_groups',
      `is ${testGroups}`,
      'Give from 1 to below the groups.',
    );
    const counts = combinatorialCounts(groups, testGroups);
    const labels = readLabels('cpcv', inputs);
    if (labels === undefined) return { ...counts };
    const n = labels.labelEnds.length;
    demand(n >= groups, 'cpcv', 'n', `is ${n} for ${groups} groups`, 'Give more rows.');
    demand(
      counts.splits * n <= LISTED_MAX,
      'cpcv',
      'n',
      `makes up to ${counts.splits * n} entries, above ${LISTED_MAX}`,
      'Give fewer rows or groups, or leave n out to count only.',
    );
    const all = combinatorialSplits(labels, groups, testGroups);
    return {
      ...listed('cpcv', all.splits),
      paths: counts.paths,
      test_groups_of: all.testGroups,
      path_splits: all.paths,
    };
  },
};

const WALK_FORWARD: Estimator = {
  name: 'walk-forward',
  summary: 'Windows that learn from the past and are tested on what follows.',
  source: 'Pardo (2008), chapter 11',
  inputs: [
    field('n', 'whole', 'rows', 'how many there are'),
    optional('train', 'whole', 'rows', 'to learn from'),
    optional('train_size', 'whole', 'rows', 'the same as train'),
    optional('test', 'whole', 'rows', 'to test on'),
    optional('test_size', 'whole', 'rows', 'the same as test'),
    field('gap', 'whole', 'rows', 'left out between the two', { default: 0 }),
    field('anchored', 'flag', 'none', 'whether training always begins at the first row', { default: false }),
  ],
  outputs: SPLIT_OUTPUTS,
  run: (inputs) => {
    const rows = (names: readonly string[]): number => {
      const name = required('walk-forward', inputs, names);
      demand(inputs.number(name) > 0, 'walk-forward', name, 'is not above 0', 'Give a number of rows.');
      return inputs.number(name);
    };
    const train = rows(['train', 'train_size']);
    const test = rows(['test', 'test_size']);
    const gap = numberOr(inputs, 'gap', 0);
    demand(gap >= 0, 'walk-forward', 'gap', 'is below 0', 'Give a number of rows.');
    const n = inputs.number('n');
    const size = Math.max(0, Math.ceil(n / test)) * (inputs.flag('anchored') ? n : train + test);
    demand(
      size <= LISTED_MAX,
      'walk-forward',
      given(inputs, ['test', 'test_size']) as string,
      'makes too many splits',
      'Give longer tests.',
    );
    return listed(
      'walk-forward',
      walkForwardSplits(n, { train, test, gap, anchored: inputs.flag('anchored') }),
    );
  },
};

export const OVERFITTING_ESTIMATORS: readonly Estimator[] = [PBO, PURGED_KFOLD, CPCV, WALK_FORWARD];
