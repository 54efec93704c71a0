import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isFull,
  pushValue,
  rollingWindow,
  valueAgo,
  windowDeviation,
  windowMean,
  windowVariance,
} from './RollingWindow.ts';

function naive(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: values.length < 2 ? 0 : squares / (values.length - 1) };
}

describe('rolling window', () => {
  it('equals the mean and variance computed anew from the last numbers', () => {
    const prices = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.constantFrom(0, 1, 50_000),
        prices,
        (length, level, moves) => {
          const window = rollingWindow(length);
          const seen: number[] = [];
          for (const move of moves) {
            seen.push(level + move);
            pushValue(window, level + move);
            const expected = naive(seen.slice(-length));
            expect(Math.abs(windowMean(window) - expected.mean)).toBeLessThan(1e-9);
            expect(Math.abs(windowVariance(window) - expected.variance)).toBeLessThan(1e-9);
            expect(isFull(window)).toBe(seen.length >= length);
            expect(valueAgo(window, 0)).toBe(level + move);
            expect(valueAgo(window, window.count - 1)).toBe(seen.slice(-length)[0]);
          }
        },
      ),
    );
  });

  it('does not drift over a million numbers', () => {
    const window = rollingWindow(60);
    for (let index = 0; index < 1_000_000; index += 1) pushValue(window, 60_000 + Math.sin(index) / 1000);
    const last = Array.from({ length: 60 }, (_, age) => 60_000 + Math.sin(999_999 - age) / 1000);
    expect(windowDeviation(window)).toBeCloseTo(Math.sqrt(naive(last).variance), 9);
  });

  it('has no value where none came in', () => {
    const window = rollingWindow(3);
    expect(valueAgo(window, 0)).toBeNaN();
    expect(windowMean(window)).toBeNaN();
    expect(windowVariance(window)).toBe(0);
  });
});
