import { text } from '@qca/api';
import type { RowFilter, RowMark } from '@qca/ports';
import { z } from 'zod';
import { ProblemError } from '../http/ProblemError.ts';

/** Places in lists, as they go out and come back: nobody else has to know what rows are told apart by. */
const MARK = z.tuple([z.int().min(-1)], text(200));

/** Of `limit` rows and one more: those that were asked for, and the place behind them where there are more. */
export function pageOf<Row extends { readonly sequence: number }>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly string[],
): { readonly rows: readonly Row[]; readonly next: string | null } {
  const last = rows[limit - 1];
  if (rows.length <= limit || last === undefined) return { rows, next: null };
  const next = Buffer.from(JSON.stringify([last.sequence, ...keyOf(last)])).toString('base64url');
  return { rows: rows.slice(0, limit), next };
}

/** Rejects: `bad-request` for what no answer named, or an answer of a list with `keys` other parts. */
function readMark(mark: string | undefined, keys: number): RowMark | undefined {
  if (mark === undefined) return undefined;
  try {
    const [sequence, ...key] = MARK.parse(JSON.parse(Buffer.from(mark, 'base64url').toString('utf8')));
    if (key.length === keys) return { sequence, key };
  } catch {
    // Said below.
  }
  throw new ProblemError(
    'bad-request',
    'The parameter before is no place in this list: take it from `next` of its answers.',
  );
}

/** What a list asks its table for; `keys` as `readMark` has it. One row more than asked tells whether there are more. */
export function pageFilter(
  query: {
    readonly strategy?: string | undefined;
    readonly before?: string | undefined;
    readonly limit: number;
  },
  keys: number,
): RowFilter {
  const { strategy, limit } = query;
  const before = readMark(query.before, keys);
  return {
    limit: limit + 1,
    ...(strategy === undefined ? {} : { strategy }),
    ...(before === undefined ? {} : { before }),
  };
}
