import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { betaRegularised } from './beta.ts';
import { chiSquaredCdf, chiSquaredTail, fTail } from './chiSquared.ts';
import { gammaP, gammaQ, logGamma } from './gamma.ts';
import { normalCdf, normalPdf, normalQuantile } from './normal.ts';
// Made with scipy 1.17.1 at the points in it.
import expected from './oracle/distributions.json' with { type: 'json' };
import { studentTCdf, studentTPdf, studentTQuantile } from './studentT.ts';

/** Relative difference; of numbers below the smallest normal double, absolute. */
function off(actual: number, wanted: number): number {
  return Math.abs(actual - wanted) / Math.max(Math.abs(wanted), 1e-305);
}

function near(actual: number, wanted: number, tolerance: number, what: string): void {
  expect(off(actual, wanted), `${what}: ${actual}, scipy ${wanted}`).toBeLessThan(tolerance);
}

type Row = readonly number[];
const rows = (name: keyof typeof expected): readonly Row[] => expected[name];
const at = (row: Row, index: number): number => row[index] as number;

describe('distributions agree with scipy', () => {
  it('normal', () => {
    for (const [x, cdf, pdf] of rows('normal') as [number, number, number][]) {
      near(normalCdf(x), cdf, 2e-13, `cdf at ${x}`);
      near(normalPdf(x), pdf, 1e-13, `pdf at ${x}`);
    }
    for (const [p, x] of rows('normalQuantile') as [number, number][]) {
      near(normalQuantile(p), x, 1e-14, `quantile of ${p}`);
    }
  });

  it('gamma', () => {
    for (const [x, value] of rows('logGamma') as [number, number][])
      near(logGamma(x), value, 1e-13, `at ${x}`);
    for (const row of rows('gamma')) {
      near(gammaP(at(row, 0), at(row, 1)), at(row, 2), 1e-11, `P${row}`);
      near(gammaQ(at(row, 0), at(row, 1)), at(row, 3), 1e-11, `Q${row}`);
    }
  });

  it('beta, Student, chi-squared, F', () => {
    for (const row of rows('beta')) {
      near(betaRegularised(at(row, 0), at(row, 1), at(row, 2)), at(row, 3), 1e-11, `${row}`);
    }
    for (const row of rows('studentT')) {
      near(studentTCdf(at(row, 0), at(row, 1)), at(row, 2), 1e-11, `${row}`);
      near(studentTPdf(at(row, 0), at(row, 1)), at(row, 3), 1e-11, `${row}`);
    }
    for (const row of rows('studentTQuantile')) {
      near(studentTQuantile(at(row, 0), at(row, 1)), at(row, 2), 1e-10, `${row}`);
    }
    for (const row of rows('chiSquared')) {
      near(chiSquaredCdf(at(row, 0), at(row, 1)), at(row, 2), 1e-11, `${row}`);
      near(chiSquaredTail(at(row, 0), at(row, 1)), at(row, 3), 1e-11, `${row}`);
    }
    for (const row of rows('f')) near(fTail(at(row, 0), at(row, 1), at(row, 2)), at(row, 3), 1e-11, `${row}`);
  });
});

describe('distributions', () => {
  it('invert each other', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
        expect(off(normalCdf(normalQuantile(p)), p)).toBeLessThan(1e-12);
        expect(off(studentTCdf(studentTQuantile(p, 4), 4), p)).toBeLessThan(1e-9);
      }),
    );
  });

  it('are whole at the ends, and nothing outside', () => {
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
    expect([studentTQuantile(0, 3), studentTQuantile(1, 3)]).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
    expect([normalCdf(Number.NEGATIVE_INFINITY), normalCdf(Number.POSITIVE_INFINITY)]).toEqual([0, 1]);
    const outside = [
      normalQuantile(-0.1),
      normalQuantile(1.1),
      normalCdf(Number.NaN),
      studentTCdf(0, 0),
      studentTQuantile(2, 3),
      logGamma(0),
      gammaP(-1, 1),
      gammaQ(1, -1),
      betaRegularised(1.2, 1, 1),
    ];
    expect(outside.every(Number.isNaN)).toBe(true);
    expect([chiSquaredCdf(-1, 2), chiSquaredTail(-1, 2), fTail(0, 1, 1)]).toEqual([0, 1, 1]);
  });
});
