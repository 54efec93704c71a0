import { Random } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { ask } from '../ask.fixture.ts';
import { mean, standardDeviation } from '../describe/moments.ts';
import { optimalBlockLength } from './optimalBlockLength.ts';
import {
  drawCircular,
  drawStationary,
  percentileInterval,
  studentisedInterval,
} from './stationaryBootstrap.ts';

function gaussian(n: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length: n }, () => random.nextGaussian());
}

/** Share of rows that follow the one before, going round at the end. */
function shareThatFollow(rows: Int32Array): number {
  let follow = 0;
  for (let index = 1; index < rows.length; index += 1)
    if (rows[index] === (rows[index - 1]! + 1) % rows.length) follow += 1;
  return follow / (rows.length - 1);
}

describe('stationary draws', () => {
  it.each([
    [1, 0],
    [4, 0.75],
    [20, 0.95],
  ])('of mean block %d go on with a share of %d', (meanBlock, share) => {
    const rows = new Int32Array(50_000);
    drawStationary(new Random(1), meanBlock, rows);
    expect(Math.abs(shareThatFollow(rows) - share)).toBeLessThan(0.01);
    expect(Math.min(...rows.subarray(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(rows.every((row) => row < rows.length)).toBe(true);
  });

  it('use every row alike', () => {
    const counts = new Int32Array(10);
    const rows = new Int32Array(10);
    const random = new Random(2);
    for (let draw = 0; draw < 5000; draw += 1) {
      drawStationary(random, 3, rows);
      for (const row of rows) counts[row]! += 1;
    }
    for (const count of counts) expect(Math.abs(count - 5000)).toBeLessThan(400);
  });
});

it('draws circular blocks whole', () => {
  const rows = new Int32Array(12);
  drawCircular(new Random(4), 4, rows);
  for (const start of [0, 4, 8])
    for (let step = 1; step < 4; step += 1) expect(rows[start + step]).toBe((rows[start]! + step) % 12);
});

describe('intervals', () => {
  const options = (seed: number) => ({ random: new Random(seed), draws: 300, meanBlock: 1, confidence: 0.9 });

  it('of the mean of independent numbers are as wide as theory says', () => {
    const values = gaussian(400, 5);
    const expected = standardDeviation(values, 0) / 20;
    const plain = percentileInterval(values, mean, { ...options(1), draws: 3000 });
    expect(plain.estimate).toBe(mean(values));
    expect(plain.standardError / expected).toBeCloseTo(1, 1);
    expect((plain.upper - plain.lower) / (2 * 1.645 * expected)).toBeCloseTo(1, 1);
    const pivoted = studentisedInterval(values, mean, (sample) => standardDeviation(sample, 1), {
      ...options(1),
      draws: 3000,
    });
    expect(pivoted.standardError).toBe(plain.standardError);
    expect(pivoted.lower).toBeCloseTo(plain.lower, 1);
    expect(pivoted.upper).toBeCloseTo(plain.upper, 1);
    expect(pivoted.lower).toBeLessThan(pivoted.estimate);
    expect(pivoted.upper).toBeGreaterThan(pivoted.estimate);
  });

  it('hold what is true about as often as they say', () => {
    let held = 0;
    for (let round = 0; round < 200; round += 1) {
      const { lower, upper } = studentisedInterval(
        gaussian(60, 1000 + round),
        mean,
        (sample) => standardDeviation(sample, 1) / Math.sqrt(60),
        options(round),
      );
      if (lower <= 0 && upper >= 0) held += 1;
    }
    expect(held / 200).toBeGreaterThan(0.84);
    expect(held / 200).toBeLessThan(0.96);
  });

  it('turn round where a statistic is skewed', () => {
    // Draws far above the estimate mean that the truth may lie far below it.
    const values = Float64Array.of(...new Array(30).fill(0), 10);
    const pivoted = studentisedInterval(values, mean, () => 1, { ...options(3), draws: 2000 });
    const plain = percentileInterval(values, mean, { ...options(3), draws: 2000 });
    expect(pivoted.estimate - pivoted.lower).toBeCloseTo(plain.upper - plain.estimate, 12);
    expect(pivoted.upper - pivoted.estimate).toBeCloseTo(plain.estimate - plain.lower, 12);
  });

  it('leave out draws without an answer', () => {
    const odd = (sample: Float64Array): number => (sample[0]! > 0 ? 1 : Number.NaN);
    expect(percentileInterval(gaussian(20, 1), odd, options(1))).toMatchObject({
      lower: 1,
      upper: 1,
      standardError: 0,
    });
  });
});

describe('asked for by name', () => {
  const returns = Array.from(gaussian(100, 8), (value) => value / 100);

  it('is the same for the same seed', () => {
    const one = ask('stationary-bootstrap', { returns, draws: 200, seed: 5 });
    expect(ask('stationary-bootstrap', { returns, draws: 200, seed: 5 })).toEqual(one);
    expect(ask('stationary-bootstrap', { returns, draws: 200, seed: 6 }).lower).not.toBe(one.lower);
    expect(one.block).toBe(Math.max(1, optimalBlockLength(returns).stationary));
  });

  it.each(['mean', 'sharpe', 'total-return', 'max-drawdown', 'volatility'])('knows %s', (statistic) => {
    const { estimate, lower, upper } = ask('stationary-bootstrap', {
      returns: [...returns, null],
      statistic,
      draws: 300,
    });
    expect(lower).toBeLessThan(upper);
    expect(estimate).toBeGreaterThan(lower - (upper - lower));
    expect(estimate).toBeLessThan(upper + (upper - lower));
  });

  it('knows studentised intervals of mean and sharpe', () => {
    for (const statistic of ['mean', 'sharpe']) {
      const given = { returns, statistic, interval: 'studentised', draws: 300, block: 2 };
      const { estimate, lower, upper, block } = ask('stationary-bootstrap', given);
      expect(lower).toBeLessThan(estimate);
      expect(upper).toBeGreaterThan(estimate);
      expect(block).toBe(2);
    }
  });
});
