import { assert } from '@qca/base';
import { gaussLegendre, type Quadrature } from '@qca/numerics';
import type { Attribution } from './Attribution.ts';
import type { Players } from './Players.ts';
import { type DecisionTree, goesLeft, hasCovers, predictTrees, type TreeEnsemble } from './TreeEnsemble.ts';

/**
 * Exact Shapley values of a tree ensemble in the path-dependent game: where a player is not told, both branches
 * are followed in proportion to the training rows that took them (`cover`).
 *
 * A leaf of value u, whose path asks m players, each with probability z_j of the branches taken and o_j = 1 where
 * `x` takes them all (else 0), gives player i
 * u (o_i - z_i) times the integral over t from 0 to 1 of the product over j ≠ i of (z_j (1 - t) + o_j t).
 * The integrand is a polynomial of degree m - 1, for which Gauss-Legendre quadrature with m / 2 nodes is exact.
 *
 * Source: game of Lundberg, Erion and Lee (2018), algorithm 2; the integral is the multilinear extension of Owen
 * (1972). Warning: differs from the interventional values where columns depend on each other; say which is shown.
 */
export function treeShapPathDependent(
  ensemble: TreeEnsemble,
  { x, players }: { readonly x: Float64Array; readonly players: Players },
): Attribution {
  assert(x.length === players.playerOf.length, 'players cover another number of columns than x has');
  assert(ensemble.trees.every(hasCovers), 'path-dependent values need the cover of every node');
  const phi = new Float64Array(players.count);
  let mean = 0;
  for (const tree of ensemble.trees) {
    const walk: Walk = { ensemble, tree, x, players, path: [], phi };
    mean += descend(walk, 0, 1);
  }
  return {
    phi: phi.map((value) => value * ensemble.scale),
    base: ensemble.base + ensemble.scale * mean,
    prediction: predictTrees(ensemble, x),
  };
}

/** One player on the way to a leaf. */
interface Step {
  readonly player: number;
  /** Probability of its branches when it is not told. */
  readonly share: number;
  /** 1 when its columns of `x` take these branches, else 0. */
  readonly follows: 0 | 1;
}

interface Walk {
  readonly ensemble: TreeEnsemble;
  readonly tree: DecisionTree;
  readonly x: Float64Array;
  readonly players: Players;
  readonly path: readonly Step[];
  readonly phi: Float64Array;
}

/** Adds the leaves below `node` to phi, and returns their mean weighted by `reach`, the probability of being here. */
function descend(walk: Walk, node: number, reach: number): number {
  const { ensemble, tree, x, players, path } = walk;
  const left = tree.left[node] as number;
  if (left < 0) {
    credit(path, tree.value[node] as number, walk.phi);
    return reach * (tree.value[node] as number);
  }
  const cover = tree.cover as Float64Array;
  const player = players.playerOf[tree.feature[node] as number] as number;
  const before = path.find((step) => step.player === player);
  const others = path.filter((step) => step.player !== player);
  const taken = goesLeft(ensemble, tree, node, x) ? left : (tree.right[node] as number);
  let mean = 0;
  for (const child of [left, tree.right[node] as number]) {
    const part = (cover[child] as number) / (cover[node] as number);
    const step: Step = {
      player,
      share: part * (before?.share ?? 1),
      follows: child === taken && before?.follows !== 0 ? 1 : 0,
    };
    mean += descend({ ...walk, path: [...others, step] }, child, reach * part);
  }
  return mean;
}

function credit(path: readonly Step[], value: number, phi: Float64Array): void {
  if (path.length === 0) return;
  const { points, weights } = quadratureOf(Math.ceil(path.length / 2));
  for (let point = 0; point < points.length; point += 1) {
    const t = ((points[point] as number) + 1) / 2;
    const factors = path.map(({ share, follows }) => share * (1 - t) + follows * t);
    path.forEach(({ player, share, follows }, own) => {
      const others = factors.reduce(
        (product, factor, index) => (index === own ? product : product * factor),
        1,
      );
      phi[player] =
        (phi[player] as number) + value * (follows - share) * ((weights[point] as number) / 2) * others;
    });
  }
}

const QUADRATURES = new Map<number, Quadrature>();

/** Quadratures are looked up: each leaf needs one, and there are as many different ones as depths. */
function quadratureOf(count: number): Quadrature {
  let quadrature = QUADRATURES.get(count);
  if (quadrature === undefined) {
    quadrature = gaussLegendre(count);
    QUADRATURES.set(count, quadrature);
  }
  return quadrature;
}
