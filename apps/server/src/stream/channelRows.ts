import { CHANNEL_ROWS, type Channel } from '@qca/api';
import { commandRows } from '../journal/commandRows.ts';
import type { Platform } from '../Platform.ts';
import { presentDecision, presentEquity, presentFill, presentOrder } from '../present/rows.ts';

export type ListChannel = Exclude<Channel, 'status'>;
export const LIST_CHANNELS = Object.keys(CHANNEL_ROWS) as readonly ListChannel[];

/** Rows that a list shows: what fits a screen many times over. */
export const ROWS_SHOWN = 100;

type Row = Readonly<Record<string, unknown>>;

/** Reads the newest rows of a list, newest first. */
export async function readRows(
  platform: Platform,
  channel: ListChannel,
  run: string,
): Promise<readonly Row[]> {
  const { store, bars } = platform;
  const { projections } = store;
  const newest = { limit: ROWS_SHOWN };
  switch (channel) {
    case 'orders':
      return (await projections.orders(run, newest)).map(presentOrder);
    case 'fills':
      return (await projections.fills(run, newest)).map(presentFill);
    case 'decisions':
      return (await projections.decisions(run, newest)).map(presentDecision);
    case 'equity':
      return (await projections.equity(run, newest)).map(presentEquity);
    case 'commands':
      return commandRows(platform, run, ROWS_SHOWN);
    case 'bars':
      return bars.newest(run, 2);
  }
}

/** Rows of a list by key, as text to compare them by. */
export type RowTexts = ReadonlyMap<string, string>;

export function rowTexts(channel: ListChannel, rows: readonly Row[]): RowTexts {
  const { key } = CHANNEL_ROWS[channel];
  return new Map(
    rows.map((row) => [key.map((path) => String(valueAt(row, path))).join(' '), JSON.stringify(row)]),
  );
}

/** The rows that are new or other than before. */
export function changedRows(channel: ListChannel, rows: readonly Row[], before: RowTexts): readonly Row[] {
  const now = [...rowTexts(channel, rows)];
  return rows.filter((_row, index) => {
    const [key, text] = now[index] ?? ['', ''];
    return before.get(key) !== text;
  });
}

function valueAt(row: Row, path: string): unknown {
  return path.split('.').reduce<unknown>((value, key) => (value as Row | undefined)?.[key], row);
}
