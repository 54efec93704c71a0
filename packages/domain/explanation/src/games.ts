import type { Game } from './Game.ts';

/**
 * The glove game: a coalition is worth one for each pair of a left and a right glove.
 *
 * Players are the owners of the left gloves, then those of the right. Two left and one right give 1/6, 1/6, 2/3.
 */
export function gloveGame({ left, right }: { readonly left: number; readonly right: number }): Game {
  return {
    players: left + right,
    value: (members) => {
      let lefts = 0;
      let rights = 0;
      for (let player = 0; player < members.length; player += 1) {
        if (player < left) lefts += members[player] as number;
        else rights += members[player] as number;
      }
      return Math.min(lefts, rights);
    },
  };
}

/**
 * The airport game: a coalition costs as much runway as its largest member needs.
 *
 * Costs 8, 11, 13, 18 are shared 2, 3, 4, 9. Source: Littlechild and Owen, "A simple expression for the
 * Shapley value in a special case" (1973).
 */
export function airportGame(costs: readonly number[]): Game {
  return {
    players: costs.length,
    value: (members) =>
      costs.reduce((most, cost, player) => (members[player] === 1 ? Math.max(most, cost) : most), 0),
  };
}
