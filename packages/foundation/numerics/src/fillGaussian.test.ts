import { Random } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { fillGaussian } from './fillGaussian.ts';
import { normalCdf } from './normal.ts';

const COUNT = 1_000_000;
const sample = new Float64Array(COUNT);
fillGaussian(new Random(7), sample);

describe('fillGaussian', () => {
  it('has the moments of the normal distribution within four standard errors', () => {
    const moment = (power: number): number => sample.reduce((sum, x) => sum + x ** power, 0) / COUNT;
    const errors = [1, 2, 15, 96].map((variance) => 4 * Math.sqrt(variance / COUNT));
    expect(Math.abs(moment(1))).toBeLessThan(errors[0]!);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(errors[1]!);
    expect(Math.abs(moment(3))).toBeLessThan(errors[2]!);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(errors[3]!);
  });

  it('is nowhere further from the distribution than chance allows (Kolmogorov–Smirnov, one in 10,000)', () => {
    const sorted = sample.slice().sort();
    let distance = 0;
    for (let index = 0; index < COUNT; index += 1) {
      const exact = normalCdf(sorted[index]!);
      distance = Math.max(distance, (index + 1) / COUNT - exact, exact - index / COUNT);
    }
    expect(distance).toBeLessThan(2.23 / Math.sqrt(COUNT));
  });

  it('reaches into the tail as often as it should', () => {
    const beyond = sample.filter((x) => Math.abs(x) > 3.7).length / COUNT;
    const expected = 2 * normalCdf(-3.7);
    expect(Math.abs(beyond - expected)).toBeLessThan(4 * Math.sqrt(expected / COUNT));
  });

  it('gives the same numbers for the same seed', () => {
    const again = new Float64Array(1000);
    fillGaussian(new Random(7), again);
    expect([...again]).toEqual([...sample.subarray(0, 1000)]);
  });
});
