import { Random } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitSmoothing, forecastSmoothing } from './fitSmoothing.ts';
import { fitTheta, forecastTheta } from './fitTheta.ts';
import { heuristicState, smoothingLengthMin } from './heuristicState.ts';
import type { SmoothingForm } from './SmoothingForm.ts';
import { centredAverage, seasonalIndices } from './seasonalIndices.ts';
import { extrapolate, smooth } from './smooth.ts';

const SIMPLE: SmoothingForm = { trend: false, damped: false, seasonal: 'none', period: 1 };
const HOLT: SmoothingForm = { ...SIMPLE, trend: true };
const ADDITIVE: SmoothingForm = { trend: true, damped: false, seasonal: 'additive', period: 4 };
const MULTIPLICATIVE: SmoothingForm = { ...ADDITIVE, seasonal: 'multiplicative' };
const NONE = new Float64Array();

function seasonal(length: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from(
    { length },
    (_, at) => 50 + 0.3 * at + [4, 1, -3, -2][at % 4]! + 0.5 * random.nextGaussian(),
  );
}

describe('smooth', () => {
  it('takes a share of each error into the level', () => {
    const fitted = new Float64Array(3);
    const weights = { level: 0.5, trend: 0, season: 0, damping: 1 };
    const end = smooth(
      SIMPLE,
      weights,
      { level: 10, trend: 0, seasons: NONE },
      Float64Array.of(12, 13, 8),
      fitted,
    );
    expect(Array.from(fitted)).toEqual([10, 11, 12]);
    expect(end.level).toBe(10);
  });

  it('lets a trend fade', () => {
    const fitted = new Float64Array(1);
    const weights = { level: 0.5, trend: 0.25, season: 0, damping: 0.8 };
    const end = smooth(
      { ...HOLT, damped: true },
      weights,
      { level: 10, trend: 5, seasons: NONE },
      Float64Array.of(16),
      fitted,
    );
    // Expected 10 + 0.8 × 5; level 0.5 × 16 + 0.5 × 14; trend 0.25 × 5 + 0.75 × 4.
    expect(fitted[0]).toBe(14);
    expect(end).toEqual({ level: 15, trend: 4.25, seasons: NONE });
    const ahead = extrapolate({ ...HOLT, damped: true }, 0.8, end, 2);
    expect(ahead[1]).toBeCloseTo(15 + (0.8 + 0.64) * 4.25, 12);
  });

  it.each([
    // Expected 10 + 1 + 2; level 0.5 × (16 − 2) + 0.5 × 11; season 0.25 × (16 − 11) + 0.75 × 2.
    { form: ADDITIVE, seasons: [2, -2], value: 16, fit: 13, level: 12.5, season: 2.75 },
    // Expected (10 + 1) × 2; level 0.5 × 33 / 2 + 0.5 × 11; season 0.25 × 33 / 11 + 0.75 × 2.
    { form: MULTIPLICATIVE, seasons: [2, 0.5], value: 33, fit: 22, level: 13.75, season: 2.25 },
  ])('moves a season that is $form.seasonal', ({ form, seasons, value, fit, level, season }) => {
    const fitted = new Float64Array(1);
    const weights = { level: 0.5, trend: 0, season: 0.25, damping: 1 };
    const start = { level: 10, trend: 1, seasons: Float64Array.from(seasons) };
    const end = smooth({ ...form, period: 2 }, weights, start, Float64Array.of(value), fitted);
    expect(fitted[0]).toBe(fit);
    expect(end.level).toBe(level);
    // The season of the next period comes first.
    expect(Array.from(end.seasons)).toEqual([seasons[1], season]);
    const ahead = extrapolate({ ...form, period: 2 }, 1, end, 2);
    const next = form.seasonal === 'additive' ? level + 1 + seasons[1]! : (level + 1) * seasons[1]!;
    expect(ahead[0]).toBeCloseTo(next, 12);
  });
});

describe('seasonalIndices', () => {
  it('averages over a season, the ends of an even one half', () => {
    expect(Array.from(centredAverage(Float64Array.of(1, 2, 3, 4, 5), 4))).toEqual([3]);
    expect(Array.from(centredAverage(Float64Array.of(1, 2, 6, 4), 3))).toEqual([3, 4]);
  });

  it('finds a season on a straight line', () => {
    const season = [4, 1, -3, -2];
    const series = Float64Array.from({ length: 24 }, (_, at) => 10 + 2 * at + season[at % 4]!);
    for (const [place, value] of seasonalIndices(series, 4, false).entries())
      expect(value).toBeCloseTo(season[place]!, 10);
    const factors = [1.2, 0.9, 1.1, 0.8];
    const level = Float64Array.from({ length: 24 }, (_, at) => 10 * factors[at % 4]!);
    for (const [place, value] of seasonalIndices(level, 4, true).entries())
      expect(value).toBeCloseTo(factors[place]!, 10);
  });
});

describe('heuristicState', () => {
  it('draws a line through the first values', () => {
    const series = Float64Array.from({ length: 12 }, (_, at) => 5 + 2 * (at + 1));
    expect(heuristicState(HOLT, series).level).toBeCloseTo(5, 9);
    expect(heuristicState(HOLT, series).trend).toBeCloseTo(2, 9);
    expect(heuristicState(SIMPLE, series).trend).toBe(0);
  });

  it('needs ten values after the season is out, and two seasons', () => {
    expect(smoothingLengthMin(SIMPLE)).toBe(10);
    expect(smoothingLengthMin(ADDITIVE)).toBe(14);
    expect(smoothingLengthMin({ ...ADDITIVE, period: 24 })).toBe(48);
  });
});

describe('fitSmoothing', () => {
  it('leaves no error on a straight line, and goes on with it', () => {
    const series = Float64Array.from({ length: 30 }, (_, at) => 7 - 3 * at);
    const fit = fitSmoothing(HOLT, series);
    expect(fit.squaredErrors).toBeLessThan(1e-10);
    expect(forecastSmoothing(fit, 3)[2]).toBeCloseTo(7 - 3 * 32, 5);
  });

  it('becomes the naive forecast of a random walk', () => {
    const random = new Random(4);
    let level = 0;
    const series = Float64Array.from({ length: 400 }, () => {
      level += random.nextGaussian();
      return level;
    });
    expect(fitSmoothing(SIMPLE, series).weights.level).toBeGreaterThan(0.85);
  });

  it('keeps weights in their bounds, and seasons before the first at their mean', () => {
    for (const [form, mean] of [
      [ADDITIVE, 0],
      [MULTIPLICATIVE, 1],
      [{ ...ADDITIVE, damped: true }, 0],
    ] as const) {
      const { weights, start } = fitSmoothing(form, seasonal(60, 3));
      expect(weights.level).toBeGreaterThanOrEqual(0);
      expect(weights.level).toBeLessThanOrEqual(1);
      expect(weights.trend).toBeLessThanOrEqual(weights.level);
      expect(weights.season).toBeLessThanOrEqual(1 - weights.level + 1e-12);
      if (form.damped) expect(weights.damping).toBeLessThanOrEqual(0.995);
      expect(start.seasons.reduce((sum, value) => sum + value, 0) / 4).toBeCloseTo(mean, 10);
    }
  });

  it('is not above the squares of the heuristic start, nor of any weights tried by hand', () => {
    const series = seasonal(60, 8);
    const fit = fitSmoothing(ADDITIVE, series);
    expect(fit.squaredErrors).toBeLessThanOrEqual(fitSmoothing(ADDITIVE, series, 'heuristic').squaredErrors);
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    const start = heuristicState(ADDITIVE, series);
    fc.assert(
      fc.property(fraction, fraction, fraction, (level, trend, season) => {
        const weights = { level, trend: level * trend, season: (1 - level) * season, damping: 1 };
        const fitted = new Float64Array(60);
        smooth(ADDITIVE, weights, start, series, fitted);
        const squares = series.reduce((sum, value, at) => sum + (value - (fitted[at] as number)) ** 2, 0);
        expect(fit.squaredErrors).toBeLessThanOrEqual(squares * (1 + 1e-9));
      }),
    );
  });

  it('moves with the unit of the series, and additive forms with its zero', () => {
    const series = seasonal(48, 5);
    const base = forecastSmoothing(fitSmoothing(ADDITIVE, series), 4);
    const moved = forecastSmoothing(
      fitSmoothing(
        ADDITIVE,
        series.map((value) => 1000 + 20 * value),
      ),
      4,
    );
    const scaled = forecastSmoothing(
      fitSmoothing(
        MULTIPLICATIVE,
        series.map((value) => 20 * value),
      ),
      4,
    );
    const plain = forecastSmoothing(fitSmoothing(MULTIPLICATIVE, series), 4);
    for (let step = 0; step < 4; step += 1) {
      expect(moved[step]).toBeCloseTo(1000 + 20 * (base[step] as number), 1);
      expect(scaled[step]).toBeCloseTo(20 * (plain[step] as number), 2);
    }
  });

  it('holds a start that is given', () => {
    const { start, weights } = fitSmoothing(SIMPLE, Float64Array.of(5, 6, 7), {
      level: 5,
      trend: 0,
      seasons: NONE,
    });
    expect(start.level).toBeCloseTo(5, 12);
    expect(weights.level).toBe(1);
  });

  it('takes a series of zeros', () => {
    expect(Array.from(forecastSmoothing(fitSmoothing(SIMPLE, new Float64Array(12)), 2))).toEqual([0, 0]);
  });

  it('refuses a series that is too short', () => {
    expect(() => fitSmoothing(SIMPLE, new Float64Array(9))).toThrow('too short');
    expect(() => fitSmoothing(ADDITIVE, new Float64Array(13))).toThrow('too short');
  });
});

describe('fitTheta', () => {
  it('adds half the slope to the smoothing', () => {
    const series = Float64Array.from({ length: 20 }, (_, at) => 3 + 2 * at);
    const fit = fitTheta(series);
    expect(fit.slope).toBeCloseTo(2, 12);
    expect(fit.alpha).toBe(1);
    const ahead = forecastTheta(fit, 2);
    // The last value, and half the slope for each period ahead.
    expect(ahead[0]).toBeCloseTo(41 + 1, 9);
    expect(ahead[1]).toBeCloseTo(41 + 2, 9);
    expect(forecastTheta(fit, 1, 1)[0]).toBeCloseTo(41, 9);
  });

  it('puts back a season it takes out', () => {
    const series = Float64Array.from({ length: 24 }, (_, at) => 100 * [1.2, 0.9, 1.1, 0.8][at % 4]!);
    const fit = fitTheta(series.subarray(0, 22), 4);
    expect(fit.multiplicative).toBe(true);
    // The season goes on where the series ended, in its third place.
    expect(Array.from(forecastTheta(fit, 3))).toEqual(
      [110, 80, 120].map((value) => expect.closeTo(value, 3)),
    );
    const negative = fitTheta(
      series.map((value) => value - 100),
      4,
    );
    expect(negative.multiplicative).toBe(false);
    expect(forecastTheta(negative, 1)[0]).toBeCloseTo(20, 3);
  });

  it('sees no season in noise', () => {
    const random = new Random(3);
    expect(
      fitTheta(
        Float64Array.from({ length: 60 }, () => random.nextGaussian()),
        4,
      ).seasons.length,
    ).toBe(0);
    expect(fitTheta(new Float64Array(20).fill(3), 4).seasons.length).toBe(0);
  });

  it('refuses a series that is too short, and theta below 1', () => {
    expect(() => fitTheta(Float64Array.of(1, 2, 3))).toThrow('too short');
    expect(() => forecastTheta(fitTheta(Float64Array.of(1, 2, 3, 5)), 1, 0.5)).toThrow('theta');
  });
});
