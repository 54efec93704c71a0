import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minTrackRecord, probabilisticSharpe, sharpeSample, sharpeStandardError } from './sharpeInference.ts';

const ratio = fc.double({ min: -0.5, max: 0.5, noNaN: true });
const samples = fc.record({
  n: fc.integer({ min: 2, max: 5000 }),
  sr: ratio,
  skew: fc.double({ min: -1, max: 1, noNaN: true }),
  kurt: fc.double({ min: 3, max: 10, noNaN: true }),
});

describe('the sample behind a Sharpe ratio', () => {
  it('has moments of a population, kurtosis not in excess', () => {
    // By hand: mean 1, deviations −1 −1 −1 3, m2 = 3, m3 = 6, m4 = 21.
    expect(sharpeSample([0, 0, 0, 4])).toEqual({
      n: 4,
      sr: 1 / 2,
      skew: expect.closeTo(6 / 3 ** 1.5, 12),
      kurt: expect.closeTo(21 / 9, 12),
    });
  });

  it('leaves out what is not known', () => {
    expect(sharpeSample([0, Number.NaN, 0, 0, 4, Number.NaN])).toEqual(sharpeSample([0, 0, 0, 4]));
  });

  it('has the moments of a normal distribution where nothing moves', () => {
    expect(sharpeSample([0.1, 0.1, 0.1])).toEqual({ n: 3, sr: Number.POSITIVE_INFINITY, skew: 0, kurt: 3 });
    expect(sharpeSample([0, 0])).toEqual({ n: 2, sr: Number.NaN, skew: 0, kurt: 3 });
  });
});

it('is sure of half at the ratio itself', () => {
  fc.assert(
    fc.property(samples, (sample) => {
      expect(probabilisticSharpe(sample, sample.sr)).toBeCloseTo(0.5, 12);
    }),
  );
});

it('is less sure of a higher benchmark, and of a mirrored one as much as not', () => {
  fc.assert(
    fc.property(samples, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (sample, step) => {
      const above = probabilisticSharpe(sample, sample.sr + step);
      const below = probabilisticSharpe(sample, sample.sr - step);
      expect(above).toBeLessThan(0.5);
      expect(above + below).toBeCloseTo(1, 12);
    }),
  );
});

it('does not care for the unit of returns', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -100, max: 100 }), { minLength: 3, maxLength: 50 }), (values) => {
      fc.pre(new Set(values).size > 1);
      const one = sharpeSample(values);
      const other = sharpeSample(values.map((value) => value / 1000));
      expect(sharpeStandardError(other)).toBeCloseTo(sharpeStandardError(one), 9);
    }),
  );
});

describe('minimum track record', () => {
  it('is the length at which the confidence is reached', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0.6, max: 0.99, noNaN: true }), (sample, confidence) => {
        const benchmark = sample.sr - 0.05;
        const n = minTrackRecord(sample, benchmark, confidence);
        expect(probabilisticSharpe({ ...sample, n }, benchmark)).toBeCloseTo(confidence, 9);
      }),
    );
  });

  it('is endless where the benchmark is not beaten', () => {
    const sample = { sr: 0.1, skew: 0, kurt: 3 };
    expect(minTrackRecord(sample, 0.1, 0.95)).toBe(Number.POSITIVE_INFINITY);
    expect(minTrackRecord(sample, 0.2, 0.95)).toBe(Number.POSITIVE_INFINITY);
  });
});
