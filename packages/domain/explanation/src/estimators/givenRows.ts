import { badInput, type Field, type Inputs } from '@qca/numerics';
import { columnPlayers, type Players } from '../Players.ts';

/** Rows to explain, and how the answers are laid out: one row gets one answer, a list of rows a list. */
export interface GivenRows {
  readonly rows: readonly Float64Array[];
  readonly columns: number;
  readonly answer: <T>(each: readonly T[]) => T | readonly T[];
}

export const ROW_FIELD: Field = {
  name: 'x',
  shape: 'record',
  unit: 'input',
  optional: true,
  meaning: 'the row to explain, or a list of rows; answers have the same layout',
};
export const BACKGROUND_FIELD: Field = {
  name: 'background',
  shape: 'matrix',
  unit: 'input',
  optional: true,
  meaning: 'rows that say what the inputs are when they are not told',
};
export const GROUPS_FIELD: Field = {
  name: 'groups',
  shape: 'vector',
  unit: 'none',
  optional: true,
  meaning:
    'player of each column, counted from 0, as for blocks of lags; every column plays for itself without it',
};

/** Reads `x` as one row or as rows. Rejects, as `Refusal`: `bad-input`. */
export function givenRows(estimator: string, inputs: Inputs): GivenRows {
  const wrong = (what: string): Error =>
    badInput(estimator, 'x', what, 'Give a list of numbers, or a list of such rows.');
  const given: unknown = inputs.has('x') ? inputs.record('x') : undefined;
  if (!Array.isArray(given) || given.length === 0) throw wrong('is no row');
  const isOne = typeof given[0] === 'number';
  const rows = (isOne ? [given] : given).map((row: unknown) => {
    if (!Array.isArray(row)) throw wrong('holds what is no row');
    return Float64Array.from(row, (value: unknown) => {
      if (typeof value !== 'number' || !Number.isFinite(value))
        throw wrong(`holds ${JSON.stringify(value)}, which is no finite number`);
      return value;
    });
  });
  const columns = rows[0]?.length ?? 0;
  if (columns === 0 || rows.some((row) => row.length !== columns))
    throw wrong('has rows of different lengths');
  return { rows, columns, answer: (each) => (isOne ? (each[0] as (typeof each)[number]) : each) };
}

/** Reads `background` for rows of `columns`. Rejects, as `Refusal`: `bad-input`. */
export function givenBackground(estimator: string, inputs: Inputs, columns: number): readonly Float64Array[] {
  const background = inputs.has('background') ? inputs.matrix('background') : [];
  if (background.length === 0)
    throw badInput(estimator, 'background', 'has no row', 'Give rows of the inputs of the model.');
  if (background[0]?.length !== columns)
    throw badInput(
      estimator,
      'background',
      `has ${background[0]?.length} columns, and x has ${columns}`,
      'Give rows of the same columns.',
    );
  return background;
}

/** Reads `groups` for rows of `columns`. Rejects, as `Refusal`: `bad-input`. */
export function givenPlayers(estimator: string, inputs: Inputs, columns: number): Players {
  if (!inputs.has('groups'))
    return columnPlayers(Array.from({ length: columns }, (_, column) => `x${column}`));
  const playerOf = Int32Array.from(inputs.vector('groups'));
  const count = Math.max(...playerOf) + 1;
  const seen = new Set(playerOf);
  const isDense = playerOf.length === columns && Math.min(...playerOf) >= 0 && seen.size === count;
  if (!isDense || inputs.vector('groups').some((player, column) => player !== playerOf[column]))
    throw badInput(
      estimator,
      'groups',
      'does not give each column a player',
      `Give ${columns} whole numbers that use every number from 0 to the largest.`,
    );
  return { count, names: Array.from({ length: count }, (_, player) => `group ${player}`), playerOf };
}
