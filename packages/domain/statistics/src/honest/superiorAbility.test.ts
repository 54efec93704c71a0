import { Random } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { ask } from '../ask.fixture.ts';
import { mean, variance } from '../describe/moments.ts';
import { drawStationary } from './stationaryBootstrap.ts';
import { blockVariance, realityCheck, stepwiseSuperior, superiorAbility } from './superiorAbility.ts';

function gains(means: readonly number[], n = 120, seed = 1, scale = 1): Float64Array[] {
  const random = new Random(seed);
  return means.map((each) => Float64Array.from({ length: n }, () => each + scale * random.nextGaussian()));
}

const options = (seed = 1) => ({ random: new Random(seed), draws: 400, meanBlock: 3, studentise: false });

it('orders its p-values', () => {
  for (let seed = 1; seed < 12; seed += 1) {
    const { lower, consistent, upper } = superiorAbility(gains([0, 0.1, -0.4, -1], 120, seed), options(seed));
    expect(lower).toBeLessThanOrEqual(consistent);
    expect(consistent).toBeLessThanOrEqual(upper);
  }
});

it('sees a clear winner, and nothing among the worthless', () => {
  expect(superiorAbility(gains([0, 1, 0]), options())).toEqual({ lower: 0, consistent: 0, upper: 0 });
  const rejected = Array.from(
    { length: 60 },
    (_, seed) => superiorAbility(gains([0, 0, 0, 0], 80, seed + 1), options(seed)).consistent,
  ).filter((p) => p < 0.1);
  expect(rejected.length / 60).toBeLessThan(0.25);
});

it('does not let a hopeless model hide a good one, unless nothing is counted as poor', () => {
  const mixed = gains([0.25, ...new Array(10).fill(-3)], 120, 3, 1);
  // Hopeless models shake more when studentised means are left out: ten of them raise the upper p-value.
  const noisy = mixed.map((column, model) => (model === 0 ? column : column.map((value) => value * 3)));
  const { consistent, upper } = superiorAbility(noisy, options());
  expect(consistent).toBeLessThan(0.05);
  expect(upper).toBeGreaterThan(consistent + 0.1);
});

it('does not care for the unit of one model when studentised', () => {
  const plain = gains([0.1, 0.2], 100, 5);
  const scaled = [plain[0]!, plain[1]!.map((value) => value * 1000)];
  const one = superiorAbility(plain, { ...options(2), studentise: true });
  expect(superiorAbility(scaled, { ...options(2), studentise: true })).toEqual(one);
  expect(superiorAbility(scaled, options(2))).not.toEqual(superiorAbility(plain, options(2)));
});

it('is White’s reality check at its upper end', () => {
  const all = gains([0, 0.1, -0.2]);
  expect(realityCheck(all, options())).toBe(superiorAbility(all, options()).upper);
});

describe('stepwise', () => {
  it('finds those that are better, and those that the first hid', () => {
    expect(stepwiseSuperior(gains([0, 2, 0, 0.6, -1]), 0.05, options())).toEqual([1, 3]);
    expect(stepwiseSuperior(gains([0, -0.1]), 0.05, options())).toEqual([]);
    expect(stepwiseSuperior(gains([2, 3]), 0.05, options())).toEqual([0, 1]);
    expect(stepwiseSuperior(gains([0.4, 0.5], 120, 1), 0.05, { ...options(), studentise: true })).toEqual([
      0, 1,
    ]);
  });

  it('takes another step when one was found', () => {
    // The great and noisy winner sets the first bar; once it is out, the quiet one passes.
    const columns = [...gains([40], 120, 2, 20), ...gains([0.8], 120, 3, 0.5)];
    expect(stepwiseSuperior(columns, 0.05, options())).toEqual([0, 1]);
  });
});

it('knows the variance of a drawn mean without drawing', () => {
  const random = new Random(9);
  let last = 0;
  const values = Float64Array.from({ length: 60 }, () => {
    last = 0.6 * last + random.nextGaussian();
    return last;
  });
  const rows = new Int32Array(60);
  const means = Float64Array.from({ length: 8000 }, () => {
    drawStationary(random, 6, rows);
    return mean(Array.from(rows, (row) => values[row]!));
  });
  expect(blockVariance(values, 6) / (60 * variance(means, 0))).toBeCloseTo(1, 1);
  expect(blockVariance(values, 1)).toBeCloseTo(variance(values, 0), 9);
});

it('reads gains, losses, or benchmark and models alike', () => {
  const models = gains([0, 0.3], 40);
  const bench = gains([0.1], 40, 7)[0]!;
  const rows = Array.from(bench, (_, time) => models.map((model) => model[time]!));
  const answers = [
    { benchmark: Array.from(bench), models: rows },
    { losses: rows.map((row, time) => [bench[time]!, ...row]) },
    { gains: rows.map((row, time) => row.map((loss) => bench[time]! - loss)) },
  ].map((given) => ask('spa', { ...given, reps: 200, seed: 3 }));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  expect(
    ask('spa', { benchmark: Array.from(bench), models: rows, reps: 200, seed: 3, block_size: 6 }),
  ).toEqual(answers[0]);
});
