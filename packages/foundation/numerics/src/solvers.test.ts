import { Random } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRoot } from './findRoot.ts';
import { gaussLegendre, integrate } from './integrate.ts';
import {
  cholesky,
  dot,
  identity,
  inverse,
  leastSquares,
  multiply,
  multiplyVector,
  type Rows,
  solve,
  solveSymmetric,
  symmetricEigen,
  transpose,
} from './linear.ts';
import { bfgs, nelderMead } from './minimise.ts';

const rosenbrock = (x: Float64Array): number => {
  const [a = 0, b = 0] = x;
  return 100 * (b - a * a) ** 2 + (1 - a) ** 2;
};

describe('minima', () => {
  it('of the valley of Rosenbrock are found by both', () => {
    for (const found of [
      nelderMead(rosenbrock, [-1.2, 1], { tolerance: 1e-14, evaluationsMax: 5000 }),
      bfgs(rosenbrock, [-1.2, 1]),
    ]) {
      expect(found.converged).toBe(true);
      expect(Math.abs((found.x[0] as number) - 1)).toBeLessThan(1e-5);
      expect(Math.abs((found.x[1] as number) - 1)).toBeLessThan(1e-5);
    }
  });

  it('of a quadratic form are where its gradient says', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 6 }),
        (centre) => {
          const objective = (x: Float64Array) =>
            x.reduce((sum, value, index) => sum + (index + 1) * (value - (centre[index] as number)) ** 2, 0);
          const gradient = (x: Float64Array) =>
            x.map((value, index) => 2 * (index + 1) * (value - (centre[index] as number)));
          const start = centre.map(() => 1);
          for (const found of [bfgs(objective, start), bfgs(objective, start, { gradient })]) {
            for (const [index, value] of found.x.entries())
              expect(Math.abs(value - (centre[index] as number))).toBeLessThan(1e-5);
          }
        },
      ),
    );
  });

  it('step back from where there is no value', () => {
    const objective = (x: Float64Array) =>
      (x[0] as number) <= 0 ? Number.NaN : (x[0] as number) - Math.log(x[0] as number);
    expect(bfgs(objective, [3]).x[0]).toBeCloseTo(1, 6);
    expect(nelderMead(objective, [3]).x[0]).toBeCloseTo(1, 4);
  });

  it('say when the bound was met first', () => {
    expect(nelderMead(rosenbrock, [-1.2, 1], { evaluationsMax: 20 }).converged).toBe(false);
    expect(bfgs(rosenbrock, [-1.2, 1], { iterationsMax: 2 }).converged).toBe(false);
  });
});

describe('roots', () => {
  it('of cubics are where they were put', () => {
    fc.assert(
      fc.property(fc.double({ min: -9, max: 9, noNaN: true }), (root) => {
        const found = findRoot((x) => (x - root) ** 3 + (x - root), { low: -10, high: 10 });
        expect(Math.abs(found - root)).toBeLessThan(1e-12 * (1 + Math.abs(root)));
      }),
    );
  });

  it('need a change of sign', () => {
    expect(() => findRoot((x) => x * x + 1, { low: -1, high: 1 })).toThrow(/no change of sign/);
    expect(findRoot((x) => x, { low: 0, high: 1 })).toBe(0);
    expect(findRoot((x) => x - 1, { low: 0, high: 1 })).toBe(1);
  });
});

describe('integrals', () => {
  it('agree with closed forms, kinks included', () => {
    expect(integrate((x) => Math.exp(-x * x), -9, 9)).toBeCloseTo(Math.sqrt(Math.PI), 12);
    expect(integrate((x) => Math.abs(x - 0.3), 0, 1)).toBeCloseTo(0.09 / 2 + 0.49 / 2, 12);
    expect(integrate((x) => 1 / Math.sqrt(x), 1e-12, 1)).toBeCloseTo(2 - 2e-6, 9);
    expect(integrate(Math.cos, 0, 0)).toBe(0);
  });

  it('by Gauss–Legendre are exact for polynomials up to their degree', () => {
    for (const count of [1, 2, 5, 12, 64]) {
      const { points, weights } = gaussLegendre(count);
      for (const degree of [0, 2 * count - 2, 2 * count - 1]) {
        const sum = points.reduce((total, x, index) => total + (weights[index] as number) * x ** degree, 0);
        expect(Math.abs(sum - (degree % 2 === 0 ? 2 / (degree + 1) : 0))).toBeLessThan(1e-13);
      }
    }
  });
});

describe('linear systems', () => {
  const random = new Random(5);
  const square = (size: number): Rows =>
    Array.from({ length: size }, () => Float64Array.from({ length: size }, () => random.nextGaussian()));
  const distance = (one: Rows, other: Rows) =>
    Math.max(
      ...one.flatMap((row, i) => Array.from(row, (value, j) => Math.abs(value - (other[i]?.[j] as number)))),
    );

  it.each([1, 2, 5, 20])('of size %i are solved', (size) => {
    const matrix = square(size);
    const positive = multiply(matrix, transpose(matrix));
    const x = Float64Array.from({ length: size }, (_, index) => index - 1);
    const lower = cholesky(positive) as Rows;
    expect(distance(multiply(lower, transpose(lower)), positive)).toBeLessThan(1e-10);
    expect(distance(multiply(matrix, inverse(matrix) as Rows), identity(size))).toBeLessThan(1e-8);
    for (const found of [
      solve(positive, multiplyVector(positive, x)),
      solveSymmetric(positive, multiplyVector(positive, x)),
    ]) {
      expect(distance([found as Float64Array], [x])).toBeLessThan(1e-6);
    }
    const { values, vectors } = symmetricEigen(positive);
    for (const [index, vector] of vectors.entries()) {
      const image = multiplyVector(positive, vector);
      expect(distance([image], [vector.map((part) => part * (values[index] as number))])).toBeLessThan(1e-8);
      expect(dot(vector, vector)).toBeCloseTo(1, 10);
      if (index > 0) expect(values[index] as number).toBeGreaterThanOrEqual(values[index - 1] as number);
    }
  });

  it('without a single answer say so', () => {
    const singular = [Float64Array.of(1, 2), Float64Array.of(2, 4)];
    expect([
      solve(singular, [1, 1]),
      inverse(singular),
      cholesky(singular.map((row) => row.map((each) => -each))),
    ]).toEqual([undefined, undefined, undefined]);
  });

  it('with more rows than unknowns leave a residual that no regressor explains', () => {
    const rows = Array.from({ length: 30 }, () =>
      Float64Array.from({ length: 4 }, () => random.nextGaussian()),
    );
    const right = Float64Array.from({ length: 30 }, () => random.nextGaussian());
    const found = leastSquares(rows, right);
    const residual = right.map((value, index) => value - dot(rows[index] as Float64Array, found));
    for (const column of transpose(rows)) expect(Math.abs(dot(column, residual))).toBeLessThan(1e-10);
    // Twice the same regressor: the shortest answer shares the weight.
    const twice = rows.map((row) => Float64Array.of(row[0] as number, row[0] as number));
    const [one = 0, other = 1] = leastSquares(
      twice,
      rows.map((row) => 3 * (row[0] as number)),
    );
    expect([one, other]).toEqual([expect.closeTo(1.5, 9), expect.closeTo(1.5, 9)]);
  });
});
