import { maxDrawdown, sharpeRatio, totalReturn } from '@qca/statistics';
import { type FoldRow, figure } from '../report/EvaluationReport.ts';

/** One test block of a walk-forward, by day. */
export interface Fold {
  readonly from: number;
  readonly to: number;
  readonly variant: number;
}

/** Test blocks: enough to see whether a result is one lucky stretch. */
export const FOLDS = 6;

export interface FoldOptions {
  /** Days before a test block whose labels reach into it. */
  readonly purgeDays: number;
  readonly embargoDays: number;
  readonly perYear: number;
}

/**
 * Walks forward over the days: each test block is played by the variant with the best Sharpe ratio in the days before it.
 *
 * Of those days the last `purgeDays + embargoDays` are left out, since what was decided on them was settled inside the block. With
 * one variant there is nothing to choose, and every day is tested; with several the first block only serves to choose.
 * Shape: `variants` [variant][day].
 */
export function walkForwardFolds(
  variants: readonly Float64Array[],
  { purgeDays, embargoDays, perYear }: FoldOptions,
): Fold[] {
  const days = variants[0]?.length ?? 0;
  const edges = Array.from({ length: FOLDS + 1 }, (_, fold) => Math.floor((days * fold) / FOLDS));
  const folds: Fold[] = [];
  for (let fold = variants.length > 1 ? 1 : 0; fold < FOLDS; fold += 1) {
    const from = edges[fold] as number;
    const to = edges[fold + 1] as number;
    if (to <= from) continue;
    const known = Math.max(0, from - purgeDays - embargoDays);
    let best = 0;
    let bestSharpe = Number.NEGATIVE_INFINITY;
    for (const [variant, returns] of variants.entries()) {
      const sharpe = sharpeRatio(returns.subarray(0, known), perYear);
      if (sharpe > bestSharpe) {
        best = variant;
        bestSharpe = sharpe;
      }
    }
    folds.push({ from, to, variant: best });
  }
  return folds;
}

/** Says what each test block came to. */
export function foldRows(
  folds: readonly Fold[],
  {
    days,
    returns,
    names,
    perYear,
  }: { days: readonly string[]; returns: Float64Array; names: readonly string[]; perYear: number },
): FoldRow[] {
  return folds.map(({ from, to, variant }) => {
    const own = returns.subarray(from, to);
    return {
      from: days[from] ?? '',
      to: days[to - 1] ?? '',
      days: own.length,
      variant: names[variant] ?? '',
      totalReturn: figure(totalReturn(own)),
      sharpe: figure(sharpeRatio(own, perYear)),
      maxDrawdown: figure(-maxDrawdown(own)),
    };
  });
}
