import { Random } from '@qca/base';
import { badInput, type Estimator, type Inputs } from '@qca/numerics';
import { ATTRIBUTION_NOTE } from '../Attribution.ts';
import { drawOrders, type ImportanceLoss, permutationImportance } from '../permutationImportance.ts';
import { NOTE_FIELD } from './attributionAnswer.ts';
import { givenModel, MODEL_FIELDS } from './givenModel.ts';
import { GROUPS_FIELD, givenPlayers } from './givenRows.ts';

const NAME = 'permutation-importance';
const REPEATS_MAX = 10_000;

export const PERMUTATION_IMPORTANCE: Estimator = {
  name: NAME,
  summary: 'How much worse a model gets when the values of a column are dealt to other rows.',
  source: 'Breiman, Random forests (2001); as permutation_importance of scikit-learn.',
  inputs: [
    { name: 'X', shape: 'matrix', unit: 'input', meaning: 'rows of inputs' },
    { name: 'y', shape: 'vector', unit: 'output', meaning: 'what should have been said of each row' },
    GROUPS_FIELD,
    ...MODEL_FIELDS,
    {
      name: 'loss',
      shape: 'text',
      unit: 'none',
      default: 'mse',
      choices: ['mse', 'mae', 'r2'],
      meaning:
        'what gets worse: mean squared error, mean absolute error, or R² (then the importance is its fall)',
    },
    {
      name: 'permutations',
      shape: 'matrix',
      unit: 'row',
      optional: true,
      meaning: 'orders of the rows to use for every column, counted from 0; drawn without it',
    },
    { name: 'n_repeats', shape: 'whole', unit: 'orders', default: 30, meaning: 'orders to draw' },
    {
      name: 'block',
      shape: 'whole',
      unit: 'rows',
      default: 1,
      meaning: 'neighbouring rows that are moved together',
    },
    { name: 'seed', shape: 'whole', unit: 'none', default: 1, meaning: 'seed of the draws' },
  ],
  outputs: [
    { name: 'importances', shape: 'matrix', unit: 'loss', meaning: 'by column and order, as scikit-learn' },
    { name: 'importances_mean', shape: 'vector', unit: 'loss', meaning: 'mean over orders' },
    {
      name: 'importances_std',
      shape: 'vector',
      unit: 'loss',
      meaning: 'standard deviation over orders, divided by their number',
    },
    {
      name: 'baseline',
      shape: 'number',
      unit: 'loss',
      meaning: 'loss on the rows as they are; 1 - R² for r2',
    },
    NOTE_FIELD,
  ],
  run: (inputs) => {
    const rows = inputs.matrix('X');
    const targets = inputs.vector('y');
    const columns = rows[0]?.length ?? 0;
    if (columns === 0) throw badInput(NAME, 'X', 'has no column', 'Give rows of the inputs of the model.');
    if (targets.length !== rows.length)
      throw badInput(
        NAME,
        'y',
        `has ${targets.length} numbers for ${rows.length} rows`,
        'Give one number a row.',
      );
    const loss = inputs.text('loss') as ImportanceLoss;
    if (loss === 'r2' && targets.every((target) => target === targets[0]))
      throw badInput(NAME, 'y', 'never changes, so R² is not defined', 'Give mse or mae as the loss.');
    const { model } = givenModel(NAME, inputs, columns);
    const players = givenPlayers(NAME, inputs, columns);
    const found = permutationImportance({
      model,
      rows,
      targets,
      players,
      loss,
      orders: ordersOf(inputs, rows.length),
    });
    return {
      importances: Array.from(players.names, (_, player) =>
        found.importances.map((repeat) => repeat[player]),
      ),
      importances_mean: Array.from(found.mean),
      importances_std: Array.from(found.deviation),
      baseline: found.loss,
      note: ATTRIBUTION_NOTE,
    };
  },
};

function ordersOf(inputs: Inputs, rows: number): readonly Int32Array[] {
  if (inputs.has('permutations')) {
    const orders = inputs.matrix('permutations');
    const areSound = orders.every(
      (order) =>
        order.length === rows &&
        [...order].sort((one, other) => one - other).every((row, index) => row === index),
    );
    if (orders.length === 0 || !areSound)
      throw badInput(
        NAME,
        'permutations',
        'holds what is no order of the rows',
        `Give orders of 0 to ${rows - 1}.`,
      );
    return orders.map((order) => Int32Array.from(order));
  }
  const repeats = inputs.number('n_repeats');
  const block = inputs.number('block');
  if (repeats < 1 || repeats > REPEATS_MAX)
    throw badInput(NAME, 'n_repeats', `is ${repeats}`, `Give 1 to ${REPEATS_MAX}.`);
  if (block < 1 || block > rows) throw badInput(NAME, 'block', `is ${block}`, `Give 1 to ${rows}.`);
  return drawOrders({ rows, repeats, block, random: new Random(inputs.number('seed')) });
}
