import { assert } from '@qca/base';
import { binomial, blockStarts, combinations } from './combinations.ts';

/** Rows to learn from and rows to be tested on, ascending. */
export interface Split {
  readonly train: Int32Array;
  readonly test: Int32Array;
}

/**
 * What a row's label is made of.
 *
 * A label of row i that is known at row `labelEnds[i]` says something about every row from i to there.
 */
export interface Labels {
  /** Last row that each label looks at; from i up, never falling. */
  readonly labelEnds: ArrayLike<number>;
  /** Rows left out after the labels of a test block, because what comes next is correlated with it. Often 1 % of all. */
  readonly embargo: number;
}

/** Labels that look `horizon` rows ahead, within `n` rows. */
export function horizonLabels(n: number, horizon: number, embargo: number): Labels {
  return { labelEnds: Int32Array.from({ length: n }, (_, row) => Math.min(row + horizon, n - 1)), embargo };
}

/**
 * k folds in order of time, with training rows purged and embargoed.
 *
 * Purge: no training label overlaps a test label, ends included. Embargo: nor the `embargo` rows after the last of those.
 * Source: López de Prado, Advances in Financial Machine Learning (2018), chapter 7.
 */
export function purgedFolds(labels: Labels, folds: number): Split[] {
  const starts = blockStarts(labels.labelEnds.length, folds);
  return Array.from({ length: folds }, (_, fold) => splitFor(labels, starts, [fold]));
}

export interface CombinatorialSplits {
  readonly splits: readonly Split[];
  /** Groups tested in each split. Shape: [split][group]. */
  readonly testGroups: readonly Int32Array[];
  /** Split that tests each group on each path. Shape: [path][group]. */
  readonly paths: readonly Int32Array[];
}

/** C(groups, testGroups) splits, which join into testGroups / groups × splits whole paths. */
export function combinatorialCounts(
  groups: number,
  testGroups: number,
): { readonly splits: number; readonly paths: number } {
  return { splits: binomial(groups, testGroups), paths: binomial(groups - 1, testGroups - 1) };
}

/**
 * Combinatorial purged cross-validation: every choice of `testGroups` out of `groups` blocks is tested once.
 *
 * The j-th split that tests a group gives that group to path j, so each path covers all rows once, out of sample.
 * Source: López de Prado (2018), chapter 12.
 */
export function combinatorialSplits(labels: Labels, groups: number, testGroups: number): CombinatorialSplits {
  const starts = blockStarts(labels.labelEnds.length, groups);
  const chosen = Array.from(combinations(groups, testGroups), (each) => Int32Array.from(each));
  const paths = Array.from(
    { length: combinatorialCounts(groups, testGroups).paths },
    () => new Int32Array(groups),
  );
  const tested = new Int32Array(groups);
  chosen.forEach((each, split) => {
    for (const group of each) {
      (paths[tested[group] as number] as Int32Array)[group] = split;
      tested[group] = (tested[group] as number) + 1;
    }
  });
  return { splits: chosen.map((each) => splitFor(labels, starts, each)), testGroups: chosen, paths };
}

/** Test rows of the blocks given, and the training rows that know nothing of them. */
function splitFor({ labelEnds, embargo }: Labels, starts: Int32Array, blocks: ArrayLike<number>): Split {
  const n = labelEnds.length;
  const usable = new Uint8Array(n).fill(1);
  const tested = new Uint8Array(n);
  for (const block of Array.from(blocks)) {
    const from = starts[block] as number;
    const to = starts[block + 1] as number;
    tested.fill(1, from, to);
    let until = to - 1;
    for (let row = from; row < to; row += 1) until = Math.max(until, labelEnds[row] as number);
    usable.fill(0, from, Math.min(n, until + 1 + embargo));
    for (let row = 0; row < from; row += 1) if ((labelEnds[row] as number) >= from) usable[row] = 0;
  }
  return { train: rowsWhere(usable), test: rowsWhere(tested) };
}

function rowsWhere(marks: Uint8Array): Int32Array {
  return Int32Array.from(Array.from(marks.keys()).filter((row) => marks[row] === 1));
}

export interface WalkForward {
  /** Rows to learn from: exactly these in a rolling window, at first in an anchored one. */
  readonly train: number;
  /** Rows to test on. */
  readonly test: number;
  /** Rows left out between the two, for labels that look ahead. */
  readonly gap: number;
  /** Whether training always begins at the first row. */
  readonly anchored: boolean;
}

/** Trains on the past and tests on what follows, again and again; test blocks touch and never overlap. A last block too short is left out. */
export function walkForwardSplits(n: number, { train, test, gap, anchored }: WalkForward): Split[] {
  assert(train > 0 && test > 0 && gap >= 0, 'walkForwardSplits: windows have rows');
  const splits: Split[] = [];
  for (let from = train + gap; from + test <= n; from += test) {
    const last = from - gap;
    splits.push({ train: range(anchored ? 0 : last - train, last), test: range(from, from + test) });
  }
  return splits;
}

function range(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to - from }, (_, index) => from + index);
}
