import { Random } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  deflatedSharpe,
  expectedMaximum,
  expectedMaximumSharpe,
  minBacktestYears,
  minBacktestYearsBound,
} from './multipleTrials.ts';
import { probabilisticSharpe } from './sharpeInference.ts';

const sample = { n: 500, sr: 0.08, skew: -0.3, kurt: 5 };

describe('expected maximum', () => {
  it('is nothing for one trial or less', () => {
    expect(expectedMaximum(1)).toBe(0);
    expect(expectedMaximum(0.5)).toBe(0);
  });

  it('is what simulation gives, within the 3 % that the approximation is off', () => {
    const random = new Random(1);
    const trials = 50;
    let total = 0;
    for (let draw = 0; draw < 4000; draw += 1) {
      let best = -9;
      for (let trial = 0; trial < trials; trial += 1) best = Math.max(best, random.nextGaussian());
      total += best / 4000;
    }
    expect(expectedMaximum(trials) / total).toBeGreaterThan(0.99);
    expect(expectedMaximum(trials) / total).toBeLessThan(1.03);
  });

  it('rises with every trial, and takes fractions', () => {
    fc.assert(
      fc.property(fc.double({ min: 1.5, max: 10_000, noNaN: true }), (trials) => {
        expect(expectedMaximum(trials * 1.01)).toBeGreaterThan(expectedMaximum(trials));
      }),
    );
  });

  it('scales with the root of the variance', () => {
    expect(expectedMaximumSharpe(20, 0.25)).toBeCloseTo(expectedMaximum(20) / 2, 12);
  });
});

describe('deflated Sharpe ratio', () => {
  it('is the probabilistic one for a single trial', () => {
    expect(deflatedSharpe(sample, 1, 0.3)).toEqual({ sr0: 0, dsr: probabilisticSharpe(sample, 0) });
  });

  it('falls with trials and with their variance', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 500 }),
        fc.double({ min: 1e-4, max: 0.01, noNaN: true }),
        (trials, spread) => {
          const { dsr } = deflatedSharpe(sample, trials, spread);
          expect(deflatedSharpe(sample, trials + 50, spread).dsr).toBeLessThan(dsr);
          expect(deflatedSharpe(sample, trials, spread * 2).dsr).toBeLessThan(dsr);
        },
      ),
    );
  });
});

describe('minimum backtest length', () => {
  it('is below its bound', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 100_000 }),
        fc.double({ min: 0.2, max: 3, noNaN: true }),
        (trials, target) => {
          expect(minBacktestYears(trials, target)).toBeLessThan(minBacktestYearsBound(trials, target));
        },
      ),
    );
  });

  it('is four times as long for half the target', () => {
    expect(minBacktestYears(45, 0.5)).toBeCloseTo(4 * minBacktestYears(45, 1), 12);
    expect(minBacktestYearsBound(45, 0.5)).toBeCloseTo(8 * Math.log(45), 12);
  });
});
