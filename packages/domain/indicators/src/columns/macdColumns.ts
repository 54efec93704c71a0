import { emaColumn } from './emaColumn.ts';

/** Returns what `Macd` answers, to the bit. Shape: [macd, signal, hist][bar]. */
export function macdColumns(
  column: Float64Array,
  { fast, slow, signal }: { readonly fast: number; readonly slow: number; readonly signal: number },
): Float64Array[] {
  const quick = emaColumn(column, fast, slow - fast);
  const gap = emaColumn(column, slow);
  for (let i = 0; i < gap.length; i += 1) gap[i] = quick[i]! - gap[i]!;
  const line = emaColumn(gap, signal, slow - 1);
  const distance = new Float64Array(column.length).fill(Number.NaN);
  for (let i = slow - 1; i < gap.length; i += 1) distance[i] = gap[i]! - line[i]!;
  gap.fill(Number.NaN, 0, slow + signal - 2);
  return [gap, line, distance];
}
