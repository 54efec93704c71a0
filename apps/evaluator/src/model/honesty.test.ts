import { Random } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { weighTrials } from './honesty.ts';

const DAYS = 60;

function trialsOf(blocks: readonly Float64Array[], uncompared = 0) {
  const count = blocks.length + uncompared;
  return { count, trials: [], sharpes: new Float64Array(count), sharpeVariance: 0, blocks };
}

function days(random: Random): Float64Array {
  return Float64Array.from({ length: DAYS }, () => random.nextGaussian());
}

describe('the weight of trials', () => {
  it('is the number of ideas, also of more trials than are compared with each other', () => {
    const random = new Random(3);
    const ideas = Array.from({ length: 3 }, () => days(random));
    const blocks = Array.from({ length: 2_000 }, (_, index) =>
      (ideas[index % 3] as Float64Array).map((value) => value + 0.3 * random.nextGaussian()),
    );
    expect(weighTrials(trialsOf(blocks), DAYS).effective).toBe(3);
    // A new idea behind them all is one more; what cannot be compared counts one each.
    expect(weighTrials(trialsOf([...blocks, days(random)], 4), DAYS)).toMatchObject({
      count: 2_005,
      effective: 8,
    });
  });

  it('is their number where no two are alike', () => {
    // One day of its own for each: correlation −1 ÷ (days − 1).
    const blocks = Array.from({ length: 900 }, (_, index) => {
      const own = new Float64Array(900);
      own[index] = 1;
      return own;
    });
    expect(weighTrials(trialsOf(blocks), 900).effective).toBe(900);
  });

  it('is one without any, with the variance that measuring alone gives', () => {
    expect(weighTrials(trialsOf([]), 11)).toEqual({ count: 0, effective: 1, variance: 0.1 });
  });
});
