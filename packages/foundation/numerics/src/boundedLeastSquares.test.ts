import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundedLeastSquares, type ResidualFunction } from './boundedLeastSquares.ts';

const FREE = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
const OPEN = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];

/** Rosenbrock's valley, with its bottom at (1, 1). */
const valley: ResidualFunction = (x, residuals) => {
  residuals[0] = 10 * ((x[1] as number) - (x[0] as number) ** 2);
  residuals[1] = 1 - (x[0] as number);
};

describe('boundedLeastSquares', () => {
  it('finds the bottom of the valley of Rosenbrock', () => {
    const found = boundedLeastSquares({
      residuals: valley,
      count: 2,
      start: [-1.2, 1],
      lower: FREE,
      upper: OPEN,
    });
    expect(found.converged).toBe(true);
    expect(found.x[0]).toBeCloseTo(1, 6);
    expect(found.x[1]).toBeCloseTo(1, 6);
  });

  it('stays on the bound where the bottom is beyond it', () => {
    // With x ≤ 0.5 the least value is (1 − 0.5)², at y = 0.25.
    const found = boundedLeastSquares({
      residuals: valley,
      count: 2,
      start: [-1.2, 1],
      lower: FREE,
      upper: [0.5, 9],
    });
    expect(found.x[0]).toBe(0.5);
    expect(found.x[1]).toBeCloseTo(0.25, 6);
    expect(found.value).toBeCloseTo(0.25, 10);
  });

  it('solves linear problems as clipping each number does when they do not interact', () => {
    const number = fc.double({ min: -5, max: 5, noNaN: true });
    fc.assert(
      fc.property(number, number, (a, b) => {
        const found = boundedLeastSquares({
          residuals: (x, residuals) => {
            residuals[0] = (x[0] as number) - a;
            residuals[1] = 3 * ((x[1] as number) - b);
          },
          count: 2,
          start: [0.5, 0.5],
          lower: [0, 0],
          upper: [1, 1],
        });
        expect(found.x[0]).toBeCloseTo(Math.min(Math.max(a, 0), 1), 6);
        expect(found.x[1]).toBeCloseTo(Math.min(Math.max(b, 0), 1), 6);
      }),
    );
  });

  it('says so when it stops before it arrives', () => {
    const problem = { residuals: valley, count: 2, start: [-1.2, 1], lower: FREE, upper: OPEN };
    expect(boundedLeastSquares(problem, { iterationsMax: 1 }).converged).toBe(false);
  });

  it('steps back from points that are not allowed', () => {
    const found = boundedLeastSquares({
      residuals: (x, residuals) => {
        residuals[0] = Math.log(x[0] as number) - 2;
      },
      count: 1,
      start: [40],
      lower: [Number.NEGATIVE_INFINITY],
      upper: [Number.POSITIVE_INFINITY],
    });
    expect(found.x[0]).toBeCloseTo(Math.exp(2), 6);
  });
});
