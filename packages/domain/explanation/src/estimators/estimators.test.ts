import { Refusal } from '@qca/base';
import { Inputs } from '@qca/numerics';
import { describe, expect, it } from 'vitest';
import oracle from '../oracle/shapley.json' with { type: 'json' };
import { EXPLANATION_ESTIMATORS } from './index.ts';

const { background, x, linear, nonlinear, gbt } = oracle;

function run(name: string, given: Record<string, unknown>): Record<string, unknown> {
  const estimator = EXPLANATION_ESTIMATORS.find((one) => one.name === name);
  if (estimator === undefined) throw new Error(`no estimator ${name}`);
  const outputs = estimator.run(Inputs.check(estimator, given));
  for (const key of Object.keys(outputs)) expect(estimator.outputs.map((field) => field.name)).toContain(key);
  return outputs;
}

function expectClose(found: unknown, expected: unknown, tolerance = 1e-9): void {
  if (Array.isArray(expected)) {
    expect(found).toHaveLength(expected.length);
    expected.forEach((value, index) => {
      expectClose((found as unknown[])[index], value, tolerance);
    });
    return;
  }
  expect(Math.abs((found as number) - (expected as number))).toBeLessThanOrEqual(tolerance);
}

describe('oracle', () => {
  it.each(['shapley', 'kernel-shap'])('%s of a line', (name) => {
    for (const model of [{ linear }, { w: linear.w, b: linear.b }]) {
      const found = run(name, { background, x, ...model });
      expectClose(found['phi'], linear.phi);
      expectClose(found['base'], linear.base);
    }
  });

  it.each(['shapley', 'kernel-shap'])('%s of a formula', (name) => {
    for (const model of [{ nonlinear }, { f: nonlinear.f }]) {
      const found = run(name, { background, x, ...model });
      expectClose(found['phi'], nonlinear.phi);
      expectClose(found['base'], nonlinear.base);
    }
  });

  it.each(['shapley', 'kernel-shap', 'tree-shap'])('%s of boosted trees', (name) => {
    const { trees, init, learning_rate } = gbt;
    for (const model of [{ gbt }, { trees, init, learning_rate }]) {
      const found = run(name, { background, x, ...model });
      expectClose(found['phi'], gbt.phi_interventional);
      expectClose(found['base'], gbt.base_interventional);
      expectClose(found['pred'], gbt.pred);
    }
  });

  it('tree-shap over covers', () => {
    const found = run('tree-shap', { x, gbt });
    expect(found['kind']).toBe('path_dependent');
    expectClose(found['phi'], gbt.phi_path_dependent);
    expectClose(found['base'], gbt.base_path_dependent);
    const both = run('tree-shap', { x, gbt, background, kind: 'path_dependent' });
    expectClose(both['phi'], gbt.phi_path_dependent);
    expectClose(both['phi_interventional'], gbt.phi_interventional);
    expectClose(both['base_interventional'], gbt.base_interventional);
    expectClose(both['phi_path_dependent'], gbt.phi_path_dependent);
    expectClose(both['base_path_dependent'], gbt.base_path_dependent);
  });

  it('answers one row with one answer', () => {
    const found = run('shapley', { background, x: x[0], linear });
    expectClose(found['phi'], linear.phi[0]);
    expect(found['pred']).toBeTypeOf('number');
  });

  it('permutation-shap comes as near as it says', () => {
    const found = run('permutation-shap', { background, x: x[0], gbt });
    const error = found['error'] as number[];
    (found['phi'] as number[]).forEach((value, player) => {
      const gap = Math.abs(value - (gbt.phi_interventional[0]?.[player] as number));
      expect(gap).toBeLessThan(4 * (error[player] as number) + 1e-12);
    });
  });
});

describe('games', () => {
  it.each(['shapley', 'kernel-shap', 'permutation-shap'])('%s of a table', (name) => {
    // Two left gloves and one right one; any pair is worth one.
    const listed = run(name, { game: [0, 0, 0, 0, 0, 1, 1, 1] });
    const named = run(name, {
      game: { 'ann,cid': 1, 'bob, cid': 1, 'ann,bob,cid': 1, ann: 0, bob: 0, cid: 0, 'ann,bob': 0 },
    });
    const exact = [1 / 6, 1 / 6, 2 / 3];
    expectClose(listed['phi'], exact, name === 'permutation-shap' ? 0.05 : 1e-12);
    expectClose(named['phi'], exact, name === 'permutation-shap' ? 0.05 : 1e-12);
    expect([listed['base'], listed['pred']]).toEqual([0, 1]);
  });

  it.each([[[1, 2, 3]], [[1]], [[0, null]], [{}], [{ 'a,b': 1 }]])('refuses %o', (game) => {
    expect(() => run('shapley', { game })).toThrow(/coalition/);
  });
});

describe('groups and large models', () => {
  it('adds up the columns of a line in a group', () => {
    const found = run('shapley', { background, x: x[0], linear, groups: [0, 0, 1, 1, 1] });
    const phi = linear.phi[0] as number[];
    expectClose(found['phi'], [phi[0]! + phi[1]!, phi[2]! + phi[3]! + phi[4]!]);
  });

  it('goes past enumeration for lines and trees, and refuses formulas', () => {
    const columns = 30;
    const wide = Array.from({ length: columns }, (_, column) => column / 10);
    const zero = new Array(columns).fill(0);
    const line = run('shapley', { background: [zero], x: wide, w: zero.map((_, column) => column), b: 2 });
    expectClose(
      line['phi'],
      wide.map((value, column) => value * column),
    );
    const trees = run('shapley', { background: [zero], x: wide, gbt });
    expectClose(trees['phi'], run('tree-shap', { background: [zero], x: wide, gbt })['phi']);
    expect(() => run('shapley', { background: [zero], x: wide, f: 'x0' })).toThrow(/too many to enumerate/);
  });

  it('says with every attribution what it is not', () => {
    expect(run('shapley', { background, x, linear })['note']).toMatch(/not causes of the market/);
  });
});

describe('lime', () => {
  it('finds the weights of a line', () => {
    const found = run('lime', { x: x[0], background, linear, alpha: 0 });
    expectClose(found['coef'], linear.w, 1e-8);
    expectClose(found['r2'], 1, 1e-9);
    expectClose(
      found['pred'],
      linear.base + (linear.phi[0] as number[]).reduce((sum, value) => sum + value, 0),
    );
  });

  it('fits samples of a model that ran elsewhere', () => {
    const samples = [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
      [2, 3],
    ];
    const predictions = samples.map(([a, b]) => 1 + 2 * (a as number) - (b as number));
    const found = run('lime', { x: [0, 0], samples, predictions, alpha: 0 });
    expectClose(found['coef'], [2, -1], 1e-10);
    expectClose(found['intercept'], 1, 1e-10);
    expect(found['pred']).toBeNaN();
  });

  it('refuses a poor fit', () => {
    expect(() => run('lime', { x: [0], f: 'x0^2' })).toThrow(/below r2_min/);
  });
});

describe('permutation-importance', () => {
  it('uses the orders it is given', () => {
    const found = run('permutation-importance', {
      X: [
        [1, 9],
        [4, 8],
      ],
      y: [1, 5],
      f: 'x0',
      loss: 'mae',
      permutations: [
        [1, 0],
        [0, 1],
      ],
    });
    expect(found['importances']).toEqual([
      [3, 0],
      [0, 0],
    ]);
    expect(found['importances_mean']).toEqual([1.5, 0]);
    expect(found['importances_std']).toEqual([1.5, 0]);
    expect(found['baseline']).toBe(0.5);
  });

  it('draws orders by the seed', () => {
    const given = { X: background, y: background.map((row) => row[0]), f: 'x0' };
    const one = run('permutation-importance', { ...given, seed: 4 });
    expect(run('permutation-importance', { ...given, seed: 4 })).toEqual(one);
    expect(run('permutation-importance', { ...given, seed: 5 })).not.toEqual(one);
  });
});

const tree = (gbt.trees[0] ?? {}) as Record<string, unknown>;
describe('refusals', () => {
  it.each([
    ['shapley', { background, linear }, /x is no row/],
    ['shapley', { background, x: [[1], [1, 2]], linear }, /different lengths/],
    ['shapley', { background, x: [[1, 'a']], linear }, /no finite number/],
    ['shapley', { background, x: [[1], 2], linear }, /what is no row/],
    ['shapley', { x, linear }, /background has no row/],
    ['shapley', { background, x: [1, 2], linear }, /background has 5 columns/],
    ['shapley', { background, x }, /one of 0 models/],
    ['shapley', { background, x, linear, gbt }, /one of 2 models/],
    ['shapley', { background, x, w: [1] }, /1 weights for 5 columns/],
    ['shapley', { background, x, linear: { w: 3 } }, /no list of numbers/],
    ['shapley', { background, x, nonlinear: {} }, /no text/],
    ['shapley', { background, x, f: 'x0 +' }, /at position/],
    ['shapley', { background, x, f: 'log(-exp(x0))' }, /no finite number/],
    ['shapley', { background, x, linear, groups: [0, 1] }, /player/],
    ['shapley', { background, x, linear, groups: [0, 0, 0, 0, 2] }, /player/],
    ['shapley', { background, x, linear, groups: [0, 0, 0, 0, 0.5] }, /player/],
    ['kernel-shap', { background, x, linear, coalitions: 4 }, /coalitions is 4/],
    ['permutation-shap', { background, x, linear, pairs: 1 }, /pairs is 1/],
    ['tree-shap', { background, x }, /no list of trees/],
    ['tree-shap', { background, x, trees: [3] }, /no object/],
    ['tree-shap', { background, x, trees: [{ ...tree, left: [1] }] }, /different lengths/],
    ['tree-shap', { background, x: [[1]], trees: [tree] }, /asks column/],
    ['tree-shap', { x, gbt, kind: 'interventional' }, /background is missing/],
    ['tree-shap', { x, trees: [{ ...tree, cover: undefined }] }, /covers/],
    ['tree-shap', { x, onnx: {} }, /missing-attribute/],
    ['tree-shap', { x, onnx: { nodes_treeids: [0], nodes_modes: ['LEAF'] } }, /missing-attribute/],
    ['lime', { x: [1], f: 'x0', scale: [0] }, /positive step/],
    ['lime', { x: [1], f: 'x0', width: 0 }, /width is 0/],
    ['lime', { x: [1], f: 'x0', alpha: -1 }, /negative/],
    ['lime', { x: [1], f: 'x0', count: 2 }, /count is 2/],
    ['lime', { x: [], f: 'x0' }, /no column/],
    ['lime', { x: [1], samples: [[1]], predictions: [] }, /0 numbers for 1 samples/],
    [
      'lime',
      {
        x: [1],
        samples: [
          [1, 2],
          [1, 2],
          [1, 2],
        ],
        predictions: [1, 2, 3],
      },
      /another number of columns/,
    ],
    ['permutation-importance', { X: [], y: [], f: 'x0' }, /no column/],
    ['permutation-importance', { X: [[1]], y: [], f: 'x0' }, /0 numbers for 1 rows/],
    ['permutation-importance', { X: [[1], [2]], y: [1, 1], f: 'x0', loss: 'r2' }, /never changes/],
    ['permutation-importance', { X: [[1], [2]], y: [1, 2], f: 'x0', permutations: [[0, 0]] }, /no order/],
    ['permutation-importance', { X: [[1], [2]], y: [1, 2], f: 'x0', n_repeats: 0 }, /n_repeats is 0/],
    ['permutation-importance', { X: [[1], [2]], y: [1, 2], f: 'x0', block: 3 }, /block is 3/],
  ])('%s refuses %#', (name, given, message) => {
    expect(() => run(name, given)).toThrow(Refusal);
    expect(() => run(name, given)).toThrow(message);
  });
});
