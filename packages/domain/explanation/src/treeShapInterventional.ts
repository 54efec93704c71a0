import type { Attribution } from './Attribution.ts';
import { checkExplained, type Explained } from './Game.ts';
import { type DecisionTree, goesLeft, predictTrees, type TreeEnsemble } from './TreeEnsemble.ts';

/**
 * Exact Shapley values of a tree ensemble in the interventional game, without enumerating coalitions.
 *
 * For one background row a leaf is reached exactly by the coalitions that hold the players whose column of `x`
 * leads there (p of them) and none whose column of the background row does (q). Its value counts
 * (p-1)! q! / (p+q)! for each of the former and -p! (q-1)! / (p+q)! for each of the latter. A walk meets only the
 * leaves that some mix of the two rows can reach. Time: background rows × leaves × depth.
 *
 * Source: Lundberg et al., "From local explanations to global understanding with explainable AI for trees"
 * (2020), algorithm 3; any grouping of columns into players is exact as well.
 */
export function treeShapInterventional(
  ensemble: TreeEnsemble,
  { x, background, players }: Omit<Explained, 'model'>,
): Attribution {
  checkExplained({ x, background, players });
  const phi = new Float64Array(players.count);
  let base = 0;
  for (const other of background) {
    const walk: Walk = {
      ensemble,
      x,
      other,
      playerOf: players.playerOf,
      side: new Int8Array(players.count),
      phi,
    };
    for (const tree of ensemble.trees) descend(walk, tree, 0, 0, 0);
    base += predictTrees(ensemble, other);
  }
  const factor = ensemble.scale / background.length;
  return {
    phi: phi.map((value) => value * factor),
    base: base / background.length,
    prediction: predictTrees(ensemble, x),
  };
}

interface Walk {
  readonly ensemble: TreeEnsemble;
  readonly x: Float64Array;
  readonly other: Float64Array;
  readonly playerOf: Int32Array;
  /** Where each player stands on the way here: 1 must take part, -1 must not, 0 not asked yet. */
  readonly side: Int8Array;
  readonly phi: Float64Array;
}

/** Walks on from `node`, with `takers` players that must take part and `leavers` that must not. */
function descend(walk: Walk, tree: DecisionTree, node: number, takers: number, leavers: number): void {
  const left = tree.left[node] as number;
  if (left < 0) {
    credit(walk, tree.value[node] as number, takers, leavers);
    return;
  }
  const right = tree.right[node] as number;
  const ofX = goesLeft(walk.ensemble, tree, node, walk.x) ? left : right;
  const ofOther = goesLeft(walk.ensemble, tree, node, walk.other) ? left : right;
  const player = walk.playerOf[tree.feature[node] as number] as number;
  const side = walk.side[player] as number;
  if (ofX === ofOther) descend(walk, tree, ofX, takers, leavers);
  else if (side === 1) descend(walk, tree, ofX, takers, leavers);
  else if (side === -1) descend(walk, tree, ofOther, takers, leavers);
  else {
    walk.side[player] = 1;
    descend(walk, tree, ofX, takers + 1, leavers);
    walk.side[player] = -1;
    descend(walk, tree, ofOther, takers, leavers + 1);
    walk.side[player] = 0;
  }
}

function credit({ side, phi }: Walk, value: number, takers: number, leavers: number): void {
  if (takers + leavers === 0) return;
  const gain = takers > 0 ? value * orderShare(takers - 1, leavers) : 0;
  const loss = leavers > 0 ? value * orderShare(takers, leavers - 1) : 0;
  for (let player = 0; player < side.length; player += 1) {
    if (side[player] === 1) phi[player] = (phi[player] as number) + gain;
    else if (side[player] === -1) phi[player] = (phi[player] as number) - loss;
  }
}

/** a! b! / (a + b + 1)! */
function orderShare(a: number, b: number): number {
  let choices = 1;
  for (let index = 1; index <= b; index += 1) choices = (choices * (a + index)) / index;
  return 1 / ((a + b + 1) * choices);
}
