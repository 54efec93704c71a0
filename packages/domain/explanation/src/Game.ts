import { assert } from '@qca/base';
import type { Players } from './Players.ts';

/** A model as a function of one row of inputs. It must be pure and must not keep the row, which is reused. */
export type Model = (row: Float64Array) => number;

/** A cooperative game: what each coalition of players is worth. */
export interface Game {
  readonly players: number;
  /**
   * Returns the value of a coalition. It must be pure.
   *
   * Shape: `members` is [player], 1 where the player takes part, else 0. It is reused: read, never keep.
   */
  readonly value: (members: Uint8Array) => number;
}

export interface Explained {
  readonly model: Model;
  /** The row that is explained. Shape: [column]. */
  readonly x: Float64Array;
  /** What the inputs are when nobody is told them. Shape: [row][column], at least one row. */
  readonly background: readonly Float64Array[];
  readonly players: Players;
}

/**
 * The interventional game of a prediction: v(S) is the mean prediction over the background rows, with the
 * columns of the players in S taken from `x`.
 *
 * Source: Janzing, Minorics and Blöbaum, "Feature relevance quantification in explainable AI" (2020).
 * Warning: it mixes columns of different rows, so a model is asked about rows the market may never show.
 */
export function interventionalGame({ model, x, background, players }: Explained): Game {
  checkExplained({ x, background, players });
  const row = new Float64Array(x.length);
  return {
    players: players.count,
    value: (members) => {
      let sum = 0;
      for (const other of background) {
        mixInto(row, { members, x, other, players });
        sum += model(row);
      }
      return sum / background.length;
    },
  };
}

/** Fills `row` with the columns of `x` whose players are members, and those of `other` elsewhere. */
export function mixInto(
  row: Float64Array,
  {
    members,
    x,
    other,
    players,
  }: { members: Uint8Array; x: Float64Array; other: Float64Array; players: Players },
): void {
  for (let column = 0; column < row.length; column += 1) {
    const source = members[players.playerOf[column] as number] === 1 ? x : other;
    row[column] = source[column] as number;
  }
}

export function checkExplained({ x, background, players }: Omit<Explained, 'model'>): void {
  assert(background.length > 0, 'an interventional game needs at least one background row');
  assert(players.playerOf.length === x.length, 'players cover another number of columns than x has');
  assert(
    background.every((row) => row.length === x.length),
    'background rows and x have different numbers of columns',
  );
}
