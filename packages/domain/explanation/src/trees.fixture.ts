import type { Random } from '@qca/base';
import type { Game } from './Game.ts';
import type { Players } from './Players.ts';
import { type DecisionTree, goesLeft, type TreeEnsemble } from './TreeEnsemble.ts';

/** Random trees over `columns`, where columns come back on one path, with covers that add up. */
export function randomTrees(
  random: Random,
  { columns, trees, depth }: { columns: number; trees: number; depth: number },
): TreeEnsemble {
  return {
    trees: Array.from({ length: trees }, () => randomTree(random, columns, depth)),
    base: random.nextGaussian(),
    scale: 0.5 + random.nextFloat(),
    columns,
    float32: true,
  };
}

function randomTree(random: Random, columns: number, depth: number): DecisionTree {
  const nodes: {
    left: number;
    right: number;
    feature: number;
    threshold: number;
    value: number;
    cover: number;
  }[] = [];
  const grow = (level: number): number => {
    const at = nodes.length;
    nodes.push({
      left: -1,
      right: -1,
      feature: -2,
      threshold: -2,
      value: random.nextGaussian(),
      cover: 1 + random.nextBelow(9),
    });
    if (level === depth || random.nextBoolean(0.15)) return at;
    const node = nodes[at] as (typeof nodes)[number];
    node.feature = random.nextBelow(columns);
    node.threshold = Math.fround(random.nextGaussian());
    node.left = grow(level + 1);
    node.right = grow(level + 1);
    node.cover = (nodes[node.left]?.cover ?? 0) + (nodes[node.right]?.cover ?? 0);
    return at;
  };
  grow(0);
  return {
    left: Int32Array.from(nodes, ({ left }) => left),
    right: Int32Array.from(nodes, ({ right }) => right),
    feature: Int32Array.from(nodes, ({ feature }) => feature),
    threshold: Float64Array.from(nodes, ({ threshold }) => threshold),
    value: Float64Array.from(nodes, ({ value }) => value),
    cover: Float64Array.from(nodes, ({ cover }) => cover),
  };
}

/** The path-dependent game as it is defined: follow x where the player is told, both ways by cover where not. */
export function pathDependentGame(ensemble: TreeEnsemble, x: Float64Array, players: Players): Game {
  const mean = (tree: DecisionTree, node: number, members: Uint8Array): number => {
    const left = tree.left[node] as number;
    if (left < 0) return tree.value[node] as number;
    const right = tree.right[node] as number;
    if (members[players.playerOf[tree.feature[node] as number] as number] === 1)
      return mean(tree, goesLeft(ensemble, tree, node, x) ? left : right, members);
    const cover = tree.cover as Float64Array;
    const share = (cover[left] as number) / (cover[node] as number);
    return share * mean(tree, left, members) + (1 - share) * mean(tree, right, members);
  };
  return {
    players: players.count,
    value: (members) =>
      ensemble.base + ensemble.scale * ensemble.trees.reduce((sum, tree) => sum + mean(tree, 0, members), 0),
  };
}
