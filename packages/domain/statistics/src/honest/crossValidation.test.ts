import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask } from '../ask.fixture.ts';
import {
  combinatorialCounts,
  combinatorialSplits,
  horizonLabels,
  type Labels,
  purgedFolds,
  type Split,
  walkForwardSplits,
} from './crossValidation.ts';

const labels = fc
  .record({
    reaches: fc.array(fc.nat(6), { minLength: 12, maxLength: 50 }),
    embargo: fc.nat(4),
  })
  .map(({ reaches, embargo }): Labels => {
    return { labelEnds: reaches.map((reach, row) => Math.min(reaches.length - 1, row + reach)), embargo };
  });

/** Stretches of test rows that touch. */
function stretches(test: Int32Array): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (const row of test) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === row - 1) last[1] = row;
    else found.push([row, row]);
  }
  return found;
}

/** A row may be learnt from if no part of its label is in a test label, and it is not under embargo: by brute force. */
function allowed({ labelEnds, embargo }: Labels, test: Int32Array, row: number): boolean {
  return stretches(test).every(([from, to]) => {
    const ends = Array.from({ length: to - from + 1 }, (_, index) => labelEnds[from + index] as number);
    const until = Math.max(to, ...ends);
    const overlaps = row <= until && (labelEnds[row] as number) >= from;
    return !overlaps && !(row > until && row <= until + embargo);
  });
}

function check(all: Labels, { train, test }: Split): void {
  const rows = Array.from({ length: all.labelEnds.length }, (_, row) => row);
  expect(Array.from(train)).toEqual(rows.filter((row) => allowed(all, test, row)));
}

describe('purged folds', () => {
  it('learn from exactly what knows nothing of the test', () => {
    fc.assert(
      fc.property(labels, fc.integer({ min: 2, max: 6 }), (all, folds) => {
        const splits = purgedFolds(all, folds);
        for (const split of splits) check(all, split);
        expect(splits.flatMap(({ test }) => Array.from(test))).toEqual(
          Array.from({ length: all.labelEnds.length }, (_, row) => row),
        );
      }),
    );
  });

  it('are plain folds where labels are of their own row', () => {
    const [first, second] = purgedFolds(horizonLabels(6, 0, 0), 2) as [Split, Split];
    expect([Array.from(first.test), Array.from(first.train)]).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    expect([Array.from(second.test), Array.from(second.train)]).toEqual([
      [3, 4, 5],
      [0, 1, 2],
    ]);
  });

  it('lose the horizon on either side and the embargo after', () => {
    const [, middle] = purgedFolds(horizonLabels(15, 1, 2), 3) as [Split, Split, Split];
    expect(Array.from(middle.test)).toEqual([5, 6, 7, 8, 9]);
    expect(Array.from(middle.train)).toEqual([0, 1, 2, 3, 13, 14]);
  });

  it('are asked for by name', () => {
    const answer = ask('purged-kfold', { n: 15, horizon: 1, embargo: 2, folds: 3 });
    expect(answer.train[1]).toEqual([0, 1, 2, 3, 13, 14]);
    expect(ask('purged-kfold', { label_ends: [0, 1, 2, 3], folds: 2 }).train).toEqual([
      [2, 3],
      [0, 1],
    ]);
  });
});

describe('combinatorial splits', () => {
  it('learn from exactly what knows nothing of the test', () => {
    fc.assert(
      fc.property(
        labels,
        fc.integer({ min: 3, max: 6 }),
        fc.integer({ min: 1, max: 2 }),
        (all, groups, tested) => {
          const { splits, testGroups } = combinatorialSplits(all, groups, tested);
          expect(splits).toHaveLength(combinatorialCounts(groups, tested).splits);
          expect(testGroups.every((each) => each.length === tested)).toBe(true);
          // Blocks that touch have purges of their own, which never take less than those of the stretch.
          for (const split of splits)
            for (const row of split.train) expect(allowed(all, split.test, row)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('join into paths that test every group once', () => {
    const { testGroups, paths } = combinatorialSplits(horizonLabels(12, 0, 0), 6, 2);
    expect(paths).toHaveLength(5);
    for (const path of paths)
      path.forEach((split, group) => {
        expect(testGroups[split]).toContain(group);
      });
    for (let group = 0; group < 6; group += 1) expect(new Set(paths.map((path) => path[group])).size).toBe(5);
  });

  it('are listed by name with their paths', () => {
    const answer = ask('cpcv', { groups: 3, test_groups: 2, n: 6 });
    expect(answer).toEqual({
      splits: 3,
      paths: 2,
      test: [
        [0, 1, 2, 3],
        [0, 1, 4, 5],
        [2, 3, 4, 5],
      ],
      train: [
        [4, 5],
        [2, 3],
        [0, 1],
      ],
      test_groups_of: [
        [0, 1],
        [0, 2],
        [1, 2],
      ],
      path_splits: [
        [0, 0, 1],
        [1, 2, 2],
      ],
    });
  });
});

describe('walk forward', () => {
  it('rolls, or keeps its start', () => {
    const rolled = walkForwardSplits(11, { train: 3, test: 2, gap: 1, anchored: false });
    expect(rolled.map(({ train, test }) => [Array.from(train), Array.from(test)])).toEqual([
      [
        [0, 1, 2],
        [4, 5],
      ],
      [
        [2, 3, 4],
        [6, 7],
      ],
      [
        [4, 5, 6],
        [8, 9],
      ],
    ]);
    const anchored = walkForwardSplits(11, { train: 3, test: 2, gap: 1, anchored: true });
    expect(anchored.map(({ train }) => Array.from(train))).toEqual([
      [0, 1, 2],
      [0, 1, 2, 3, 4],
      [0, 1, 2, 3, 4, 5, 6],
    ]);
  });

  it('takes a last block that just fits', () => {
    expect(walkForwardSplits(10, { train: 6, test: 2, gap: 0, anchored: false })).toHaveLength(2);
    expect(walkForwardSplits(9, { train: 6, test: 2, gap: 0, anchored: false })).toHaveLength(1);
    expect(walkForwardSplits(7, { train: 6, test: 2, gap: 0, anchored: false })).toEqual([]);
  });

  it.each([
    { train: 0, test: 2, gap: 0 },
    { train: 2, test: 0, gap: 0 },
    { train: 2, test: 2, gap: -1 },
  ])('does not take %j', (windows) => {
    expect(() => walkForwardSplits(10, { ...windows, anchored: false })).toThrow('windows have rows');
  });
});
