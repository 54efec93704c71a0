import { badInput, type Field, type Inputs } from '@qca/numerics';
import { EXACT_PLAYERS_MAX } from '../exactShapley.ts';
import type { Game } from '../Game.ts';

export const GAME_FIELD: Field = {
  name: 'game',
  shape: 'record',
  unit: 'value',
  optional: true,
  meaning:
    'value of every coalition, instead of a model: a list of 2^n numbers where bit i of the position is player i, or an object from the members, such as "0,2", to the value ("" is nobody)',
};

/** Reads the table of a game. Rejects, as `Refusal`: `bad-input`. Shape: as `coalitionTable`. */
export function givenGame(estimator: string, inputs: Inputs): Float64Array {
  const given: unknown = inputs.record('game');
  const table = Array.isArray(given)
    ? listed(estimator, given)
    : named(estimator, given as Record<string, unknown>);
  const holds = table.findIndex((value) => typeof value !== 'number' || !Number.isFinite(value));
  if (holds >= 0) throw wrong(estimator, `has no finite value for coalition ${holds}`);
  return Float64Array.from(table as readonly number[]);
}

/** A game from its table. */
export function tableGame(table: Float64Array): Game {
  return {
    players: Math.round(Math.log2(table.length)),
    value: (members) =>
      table[members.reduce((mask, member, player) => mask | (member << player), 0)] as number,
  };
}

function wrong(estimator: string, what: string): Error {
  return badInput(estimator, 'game', what, 'Give the value of each of the 2^n coalitions.');
}

function listed(estimator: string, given: readonly unknown[]): readonly unknown[] {
  const players = Math.log2(given.length);
  if (!Number.isInteger(players) || players < 1 || players > EXACT_PLAYERS_MAX)
    throw wrong(
      estimator,
      `has ${given.length} values, which is no number of coalitions up to 2^${EXACT_PLAYERS_MAX}`,
    );
  return given;
}

/** Players are numbers, or names that are sorted. */
function named(estimator: string, given: Readonly<Record<string, unknown>>): readonly unknown[] {
  const coalitions = Object.entries(given).map(
    ([key, value]) =>
      [
        key
          .split(',')
          .map((name) => name.trim())
          .filter((name) => name !== ''),
        value,
      ] as const,
  );
  const names = [...new Set(coalitions.flatMap(([members]) => members))].sort((one, other) =>
    one.localeCompare(other, 'en', { numeric: true }),
  );
  if (names.length < 1 || names.length > EXACT_PLAYERS_MAX)
    throw wrong(estimator, `has ${names.length} players, of at least 1 and at most ${EXACT_PLAYERS_MAX}`);
  const table: unknown[] = new Array(2 ** names.length).fill(undefined);
  table[0] = 0;
  for (const [members, value] of coalitions) {
    table[members.reduce((mask, name) => mask | (1 << names.indexOf(name)), 0)] = value;
  }
  return table;
}
