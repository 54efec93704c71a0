import { assert } from '@qca/base';
import type { Attribution } from './Attribution.ts';
import type { Game } from './Game.ts';

/** 2^20 coalitions: a second or so of a cheap model, 8 MB of values. More players need sampling. */
export const EXACT_PLAYERS_MAX = 20;

/**
 * Returns the value of every coalition.
 *
 * Shape: [2^players], indexed by bit mask: bit i is set where player i takes part.
 */
export function coalitionTable(game: Game): Float64Array {
  assert(game.players <= EXACT_PLAYERS_MAX, `${game.players} players are too many to enumerate`);
  const table = new Float64Array(2 ** game.players);
  const members = new Uint8Array(game.players);
  for (let mask = 0; mask < table.length; mask += 1) {
    for (let player = 0; player < members.length; player += 1) members[player] = (mask >>> player) & 1;
    table[mask] = game.value(members);
  }
  return table;
}

/**
 * Divides the value of all players by Shapley's rule, from the value of every coalition:
 * phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S + i) - v(S)).
 *
 * Shape: `table` as `coalitionTable` returns it. Source: Shapley, "A value for n-person games" (1953).
 */
export function exactShapley(table: Float64Array): Attribution {
  const players = Math.round(Math.log2(table.length));
  assert(table.length === 2 ** players, `a game has 2^n coalitions, not ${table.length}`);
  const weights = coalitionWeights(players);
  const sizes = new Uint8Array(table.length);
  for (let mask = 1; mask < table.length; mask += 1) sizes[mask] = (sizes[mask >>> 1] as number) + (mask & 1);
  const phi = new Float64Array(players);
  for (let player = 0; player < players; player += 1) {
    const bit = 1 << player;
    let sum = 0;
    for (let mask = 0; mask < table.length; mask += 1) {
      if ((mask & bit) !== 0) continue;
      const gain = (table[mask | bit] as number) - (table[mask] as number);
      sum += (weights[sizes[mask] as number] as number) * gain;
    }
    phi[player] = sum;
  }
  return { phi, base: table[0] as number, prediction: table[table.length - 1] as number };
}

/** s! (n - s - 1)! / n! for s = 0 … n - 1: one over n times the number of coalitions of that size. */
function coalitionWeights(players: number): Float64Array {
  const weights = new Float64Array(players);
  let choices = 1;
  for (let size = 0; size < players; size += 1) {
    weights[size] = 1 / (players * choices);
    choices = (choices * (players - 1 - size)) / (size + 1);
  }
  return weights;
}
