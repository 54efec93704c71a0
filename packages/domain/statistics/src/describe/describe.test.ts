import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask } from '../ask.fixture.ts';
import { autocorrelations, ljungBox } from './autocorrelation.ts';
import { correlation, correlationMatrix, rankCorrelation } from './correlation.ts';
import * as moments from './moments.ts';
import { quantile } from './quantile.ts';
import { averageRanks } from './ranks.ts';
import { fitLine, neweyWestLags, neweyWestVariance, regress } from './regression.ts';

const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 4, maxLength: 30 });

describe('moments', () => {
  it('are not known where there is too little', () => {
    expect(moments.mean([])).toBeNaN();
    expect(moments.variance([1], 1)).toBeNaN();
    expect(moments.variance([1], 0)).toBe(0);
    expect(moments.standardDeviation([1], 1)).toBeNaN();
    expect(moments.sampleSkewness([1, 2])).toBeNaN();
    expect(moments.sampleExcessKurtosis([1, 2, 4])).toBeNaN();
    expect(moments.skewness([3, 3, 3])).toBeNaN();
    expect(moments.kurtosis([3, 3, 3])).toBeNaN();
  });

  it('do not move where nothing does, although means are rounded', () => {
    expect(moments.standardDeviation([0.1, 0.1, 0.1], 1)).toBe(0);
  });

  it('have shapes that no unit changes', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        fc.pre(!moments.isConstant(values));
        const other = values.map((value) => 7 - 3 * value);
        expect(moments.skewness(other)).toBeCloseTo(-moments.skewness(values), 8);
        expect(moments.excessKurtosis(other)).toBeCloseTo(moments.kurtosis(values) - 3, 8);
        expect(moments.variance(other, 1)).toBeCloseTo(9 * moments.variance(values, 1), 6);
      }),
    );
  });

  it('keep an array of which all is known', () => {
    const all = Float64Array.of(1, 2);
    expect(moments.known(all)).toBe(all);
    expect(Array.from(moments.known([1, Number.NaN, 2]))).toEqual([1, 2]);
  });
});

describe('correlation', () => {
  it('is of the ranks for Spearman', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        fc.pre(new Set(values).size === values.length);
        expect(
          rankCorrelation(
            values,
            values.map((value) => value ** 3),
          ),
        ).toBeCloseTo(1, 12);
        expect(averageRanks(values)).toHaveLength(values.length);
      }),
    );
  });

  it('is not known where nothing varies, and stays within one', () => {
    expect(correlation([1, 1], [1, 2])).toBeNaN();
    expect(correlation([1, 2], [1, 1])).toBeNaN();
    expect(correlation([0.1, 0.2, 0.3], [0.2, 0.4, 0.6])).toBeLessThanOrEqual(1);
    expect(() => correlation([1], [1, 2])).toThrow('different lengths');
  });

  it('fills a matrix with every pair', () => {
    const columns = [
      [1, 2, 4],
      [3, 1, 0],
      [1, 1, 1],
    ];
    const matrix = correlationMatrix(columns);
    for (const [row, one] of columns.entries())
      for (const [column, other] of columns.entries())
        if (row === column) expect(matrix[row]![column]).toBe(1);
        else
          expect(matrix[row]![column]).toEqual(
            Number.isNaN(correlation(one, other)) ? Number.NaN : expect.closeTo(correlation(one, other), 12),
          );
  });

  it('is asked for by name, of values or of ranks', () => {
    const returns = [
      [1, 1],
      [2, 8],
      [3, 27],
    ];
    expect(ask('correlation-matrix', { returns, method: 'spearman' }).correlations[0][1]).toBeCloseTo(1, 12);
    expect(ask('correlation-matrix', { returns }).correlations[1][0]).toBeCloseTo(
      correlation([1, 2, 3], [1, 8, 27]),
      12,
    );
  });
});

it('shares ranks among equals', () => {
  expect(Array.from(averageRanks([30, 10, 20, 10, 10]))).toEqual([5, 2, 4, 2, 2]);
  expect(Array.from(averageRanks([]))).toEqual([]);
});

it('has quantiles between neighbours, and none of nothing or of the unknown', () => {
  expect([0, 0.25, 0.5, 0.9, 1].map((q) => quantile([40, 10, 30, 20], q))).toEqual([10, 17.5, 25, 37, 40]);
  expect(quantile([], 0.5)).toBeNaN();
  expect(quantile([1, Number.NaN], 0)).toBeNaN();
});

describe('lines', () => {
  it('go through points', () => {
    expect(fitLine([0, 1, 2], [1, 3, 5])).toEqual({ slope: 2, intercept: 1, rSquared: 1 });
    expect(fitLine([0, 1, 2], [4, 4, 4])).toEqual({ slope: 0, intercept: 4, rSquared: 0 });
  });

  it('are not known through one point, or above one place', () => {
    expect(fitLine([1], [1]).slope).toBeNaN();
    expect(fitLine([1, 1], [1, 2])).toEqual({
      slope: Number.NaN,
      intercept: Number.NaN,
      rSquared: Number.NaN,
    });
    expect(() => fitLine([1], [1, 2])).toThrow('different lengths');
  });
});

describe('regression', () => {
  it('leaves residuals at a right angle to all regressors', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 })), {
          minLength: 6,
          maxLength: 20,
        }),
        (pairs) => {
          fc.pre(new Set(pairs.map(([x]) => x)).size > 1);
          const fit = regress(
            pairs.map(([x]) => [x]),
            pairs.map(([, y]) => y),
            { intercept: true },
          );
          const along = fit.residuals.reduce((sum, value, index) => sum + value * pairs[index]![0], 0);
          expect(along).toBeCloseTo(0, 7);
          expect(moments.sum(fit.residuals)).toBeCloseTo(0, 7);
          const line = fitLine(
            pairs.map(([x]) => x),
            pairs.map(([, y]) => y),
          );
          expect(fit.coefficients[1]).toBeCloseTo(line.slope, 8);
        },
      ),
    );
  });

  it('has no errors where regressors depend on each other', () => {
    const fit = regress(
      [
        [1, 2],
        [2, 4],
        [3, 6],
        [4, 8],
      ],
      [1, 2, 3, 5],
      { intercept: true },
    );
    expect(fit.standardErrors.every(Number.isNaN)).toBe(true);
    expect(fit.residuals).toHaveLength(4);
  });
});

describe('memory', () => {
  it('has a long-run variance that is the plain one without lags', () => {
    const values = [1, 3, 2, 5, 4];
    expect(neweyWestVariance(values, 0)).toBeCloseTo(moments.variance(values, 0), 12);
    expect([neweyWestLags(100), neweyWestLags(1000)]).toEqual([4, 6]);
    expect(ask('newey-west', { x: values }).lags).toBe(2);
  });

  it('is −1 in what turns at every step, but for the ends', () => {
    expect(Array.from(autocorrelations([1, -1, 1, -1], 2))).toEqual([1, -0.75, 0.5]);
    expect(autocorrelations([2, 2], 1)[0]).toBeNaN();
  });

  it('has no p-value where all degrees are used up', () => {
    expect(ljungBox([1, 2, 4, 3], 1, 1).pValue).toBeNaN();
    expect(ljungBox([1, 2, 4, 3], 1).pValue).toBeGreaterThan(0);
  });
});
