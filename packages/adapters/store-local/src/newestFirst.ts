import type { RunRecord } from '@qca/ports';

/** Sorts runs by falling time of creation, then by falling id. */
export function newestFirst(a: RunRecord, b: RunRecord): number {
  return b.createdUs - a.createdUs || (a.id < b.id ? 1 : -1);
}
