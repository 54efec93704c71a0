import type { Field } from '@qca/numerics';

/**
 * Brings matrices and vectors that were written by name into the shape estimators take; everything else stays as it is.
 *
 * - A matrix may be an object of columns: `{"A": [1, 2], "B": [3, 4]}`, or `{"A": {"2024-01-01": 1, …}, …}` as pandas writes a frame.
 *   Where all rows have names of columns, as in a covariance, they stand in the order of the columns. The names become `assets`
 *   where the estimator takes them and none are given.
 * - A vector may be an object of values by date or name, as pandas writes a series; days become `dates` in the same way.
 */
export function shapeColumns(
  given: Readonly<Record<string, unknown>>,
  fields: readonly Field[],
): Record<string, unknown> {
  const shaped: Record<string, unknown> = { ...given };
  const name = (as: string, names: readonly string[]): void => {
    if (given[as] === undefined && fields.some((field) => field.name === as)) shaped[as] = names;
  };
  for (const field of fields) {
    const value = given[field.name];
    if (!isObject(value)) continue;
    if (field.shape === 'matrix') {
      const rows = rowsOfColumns(value);
      if (rows === undefined) continue;
      shaped[field.name] = rows;
      name('assets', Object.keys(value));
    } else if (field.shape === 'vector') {
      shaped[field.name] = Object.values(value);
      const keys = Object.keys(value);
      if (keys.every((key) => ISO_DAY.test(key))) name('dates', keys);
    }
  }
  return shaped;
}

const ISO_DAY = /^\d{4}-\d{2}-\d{2}/;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Rows of an object of columns; undefined where they have not the same rows, which the estimator then refuses. */
function rowsOfColumns(columns: Readonly<Record<string, unknown>>): unknown[][] | undefined {
  const lists = Object.values(columns);
  const names = Object.keys(columns);
  if (lists.every(Array.isArray)) {
    const length = lists[0]?.length ?? 0;
    if (lists.some((list) => list.length !== length)) return undefined;
    return Array.from({ length }, (_, row) => lists.map((list) => list[row]));
  }
  if (!lists.every(isObject)) return undefined;
  const found = Object.keys(lists[0] ?? {});
  if (lists.some((list) => Object.keys(list).length !== found.length || found.some((row) => !(row in list))))
    return undefined;
  const isSquare = found.length === names.length && names.every((row) => found.includes(row));
  return (isSquare ? names : found).map((row) => lists.map((list) => list[row]));
}
