import { Random } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lime, localFit, type Neighbourhood } from './lime.ts';

const around = (x: readonly number[], given: Partial<Neighbourhood> = {}): Neighbourhood => ({
  x: Float64Array.from(x),
  scale: new Float64Array(x.length).fill(1),
  width: 1,
  ridge: 0,
  r2Min: 0.5,
  ...given,
});
const draws = (seed = 1): { samples: number; random: Random } => ({ samples: 500, random: new Random(seed) });
const at = (row: Float64Array, column: number): number => row[column] as number;

describe('LIME', () => {
  it('finds the slopes of a line, in units of the columns', () => {
    fc.assert(
      fc.property(
        // Thousandths: beside 4, a slope of 1e-14 is rounding, which no plane explains.
        fc.array(
          fc.integer({ min: -9_000, max: 9_000 }).map((slope) => slope / 1_000),
          { minLength: 3, maxLength: 3 },
        ),
        fc.integer(),
        ([a, b, c], seed) => {
          const model = (row: Float64Array): number =>
            4 + (a ?? 0) * at(row, 0) + (b ?? 0) * at(row, 1) + (c ?? 0) * at(row, 2);
          const place = around([1, -2, 3], { scale: Float64Array.of(0.1, 5, 1) });
          const fit = lime(model, place, draws(seed));
          if (!fit.ok) throw new Error('the plane of a line was refused');
          expect(fit.value.slopes[0]).toBeCloseTo(a ?? 0, 8);
          expect(fit.value.slopes[1]).toBeCloseTo(b ?? 0, 8);
          expect(fit.value.slopes[2]).toBeCloseTo(c ?? 0, 8);
          expect(fit.value.intercept).toBeCloseTo(fit.value.prediction, 8);
          expect(fit.value.r2).toBeCloseTo(1, 8);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('nears the slopes of a curve as the neighbourhood narrows', () => {
    const model = (row: Float64Array): number => at(row, 0) ** 2 + Math.sin(at(row, 1));
    const errorOf = (step: number): number => {
      const fit = lime(model, around([1, 0.5], { scale: Float64Array.of(step, step) }), draws());
      if (!fit.ok) throw new Error('refused');
      return (
        Math.abs((fit.value.slopes[0] as number) - 2) +
        Math.abs((fit.value.slopes[1] as number) - Math.cos(0.5))
      );
    };
    expect(errorOf(0.01)).toBeLessThan(0.01);
    expect(errorOf(0.01)).toBeLessThan(errorOf(1) / 5);
  });

  it('is the same with the same seed and moves with another', () => {
    const model = (row: Float64Array): number => at(row, 0) ** 3;
    const slopeOf = (seed: number): number | undefined => {
      const fit = lime(model, around([1]), draws(seed));
      return fit.ok ? fit.value.slopes[0] : undefined;
    };
    expect(slopeOf(5)).toBe(slopeOf(5));
    expect(slopeOf(5)).not.toBe(slopeOf(6));
  });

  it('refuses where no plane fits, with the fit it had', () => {
    const fit = lime((row) => at(row, 0) ** 2, around([0]), draws());
    expect(fit.ok).toBe(false);
    if (fit.ok) return;
    expect(fit.rejection.kind).toBe('poor-local-fit');
    expect(fit.rejection.r2).toBeLessThan(0.1);
    expect(fit.rejection.r2Min).toBe(0.5);
  });

  it('takes a flat model as told whole by a flat plane', () => {
    const fit = lime(() => 7, around([1, 2]), draws());
    expect(fit.ok && [...fit.value.slopes, fit.value.intercept, fit.value.r2]).toEqual([0, 0, 7, 1]);
    // Differences in the last digit are no swing that a plane could miss.
    const noise = lime(
      (row) => 4 + 1e-17 * at(row, 0) + (at(row, 1) > 2 ? 8e-16 : 0),
      around([1, 2]),
      draws(),
    );
    expect(noise.ok && noise.value.r2).toBe(1);
  });

  it('shrinks slopes by the ridge: one row each side, by hand', () => {
    const rows = [Float64Array.of(-1), Float64Array.of(1)];
    const place = around([0], { ridge: 2, width: 1e9, r2Min: 0 });
    const fit = localFit({ rows, predictions: Float64Array.of(-3, 3) }, place, 0);
    // sum x y / (sum x² + ridge) = 6 / 4
    expect(fit.ok && fit.value.slopes[0]).toBeCloseTo(1.5, 12);
    // 1 - 2 (3 - 1.5)² / (2 · 9)
    expect(fit.ok && fit.value.r2).toBeCloseTo(0.75, 12);
  });

  it('refuses neighbourhoods that mean nothing', () => {
    const model = (): number => 0;
    expect(() => lime(model, around([1], { scale: Float64Array.of(0) }), draws())).toThrow(/positive scale/);
    expect(() => lime(model, around([1], { width: 0 }), draws())).toThrow(/width is positive/);
    expect(() => lime(model, around([1], { width: 1e-9 }), draws())).toThrow(/too far away/);
    expect(() => lime(model, around([1]), { samples: 2, random: new Random(1) })).toThrow(
      /more rows than columns/,
    );
    expect(() => localFit({ rows: [], predictions: Float64Array.of(1) }, around([1]), 0)).toThrow(
      /differ in number/,
    );
  });
});
