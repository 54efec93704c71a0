import { badInput, type Field, type Inputs } from '@qca/numerics';
import { readFormula } from '../formula.ts';
import type { Model } from '../Game.ts';
import { readTree } from '../readTree.ts';
import { predictTrees, type TreeEnsemble } from '../TreeEnsemble.ts';
import { treesFromOnnxAttributes } from '../treesFromOnnxAttributes.ts';

/** A model that came as data, and its trees or line where it has them. */
export interface GivenModel {
  readonly model: Model;
  readonly trees?: TreeEnsemble;
  readonly line?: { readonly w: Float64Array; readonly b: number };
}

export const TREE_FIELDS: readonly Field[] = [
  {
    name: 'trees',
    shape: 'record',
    unit: 'none',
    optional: true,
    meaning:
      'list of trees {left, right, feature, threshold, value, cover}, arrays over nodes: left when x <= threshold, -1 in a leaf, cover optional',
  },
  { name: 'init', shape: 'number', unit: 'output', default: 0, meaning: 'what the trees are added to' },
  {
    name: 'learning_rate',
    shape: 'number',
    unit: 'none',
    default: 1,
    meaning: 'factor of the sum of leaves',
  },
  {
    name: 'gbt',
    shape: 'record',
    unit: 'none',
    optional: true,
    meaning: 'trees, init and learning_rate in one object',
  },
  {
    name: 'onnx',
    shape: 'record',
    unit: 'none',
    optional: true,
    meaning:
      'attributes of an ONNX TreeEnsembleRegressor or TreeEnsembleClassifier; base and scale as they say',
  },
  { name: 'target', shape: 'whole', unit: 'none', default: 0, meaning: 'output or class of the ONNX trees' },
  {
    name: 'precision',
    shape: 'text',
    unit: 'none',
    default: 'float32',
    choices: ['float32', 'float64'],
    meaning: 'rounding of inputs before trees compare them; scikit-learn and ONNX use float32',
  },
];

export const MODEL_FIELDS: readonly Field[] = [
  {
    name: 'w',
    shape: 'vector',
    unit: 'output per input',
    optional: true,
    meaning: 'weights of a linear model',
  },
  { name: 'b', shape: 'number', unit: 'output', default: 0, meaning: 'intercept of a linear model' },
  { name: 'linear', shape: 'record', unit: 'none', optional: true, meaning: 'w and b in one object' },
  {
    name: 'f',
    shape: 'text',
    unit: 'none',
    optional: true,
    meaning: 'formula of the columns x0, x1 …, such as 2*x0 - x1*x2 + max(x3,0)',
  },
  { name: 'nonlinear', shape: 'record', unit: 'none', optional: true, meaning: 'f in an object' },
  ...TREE_FIELDS,
];

const MODELS = ['w', 'linear', 'f', 'nonlinear', 'trees', 'gbt', 'onnx'];

/** Returns the one model that was given. Rejects, as `Refusal`: `bad-input`. */
export function givenModel(estimator: string, inputs: Inputs, columns: number): GivenModel {
  const given = MODELS.filter((name) => inputs.has(name));
  const [name] = given;
  if (name === undefined || given.length > 1)
    throw badInput(
      estimator,
      name ?? 'w',
      `is one of ${given.length} models`,
      `Give exactly one of: ${MODELS.join(', ')}.`,
    );
  const record = (): Readonly<Record<string, unknown>> => inputs.record(name);
  switch (name) {
    case 'w':
      return lineModel(estimator, { w: inputs.vector('w'), b: inputs.number('b') }, columns);
    case 'linear': {
      const { w, b = 0 } = record();
      return lineModel(
        estimator,
        { w: numbers(estimator, 'linear', w), b: number(estimator, 'linear', b) },
        columns,
      );
    }
    case 'f':
      return formulaModel(estimator, inputs.text('f'), columns);
    case 'nonlinear':
      return formulaModel(estimator, record()['f'], columns);
    default:
      return givenTrees(estimator, inputs, columns);
  }
}

/** Returns the trees that were given. Rejects, as `Refusal`: `bad-input`. */
export function givenTrees(
  estimator: string,
  inputs: Inputs,
  columns: number,
): GivenModel & { readonly trees: TreeEnsemble } {
  const trees = inputs.has('onnx')
    ? onnxTrees(estimator, inputs, columns)
    : listedTrees(estimator, inputs, columns);
  return { trees, model: (row) => predictTrees(trees, row) };
}

function lineModel(estimator: string, { w, b }: { w: Float64Array; b: number }, columns: number): GivenModel {
  if (w.length !== columns)
    throw badInput(
      estimator,
      'w',
      `has ${w.length} weights for ${columns} columns`,
      'Give one weight a column.',
    );
  return {
    line: { w, b },
    model: (row) => w.reduce((sum, weight, column) => sum + weight * (row[column] as number), b),
  };
}

function formulaModel(estimator: string, text: unknown, columns: number): GivenModel {
  if (typeof text !== 'string') throw badInput(estimator, 'f', 'is no text', 'Give a formula of x0, x1 ….');
  const read = readFormula(text, columns);
  if (read.ok) return { model: read.value };
  const { position, expected } = read.rejection;
  throw badInput(estimator, 'f', `needs ${expected} at position ${position}`, 'Correct the formula.');
}

function onnxTrees(estimator: string, inputs: Inputs, columns: number): TreeEnsemble {
  const read = treesFromOnnxAttributes(inputs.record('onnx'), {
    columns,
    target: inputs.number('target'),
  });
  if (read.ok) return { ...read.value, float32: inputs.text('precision') === 'float32' };
  throw badInput(
    estimator,
    'onnx',
    `is not readable: ${JSON.stringify(read.rejection)}`,
    'Give sum trees of one node.',
  );
}

function listedTrees(estimator: string, inputs: Inputs, columns: number): TreeEnsemble {
  const ensemble = inputs.has('gbt') ? inputs.record('gbt') : undefined;
  const list =
    ensemble === undefined ? (inputs.has('trees') ? inputs.record('trees') : undefined) : ensemble['trees'];
  if (!Array.isArray(list))
    throw badInput(estimator, 'trees', 'is no list of trees', 'Give trees, gbt or onnx.');
  return {
    trees: list.map((tree, index) => listedTree(estimator, tree, { index, columns })),
    base: ensemble === undefined ? inputs.number('init') : number(estimator, 'gbt', ensemble['init'] ?? 0),
    scale:
      ensemble === undefined
        ? inputs.number('learning_rate')
        : number(estimator, 'gbt', ensemble['learning_rate'] ?? 1),
    columns,
    float32: inputs.text('precision') === 'float32',
  };
}

function listedTree(
  estimator: string,
  given: unknown,
  { index, columns }: { index: number; columns: number },
): TreeEnsemble['trees'][number] {
  const name = `trees[${index}]`;
  if (typeof given !== 'object' || given === null)
    throw badInput(estimator, name, 'is no object', 'Give a tree.');
  const arrays = given as Readonly<Record<string, unknown>>;
  const list = (key: string): Float64Array => numbers(estimator, `${name}.${key}`, arrays[key]);
  const [left, right, feature, threshold, value] = [
    list('left'),
    list('right'),
    list('feature'),
    list('threshold'),
    list('value'),
  ] as const;
  const cover = arrays['cover'] === undefined ? undefined : list('cover');
  const lists = [left, right, feature, threshold, value, cover ?? left];
  if (lists.some((other) => other.length !== left.length))
    throw badInput(estimator, name, 'has arrays of different lengths', 'Give one entry a node in each.');
  const nodes = Array.from(left, (_, node) => ({
    left: left[node] as number,
    right: right[node] as number,
    feature: feature[node] as number,
    threshold: threshold[node] as number,
    value: value[node] as number,
    cover: cover?.[node],
  }));
  const read = readTree(nodes, { tree: index, columns });
  if (!read.ok) throw badInput(estimator, name, read.rejection.why, 'Correct the tree.');
  return read.value;
}

function numbers(estimator: string, name: string, given: unknown): Float64Array {
  if (!Array.isArray(given))
    throw badInput(estimator, name, 'is no list of numbers', 'Give a list of numbers.');
  return Float64Array.from(given, (value) => number(estimator, name, value));
}

function number(estimator: string, name: string, given: unknown): number {
  if (typeof given !== 'number' || !Number.isFinite(given))
    throw badInput(
      estimator,
      name,
      `holds ${JSON.stringify(given)}, which is no finite number`,
      'Give numbers.',
    );
  return given;
}
