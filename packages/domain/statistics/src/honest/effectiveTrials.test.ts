import { Random } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { correlationMatrix } from '../describe/correlation.ts';
import {
  averageCorrelation,
  clusterTrials,
  effectiveTrialsByAverage,
  effectiveTrialsByClusters,
} from './effectiveTrials.ts';

/** Every pair has the same correlation. */
function alike(size: number, rho: number): Float64Array[] {
  return Array.from({ length: size }, (_, row) =>
    Float64Array.from({ length: size }, (_, column) => (row === column ? 1 : rho)),
  );
}

describe('average correlation', () => {
  it('is over pairs only', () => {
    expect(
      averageCorrelation([
        Float64Array.of(1, 0.2, 0.4),
        Float64Array.of(0.2, 1, 0.9),
        Float64Array.of(0.4, 0.9, 1),
      ]),
    ).toBeCloseTo(0.5, 12);
  });

  it('is that of the pair for two', () => {
    expect(averageCorrelation(alike(2, 0.3))).toBeCloseTo(0.3, 12);
  });

  it('is nothing for one trial, and counts what is not known as nothing', () => {
    expect(averageCorrelation([Float64Array.of(1)])).toBe(0);
    expect(averageCorrelation(alike(3, Number.NaN))).toBe(0);
  });
});

it.each([
  [0, 10],
  [1, 1],
  [0.5, 5.5],
  [-0.1, 10],
])('ten trials of correlation %d amount to %d', (rho, trials) => {
  expect(effectiveTrialsByAverage(alike(10, rho))).toBeCloseTo(trials, 12);
});

describe('clusters', () => {
  it.each([
    [0.4, 10],
    [0.49, 10],
    [0.51, 1],
    [0.9, 1],
    [Number.NaN, 10],
  ])('of ten trials of correlation %d are %d', (rho, clusters) => {
    expect(effectiveTrialsByClusters(alike(10, rho))).toBe(clusters);
  });

  it('are cut where one asks', () => {
    expect(effectiveTrialsByClusters(alike(4, 0.6), 0.7)).toBe(4);
    expect(effectiveTrialsByClusters(alike(4, 0.6), 0.6)).toBe(1);
  });

  it('are numbered by first member', () => {
    const random = new Random(3);
    const base = Array.from({ length: 3 }, () =>
      Float64Array.from({ length: 200 }, () => random.nextGaussian()),
    );
    const order = [2, 0, 2, 1, 0, 1, 2];
    const columns = order.map((each) => base[each]!.map((value) => value + 0.3 * random.nextGaussian()));
    expect(Array.from(clusterTrials(correlationMatrix(columns)))).toEqual([0, 1, 0, 2, 1, 2, 0]);
  });

  it('join by the mean distance, not by the nearest', () => {
    // One and two are near, two and three are near, one and three are far: the mean of 0.2 and 0.9 in distance is above the cut.
    const rho = (distance: number): number => 1 - 2 * distance ** 2;
    const distances = [
      [0, 0.1, 0.9],
      [0.1, 0, 0.2],
      [0.9, 0.2, 0],
    ];
    const correlations = distances.map((row) => Float64Array.from(row, rho));
    expect(Array.from(clusterTrials(correlations))).toEqual([0, 0, 1]);
    expect(Array.from(clusterTrials(correlations, rho(0.56)))).toEqual([0, 0, 0]);
  });

  it('count every member of a cluster in its mean distance', () => {
    // The third joins the first two, and then lies (2 × 0.3 + 0.9) / 3 = 0.5 from the fourth.
    const rho = (distance: number): number => 1 - 2 * distance ** 2;
    const distances = [
      [0, 0.1, 0.2, 0.3],
      [0.1, 0, 0.2, 0.3],
      [0.2, 0.2, 0, 0.9],
      [0.3, 0.3, 0.9, 0],
    ];
    const correlations = distances.map((row) => Float64Array.from(row, rho));
    expect(effectiveTrialsByClusters(correlations, rho(0.51))).toBe(1);
    expect(effectiveTrialsByClusters(correlations, rho(0.49))).toBe(2);
  });

  it('do not take a matrix that is not square', () => {
    expect(() => clusterTrials([Float64Array.of(1, 0)])).toThrow('the matrix is not square');
    expect(() => clusterTrials([Float64Array.of(1, 0), Float64Array.of(0)])).toThrow(
      'the matrix is not square',
    );
  });
});
