import { type Column, Time } from '@qca/ui';

/** Columns that more than one table has. `head`: in the reader's language. */

export function timeColumn<Row extends { readonly timeUs: number }>(head: string): Column<Row> {
  return {
    key: 'time',
    head,
    cell: ({ timeUs }) => <Time timeUs={timeUs} />,
    sortBy: ({ timeUs }) => timeUs,
  };
}

/** Text as it came, sorted by itself. */
export function textColumn<Field extends string, Row extends Readonly<Record<Field, string>>>(
  field: Field,
  head: string,
): Column<Row> {
  return { key: field, head, cell: (row) => row[field], sortBy: (row) => row[field] };
}
