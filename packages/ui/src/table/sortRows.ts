/** What a row is sorted by. Decimal text sorts as a number; other text by the locale. */
export type SortValue = string | number | null;

export interface Sorting {
  readonly column: string;
  readonly direction: 'ascending' | 'descending';
}

/** Sorts by one value of each row; rows that are level keep their order, unknown values go last either way. */
export function sortRows<Row>(
  rows: readonly Row[],
  sortBy: (row: Row) => SortValue,
  direction: Sorting['direction'],
): readonly Row[] {
  const sign = direction === 'ascending' ? 1 : -1;
  return [...rows].sort((a, b) => {
    const [one, other] = [sortBy(a), sortBy(b)];
    if (one === null || other === null) return one === other ? 0 : one === null ? 1 : -1;
    return sign * compareValues(one, other);
  });
}

/** The next sorting when a column's head is pressed: descending first, because the largest matters. */
export function nextSorting(now: Sorting | undefined, column: string): Sorting | undefined {
  if (now?.column !== column) return { column, direction: 'descending' };
  return now.direction === 'descending' ? { column, direction: 'ascending' } : undefined;
}

const DECIMAL = /^-?\d+(\.\d+)?$/;

function compareValues(a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [one, other] = [String(a), String(b)];
  if (DECIMAL.test(one) && DECIMAL.test(other)) return compareDecimals(one, other);
  return one.localeCompare(other);
}

/** Compares exact decimal texts without going through floats. */
export function compareDecimals(one: string, other: string): number {
  const [a, b] = [atoms(one, other), atoms(other, one)];
  return a < b ? -1 : a > b ? 1 : 0;
}

// As whole numbers at the finer of the two scales.
function atoms(text: string, beside: string): bigint {
  const digits = Math.max(fractionOf(text), fractionOf(beside));
  const [whole, fraction = ''] = text.split('.') as [string, string?];
  return BigInt(whole + fraction.padEnd(digits, '0'));
}

function fractionOf(text: string): number {
  return text.split('.')[1]?.length ?? 0;
}
