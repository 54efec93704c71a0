import { assert, type Random } from '@qca/base';
import type { Attribution } from './Attribution.ts';
import type { Game } from './Game.ts';

/** An attribution by sampling, with its uncertainty. */
export interface SampledAttribution extends Attribution {
  /** Standard error of each phi over the sampled pairs of orders; NaN with one pair. Shape: [player]. */
  readonly error: Float64Array;
  /** Coalitions that were valued. */
  readonly evaluations: number;
}

/**
 * Shapley values by the mean gain each player brings over random orders of joining, every order also played
 * backwards (antithetic). The sum of phi is exact whatever the number of orders; the error falls as 1/sqrt(pairs).
 *
 * Source: Castro, Gómez and Tejada (2009); antithetic orders: Mitchell, Cooper, Frank and Holmes (2022).
 */
export function permutationShapley(
  game: Game,
  { pairs, random }: { readonly pairs: number; readonly random: Random },
): SampledAttribution {
  assert(Number.isSafeInteger(pairs) && pairs >= 1, 'permutation sampling needs at least one pair of orders');
  const { players } = game;
  const members = new Uint8Array(players);
  const base = game.value(members);
  const prediction = game.value(members.fill(1));
  const phi = new Float64Array(players);
  const squares = new Float64Array(players);
  const gains = new Float64Array(players);
  const order = Int32Array.from({ length: players }, (_, player) => player);
  const join = (): void => {
    members.fill(0);
    let before = base;
    order.forEach((player, position) => {
      members[player] = 1;
      const after = position === players - 1 ? prediction : game.value(members);
      gains[player] = (gains[player] as number) + (after - before) / 2;
      before = after;
    });
  };
  for (let pair = 1; pair <= pairs; pair += 1) {
    shuffle(order, random);
    gains.fill(0);
    join();
    order.reverse();
    join();
    // Welford's update: mean and sum of squares without a second pass.
    gains.forEach((gain, player) => {
      const delta = gain - (phi[player] as number);
      phi[player] = (phi[player] as number) + delta / pair;
      squares[player] = (squares[player] as number) + delta * (gain - (phi[player] as number));
    });
  }
  const error = squares.map((square) => Math.sqrt(square / (pairs - 1) / pairs));
  return { phi, base, prediction, error, evaluations: 2 + 2 * pairs * Math.max(0, players - 1) };
}

/** Puts the items of `order` in random order, each as likely as the next (Fisher and Yates). */
export function shuffle(order: Int32Array, random: Random): void {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = random.nextBelow(last + 1);
    const item = order[last] as number;
    order[last] = order[other] as number;
    order[other] = item;
  }
}
