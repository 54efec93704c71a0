import {
  backtestOverfittingSpread,
  clusterTrials,
  correlation,
  correlationMatrix,
  deflatedSharpe,
  mean,
  minBacktestYears,
  minTrackRecord,
  probabilisticSharpe,
  SAME_IDEA_CORRELATION,
  sharpeSample,
} from '@qca/statistics';
import { type EvaluationReport, figure } from '../report/EvaluationReport.ts';
import type { TrialSet } from '../trials/openTrials.ts';

const CONFIDENCE = 0.95;
/** Trials whose returns are all compared with each other; time grows with the cube. */
const COMPARED_MAX = 800;

/** What all trials so far say of the next one. */
export interface TrialWeight {
  readonly count: number;
  readonly effective: number;
  readonly variance: number;
}

/**
 * Weighs the trials of a developer on this data, the present one among them.
 *
 * Effective trials are clusters of returns that correlate above one half; trials whose returns cannot be compared count one each.
 * The variance is that of the trials' Sharpe ratios, but never below 1 ÷ (days − 1), which measuring alone gives: two tries that
 * happen to agree do not make luck smaller.
 */
export function weighTrials(trials: TrialSet, days: number): TrialWeight {
  const compared = trials.blocks.length;
  return {
    count: trials.count,
    effective: Math.max(1, countIdeas(trials.blocks) + (trials.count - compared)),
    variance: Math.max(trials.sharpeVariance, 1 / Math.max(1, days - 1)),
  };
}

/** Ideas among returns, where each trial that correlates above one half with the first of an earlier batch's idea is that idea. */
function countIdeas(blocks: readonly Float64Array[]): number {
  let ideas = 0;
  let left = blocks;
  while (left.length > 0) {
    const batch = left.slice(0, COMPARED_MAX);
    const firsts = new Map<number, Float64Array>();
    for (const [place, cluster] of clusterTrials(correlationMatrix(batch)).entries())
      if (!firsts.has(cluster)) firsts.set(cluster, batch[place] as Float64Array);
    ideas += firsts.size;
    const known = [...firsts.values()];
    left = left
      .slice(COMPARED_MAX)
      .filter((each) => !known.some((first) => correlation(first, each) >= SAME_IDEA_CORRELATION));
  }
  return ideas;
}

export interface Honesty {
  readonly psr: number;
  readonly dsr: number;
  /** Sharpe ratio per day that luck alone gives the best of so many. */
  readonly sr0: number;
  /** Days. */
  readonly minTrackRecord: number;
  /** Years below which the best of so many worthless trials is expected to show a Sharpe ratio of 1 a year. */
  readonly minBacktestYears: number;
}

/** What a Sharpe ratio is worth, given its length, its shape and the trials before it. Returns by day. */
export function honesty(returns: Float64Array, { effective, variance }: TrialWeight): Honesty {
  const sample = sharpeSample(returns);
  const { sr0, dsr } = deflatedSharpe(sample, effective, variance);
  return {
    psr: probabilisticSharpe(sample, 0),
    dsr,
    sr0,
    minTrackRecord: minTrackRecord(sample, 0, CONFIDENCE),
    minBacktestYears: effective > 1 ? minBacktestYears(effective, 1) : 0,
  };
}

/** Probability of overfitting among variants. Shape: [variant][day]. */
export function overfitting(variants: readonly Float64Array[]): EvaluationReport['overfitting'] {
  const [first] = variants;
  const none = { variants: variants.length, pbo: null, pboLeast: null, pboMost: null, rows: [] };
  if (first === undefined || variants.length < 2) return none;
  const rows = Array.from(first, (_, day) => Float64Array.from(variants, (each) => each[day] as number));
  const spread = backtestOverfittingSpread(rows);
  if (spread.length === 0) return none;
  const values = spread.map(({ pbo }) => pbo);
  return {
    variants: variants.length,
    pbo: figure(mean(values)),
    pboLeast: figure(Math.min(...values)),
    pboMost: figure(Math.max(...values)),
    rows: spread.map(({ blocks, pbo }) => ({ blocks, pbo: figure(pbo) })),
  };
}
