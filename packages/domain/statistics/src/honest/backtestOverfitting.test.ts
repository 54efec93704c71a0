import { Random } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { ask } from '../ask.fixture.ts';
import { backtestOverfitting, backtestOverfittingSpread } from './backtestOverfitting.ts';

function noise(rows: number, columns: number, seed = 1, edge = 0): Float64Array[] {
  const random = new Random(seed);
  return Array.from({ length: rows }, () =>
    Float64Array.from({ length: columns }, (_, column) => random.nextGaussian() + (column === 0 ? edge : 0)),
  );
}

it('finds no overfitting in an edge that is always there', () => {
  const found = backtestOverfitting(noise(200, 6, 2, 3), 8);
  expect(found).toMatchObject({ blocks: 8, splits: 70, pbo: 0, pboStrict: 0, lossProbability: 0 });
  expect(found.meanLogit).toBeCloseTo(Math.log(6), 12);
});

it('is about a half for noise', () => {
  const shares = Array.from({ length: 12 }, (_, seed) => backtestOverfitting(noise(120, 10, seed), 8).pbo);
  const average = shares.reduce((sum, share) => sum + share / shares.length, 0);
  expect(average).toBeGreaterThan(0.35);
  expect(average).toBeLessThan(0.65);
});

it('does not care for the order of strategies or the unit of returns', () => {
  const rows = noise(60, 5);
  const plain = backtestOverfitting(rows, 6);
  const turned = backtestOverfitting(
    rows.map((row) => Float64Array.from(row, (value) => value / 1000).reverse()),
    6,
  );
  expect(turned.pbo).toBe(plain.pbo);
  expect(turned.meanLogit).toBeCloseTo(plain.meanLogit, 12);
  expect(turned.degradationSlope).toBeCloseTo(plain.degradationSlope, 9);
});

it('shares ranks among equals and gives a strategy that never moves the ratio 0', () => {
  // Both columns are 0 throughout: rank (1 + 2) / 2 of 3, logit 0, which counts but not strictly.
  const still = Array.from({ length: 8 }, () => new Float64Array(2));
  expect(backtestOverfitting(still, 4)).toMatchObject({
    pbo: 1,
    pboStrict: 0,
    meanLogit: 0,
    lossProbability: 0,
  });
});

/** Mean over sample deviation in two passes. */
function ratioOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean / Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

it('keeps digits where means are large beside deviations', () => {
  const rows = noise(12, 2).map((row) => row.map((value) => 1e7 + value));
  // Two blocks: one half against the other, and the other way round.
  const halves = [rows.slice(0, 6), rows.slice(6)].map((half) =>
    [0, 1].map((column) => ratioOf(half.map((row) => row[column] as number))),
  ) as [number[], number[]];
  const points = (
    [
      [0, 1],
      [1, 0],
    ] as const
  ).map(([first, second]) => {
    const inside = halves[first] as number[];
    const winner = inside[0]! > inside[1]! ? 0 : 1;
    return [inside[winner]!, halves[second]![winner]!] as const;
  });
  const [[x0, y0], [x1, y1]] = points as [readonly [number, number], readonly [number, number]];
  const slope = (y1 - y0) / (x1 - x0);
  expect(backtestOverfitting(rows, 2).degradationSlope / slope).toBeCloseTo(1, 5);
});

describe('over several numbers of blocks', () => {
  it('leaves out those with blocks of one row', () => {
    expect(backtestOverfittingSpread(noise(17, 3)).map(({ blocks }) => blocks)).toEqual([4, 6, 8]);
    expect(backtestOverfittingSpread(noise(16, 3), [2, 8, 10]).map(({ blocks }) => blocks)).toEqual([2, 8]);
  });

  it('is told with its ends', () => {
    const returns = noise(60, 4);
    const answer = ask('pbo', { matrix: returns.map((row) => Array.from(row)), S: 6 });
    const shares = answer.spread.map(({ pbo }: { pbo: number }) => pbo);
    expect(answer.spread.map(({ S }: { S: number }) => S)).toEqual([4, 6, 8, 10, 12, 14, 16]);
    expect([answer.pbo_min, answer.pbo_max]).toEqual([Math.min(...shares), Math.max(...shares)]);
    expect(answer.pbo).toBe(shares[1]);
    expect(ask('pbo', { returns: answer.spread.map(() => [1, 2]), S: 2, spread: false })).not.toHaveProperty(
      'pbo_min',
    );
  });
});
