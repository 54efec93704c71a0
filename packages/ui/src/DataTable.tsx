'use client';

import { type ReactNode, useMemo, useState } from 'react';
import { Button } from './Button.tsx';
import { classes } from './classes.ts';
import { nextSorting, type Sorting, type SortValue, sortRows } from './table/sortRows.ts';
import { useUi } from './UiContext.tsx';

export interface Column<Row> {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  /** Numbers stand right-aligned. */
  readonly numeric?: boolean;
  /** Given: the column can be sorted by it. */
  readonly sortBy?: (row: Row) => SortValue;
  /** Left out of the card that stands for the row on a phone. */
  readonly tableOnly?: boolean;
  /** May break over lines; other cells keep to one. */
  readonly wraps?: boolean;
}

interface DataTableProps<Row> {
  /** Says what the table holds, to screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Rows shown before "show more". */
  readonly page?: number;
}

// Said again because cards change how tables are laid out, and browsers then forget what the elements are.
const ROLE = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  cell: { role: 'cell' },
  columnheader: { role: 'columnheader' },
} as const;

/** Rows added to the page at a time; a screen reads no more at once. */
const PAGE_ROWS = 50;

/** A table that becomes cards on a phone, with the same order of facts. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  page = PAGE_ROWS,
}: DataTableProps<Row>): ReactNode {
  const { words } = useUi();
  const [sorting, setSorting] = useState<Sorting>();
  const [shown, setShown] = useState(page);
  const sorted = useMemo(() => {
    const by = columns.find(({ key }) => key === sorting?.column)?.sortBy;
    return sorting === undefined || by === undefined ? rows : sortRows(rows, by, sorting.direction);
  }, [rows, columns, sorting]);
  const left = sorted.length - shown;
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: no landmark, and no field set either: a place that scrolls */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <div role="group" className="table-scroll" aria-label={caption} tabIndex={0}>
        <table {...ROLE.table} className="data-table" aria-label={caption}>
          <thead {...ROLE.rowgroup}>
            <tr {...ROLE.row}>
              {columns.map((column) => (
                <Head
                  key={column.key}
                  column={column}
                  sorting={sorting}
                  onSort={() => setSorting(nextSorting(sorting, column.key))}
                />
              ))}
            </tr>
          </thead>
          <tbody {...ROLE.rowgroup}>
            {sorted.slice(0, shown).map((row) => (
              <tr key={rowKey(row)} {...ROLE.row} data-row={rowKey(row)}>
                {columns.map((column) => (
                  <td
                    key={column.key}
                    {...ROLE.cell}
                    className={classes(
                      column.numeric && 'numeric',
                      column.tableOnly && 'table-only',
                      column.wraps && 'wraps',
                    )}
                  >
                    <span className="card-label">{column.head}</span>
                    <span className="card-value">{column.cell(row)}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 ? (
        <div className="pt-2">
          <Button onClick={() => setShown(shown + PAGE_ROWS)}>
            {words.showMore(Math.min(left, PAGE_ROWS))}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function Head<Row>({
  column,
  sorting,
  onSort,
}: {
  column: Column<Row>;
  sorting: Sorting | undefined;
  onSort: () => void;
}): ReactNode {
  const { words } = useUi();
  const direction = sorting?.column === column.key ? sorting.direction : undefined;
  return (
    <th
      {...ROLE.columnheader}
      scope="col"
      className={classes(column.numeric && 'numeric')}
      aria-sort={column.sortBy === undefined ? undefined : (direction ?? 'none')}
    >
      {column.sortBy === undefined ? (
        column.head
      ) : (
        <button type="button" className="cursor-pointer" title={words.sortBy(column.head)} onClick={onSort}>
          {column.head}
          <span aria-hidden="true">
            {direction === undefined ? '' : direction === 'descending' ? ' ↓' : ' ↑'}
          </span>
        </button>
      )}
    </th>
  );
}
