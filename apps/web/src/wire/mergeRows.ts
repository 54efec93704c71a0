/** Rows kept of a live list; what is older is asked for by page. */
const ROWS_MAX = 1_000;

type Key<Row> = (row: Row) => string;

/** Puts new and changed rows into a list that is newest first. A known row is replaced where it stands. */
export function mergeNewestFirst<Row>(
  known: readonly Row[],
  rows: readonly Row[],
  key: Key<Row>,
  order: (row: Row) => number,
): Row[] {
  const byKey = new Map(known.map((row) => [key(row), row]));
  for (const row of rows) byKey.set(key(row), row);
  return [...byKey.values()].sort((a, b) => order(b) - order(a)).slice(0, ROWS_MAX);
}

/** Puts new and changed rows into a list that is oldest first, and keeps the newest `max`. */
export function mergeOldestFirst<Row>(
  known: readonly Row[],
  rows: readonly Row[],
  key: Key<Row>,
  order: (row: Row) => number,
  max: number,
): Row[] {
  const byKey = new Map(known.map((row) => [key(row), row]));
  for (const row of rows) byKey.set(key(row), row);
  return [...byKey.values()].sort((a, b) => order(a) - order(b)).slice(-max);
}
