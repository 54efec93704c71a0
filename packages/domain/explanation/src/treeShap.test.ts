import { Random } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coalitionTable, exactShapley } from './exactShapley.ts';
import { interventionalGame } from './Game.ts';
import { columnPlayers, type Players } from './Players.ts';
import { readTree } from './readTree.ts';
import { predictTrees, type TreeEnsemble } from './TreeEnsemble.ts';
import { treeShapInterventional } from './treeShapInterventional.ts';
import { treeShapPathDependent } from './treeShapPathDependent.ts';
import { pathDependentGame, randomTrees } from './trees.fixture.ts';

const COLUMNS = 6;
const ALONE = columnPlayers(Array.from({ length: COLUMNS }, (_, column) => `x${column}`));
const IN_PAIRS: Players = { count: 3, names: ['a', 'b', 'c'], playerOf: Int32Array.of(0, 0, 1, 1, 2, 2) };

function randomRow(random: Random): Float64Array {
  return Float64Array.from({ length: COLUMNS }, () => random.nextGaussian());
}

const distance = (one: Float64Array, other: Float64Array): number =>
  Math.hypot(...one.map((value, index) => value - (other[index] as number)));

describe('TreeSHAP', () => {
  it.each([
    ['columns', ALONE],
    ['groups of columns', IN_PAIRS],
  ])('interventional values equal enumeration for %s', (_, players) => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 6 }), (seed, depth) => {
        const random = new Random(seed);
        const ensemble = randomTrees(random, { columns: COLUMNS, trees: 3, depth });
        const x = randomRow(random);
        const background = Array.from({ length: 4 }, () => randomRow(random));
        const model = (row: Float64Array): number => predictTrees(ensemble, row);
        const exact = exactShapley(coalitionTable(interventionalGame({ model, x, background, players })));
        const found = treeShapInterventional(ensemble, { x, background, players });
        expect(distance(found.phi, exact.phi)).toBeLessThan(1e-11);
        expect(found.base).toBeCloseTo(exact.base, 11);
        expect(found.prediction).toBe(exact.prediction);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['columns', ALONE],
    ['groups of columns', IN_PAIRS],
  ])('path-dependent values equal enumeration for %s', (_, players) => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 7 }), (seed, depth) => {
        const random = new Random(seed);
        const ensemble = randomTrees(random, { columns: COLUMNS, trees: 3, depth });
        const x = randomRow(random);
        const exact = exactShapley(coalitionTable(pathDependentGame(ensemble, x, players)));
        const found = treeShapPathDependent(ensemble, { x, players });
        expect(distance(found.phi, exact.phi)).toBeLessThan(1e-11);
        expect(found.base).toBeCloseTo(exact.base, 11);
        expect(found.prediction).toBeCloseTo(exact.prediction, 11);
      }),
      { numRuns: 60 },
    );
  });

  it('takes time in leaves, not in coalitions: 200 columns', () => {
    const random = new Random(8);
    const columns = 200;
    const players = columnPlayers(Array.from({ length: columns }, (_, column) => `x${column}`));
    const ensemble = randomTrees(random, { columns, trees: 20, depth: 8 });
    const row = (): Float64Array => Float64Array.from({ length: columns }, () => random.nextGaussian());
    const x = row();
    const background = [row(), row(), row()];
    for (const { phi, base, prediction } of [
      treeShapInterventional(ensemble, { x, background, players }),
      treeShapPathDependent(ensemble, { x, players }),
    ]) {
      expect(base + phi.reduce((sum, value) => sum + value, 0)).toBeCloseTo(prediction, 10);
      expect(prediction).toBe(predictTrees(ensemble, x));
    }
  });

  it('rounds inputs to float32 before it compares them', () => {
    const threshold = Math.fround(0.1);
    const stump = (float32: boolean): TreeEnsemble => ({
      trees: [
        {
          left: Int32Array.of(1, -1, -1),
          right: Int32Array.of(2, -1, -1),
          feature: Int32Array.of(0, -2, -2),
          threshold: Float64Array.of(threshold, 0, 0),
          value: Float64Array.of(0, 1, 2),
          cover: undefined,
        },
      ],
      base: 0,
      scale: 1,
      columns: 1,
      float32,
    });
    // A little above the threshold, by less than float32 can tell.
    const x = Float64Array.of(threshold + 1e-10);
    expect(predictTrees(stump(true), x)).toBe(1);
    expect(predictTrees(stump(false), x)).toBe(2);
    expect(() => treeShapPathDependent(stump(true), { x, players: columnPlayers(['a']) })).toThrow(/cover/);
  });
});

describe('reading a tree', () => {
  const leaf = { left: -1, right: -1, feature: -2, threshold: -2, value: 1, cover: undefined };
  const branch = { left: 2, right: 1, feature: 0, threshold: 0.5, value: 0, cover: undefined };
  const read = (nodes: Parameters<typeof readTree>[0]): string | undefined => {
    const tree = readTree(nodes, { tree: 0, columns: 1 });
    return tree.ok ? undefined : tree.rejection.why;
  };

  it('puts children after their parents', () => {
    const tree = readTree([branch, leaf, { ...leaf, value: 7 }], { tree: 0, columns: 1 });
    expect(tree.ok && Array.from(tree.value.value)).toEqual([0, 7, 1]);
    expect(tree.ok && Array.from(tree.value.left)).toEqual([1, -1, -1]);
  });

  it.each([
    ['no node', []],
    ['names node 2, of 2', [branch, leaf]],
    ['in two ways', [{ ...branch, left: 0 }, leaf]],
    ['in two ways', [{ ...branch, left: 1 }, leaf]],
    ['that no path reaches', [leaf, leaf]],
    ['asks column 1', [{ ...branch, feature: 1 }, leaf, leaf]],
    ['no finite threshold', [{ ...branch, threshold: Number.NaN }, leaf, leaf]],
    ['no finite value', [{ ...leaf, value: Number.POSITIVE_INFINITY }]],
    ['names node -1', [{ ...branch, left: -1 }, leaf]],
  ])('refuses one that %s', (why, nodes) => {
    expect(read(nodes)).toContain(why);
  });
});
