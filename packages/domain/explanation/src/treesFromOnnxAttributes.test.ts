import { describe, expect, it } from 'vitest';
import made from './oracle/onnx_trees.json' with { type: 'json' };
import { columnPlayers } from './Players.ts';
import { predictTrees, type TreeEnsemble } from './TreeEnsemble.ts';
import { treeShapInterventional } from './treeShapInterventional.ts';
import { type OnnxTreeAttributes, treesFromOnnxAttributes } from './treesFromOnnxAttributes.ts';

const rows = made.rows.map((row) => Float64Array.from(row));
const background = made.background.map((row) => Float64Array.from(row));
const players = columnPlayers(['a', 'b', 'c', 'd']);

function read(attributes: OnnxTreeAttributes, target = 0): TreeEnsemble {
  const trees = treesFromOnnxAttributes(attributes, { columns: 4, target });
  if (!trees.ok) throw new Error(JSON.stringify(trees.rejection));
  return trees.value;
}

/** One question with two leaves. */
const STUMP = {
  nodes_treeids: [0, 0, 0],
  nodes_nodeids: [0, 1, 2],
  nodes_featureids: [0, 0, 0],
  nodes_values: [0.5, 0, 0],
  nodes_modes: ['BRANCH_LEQ', 'LEAF', 'LEAF'],
  nodes_truenodeids: [1, 0, 0],
  nodes_falsenodeids: [2, 0, 0],
  target_treeids: [0, 0],
  target_nodeids: [1, 2],
  target_ids: [0, 0],
  target_weights: [10, 20],
};

describe('trees from ONNX', () => {
  it.each(made.cases)('says what scikit-learn says: $name', ({ attributes, target, raw, phi }) => {
    const ensemble = read(attributes, target);
    rows.forEach((row, index) => {
      // Leaves are float32 in the file.
      expect(predictTrees(ensemble, row)).toBeCloseTo(raw[index] as number, 6);
      if (phi === undefined) return;
      const found = treeShapInterventional(ensemble, { x: row, background, players });
      found.phi.forEach((value, player) => {
        expect(value).toBeCloseTo(phi[index]?.[player] as number, 6);
      });
    });
  });

  it.each([
    ['BRANCH_LEQ', [10, 10, 20]],
    ['BRANCH_LT', [10, 20, 20]],
    ['BRANCH_GT', [20, 20, 10]],
    ['BRANCH_GTE', [20, 10, 10]],
  ])('compares by %s', (mode, said) => {
    for (const threshold of [0.5, -0.25, 0, Math.fround(3e-41)]) {
      const nodes_values = [threshold, 0, 0];
      const ensemble = read({ ...STUMP, nodes_values, nodes_modes: [mode, 'LEAF', 'LEAF'] });
      const step = Math.max(1e-45, Math.abs(threshold) * 1e-7);
      const inputs = [threshold - step, threshold, threshold + step];
      expect(inputs.map((input) => predictTrees(ensemble, Float64Array.of(input, 0, 0, 0)))).toEqual(said);
    }
  });

  it('adds the base, and divides by the number of trees for AVERAGE', () => {
    const two = {
      ...STUMP,
      nodes_treeids: [0, 0, 0, 7],
      nodes_nodeids: [0, 1, 2, 0],
      nodes_featureids: [0, 0, 0, 0],
      nodes_values: [0.5, 0, 0, 0],
      nodes_modes: ['BRANCH_LEQ', 'LEAF', 'LEAF', 'LEAF'],
      nodes_truenodeids: [1, 0, 0, 0],
      nodes_falsenodeids: [2, 0, 0, 0],
      target_treeids: [0, 0, 7],
      target_nodeids: [1, 2, 0],
      target_ids: [0, 0, 0],
      target_weights: [10, 20, 4],
      base_values: [100],
      aggregate_function: 'AVERAGE',
    };
    expect(predictTrees(read(two), Float64Array.of(0, 0, 0, 0))).toBe(107);
  });

  it('takes hit rates as covers only where they add up', () => {
    expect(read({ ...STUMP, nodes_hitrates: [5, 2, 3] }).trees[0]?.cover).toEqual(Float64Array.of(5, 2, 3));
    expect(read({ ...STUMP, nodes_hitrates: [1, 1, 1] }).trees[0]?.cover).toBeUndefined();
  });

  it.each([
    ['unsupported-mode', { nodes_modes: ['BRANCH_EQ', 'LEAF', 'LEAF'] }],
    ['unsupported-aggregate', { aggregate_function: 'MAX' }],
    ['uneven-attributes', { nodes_values: [1] }],
    ['uneven-attributes', { target_weights: [1] }],
    ['uneven-attributes', { nodes_hitrates: [1] }],
    ['wrong-attribute', { nodes_values: 'none' }],
    ['wrong-attribute', { nodes_values: [Number.NaN, 0, 0] }],
    ['wrong-attribute', { nodes_featureids: [0.5, 0, 0] }],
    ['wrong-attribute', { nodes_modes: [1, 2, 3] }],
    ['wrong-attribute', { base_values: 1 }],
    ['unsound-tree', { nodes_truenodeids: [9, 0, 0] }],
    ['unsound-tree', { nodes_truenodeids: [0, 0, 0] }],
    ['unsound-tree', { nodes_featureids: [4, 0, 0] }],
  ])('rejects %s: %o', (kind, wrong) => {
    const trees = treesFromOnnxAttributes({ ...STUMP, ...wrong }, { columns: 4 });
    expect(trees.ok ? undefined : trees.rejection.kind).toBe(kind);
  });

  it('rejects a missing list and an output that is not there', () => {
    const { target_weights: _, ...rest } = STUMP;
    const lacking = treesFromOnnxAttributes(rest, { columns: 4 });
    expect(lacking).toEqual({
      ok: false,
      rejection: { kind: 'missing-attribute', attribute: 'target_weights' },
    });
    const other = treesFromOnnxAttributes(STUMP, { columns: 4, target: 1 });
    expect(other).toEqual({ ok: false, rejection: { kind: 'unknown-target', target: 1 } });
  });
});
