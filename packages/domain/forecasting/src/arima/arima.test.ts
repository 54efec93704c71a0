import { Random } from '@qca/base';
import { cholesky, solve } from '@qca/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArimaOrder } from './ArimaOrder.ts';
import { armaAutocovariance, shockResponses } from './armaAutocovariance.ts';
import { fitArima } from './fitArima.ts';
import { forecastArima } from './forecastArima.ts';
import { KPSS_CRITICAL, kpss } from './kpss.ts';
import { armaPolynomials, difference, differencePolynomial } from './polynomials.ts';
import { innovations, predictArma } from './predictArma.ts';
import { searchArima, seasonStrength } from './searchArima.ts';
import { fromStationary, toStationary } from './stationary.ts';

const ORDER: ArimaOrder = {
  p: 0,
  d: 0,
  q: 0,
  seasonalP: 0,
  seasonalD: 0,
  seasonalQ: 0,
  period: 1,
  constant: false,
};

function noise(length: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length }, () => random.nextGaussian());
}

function walk(length: number, seed: number): Float64Array {
  let level = 50;
  return noise(length, seed).map((step) => {
    level += step;
    return level;
  });
}

const unit = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 4 });

describe('polynomials', () => {
  it('takes differences of the series and of its season', () => {
    const polynomial = differencePolynomial({ ...ORDER, d: 1, seasonalD: 1, period: 3 });
    expect(Array.from(polynomial)).toEqual([1, -1, 0, -1, 1]);
    expect(Array.from(difference(Float64Array.of(1, 4, 9, 16, 25), Float64Array.of(1, -1)))).toEqual([
      3, 5, 7, 9,
    ]);
  });

  it('multiplies the lags of the season into the others', () => {
    const order = { ...ORDER, p: 1, q: 1, seasonalP: 1, seasonalQ: 1, period: 4 };
    const { ar, ma } = armaPolynomials(order, Float64Array.of(0.5, 0.3, 0.2, 0.4));
    // (1 − 0.5 B)(1 − 0.2 B⁴) and (1 + 0.3 B)(1 + 0.4 B⁴).
    expect(Array.from(ar)).toEqual(
      [0.5, 0, 0, 0.2, expect.closeTo(-0.1, 12)].map((value) => (value === 0 ? expect.closeTo(0) : value)),
    );
    expect(Array.from(ma)).toEqual([0.3, 0, 0, 0.4, expect.closeTo(0.12, 12)]);
  });
});

describe('toStationary', () => {
  it('gives autoregressions whose shocks die out, and is undone', () => {
    fc.assert(
      fc.property(unit, (x) => {
        const coefficients = toStationary(Float64Array.from(x));
        const back = fromStationary(coefficients) as Float64Array;
        for (const [at, value] of x.entries()) expect(back[at]).toBeCloseTo(value, 5);
        const responses = shockResponses({ ar: coefficients, ma: new Float64Array() }, 4_000);
        expect(Math.abs(responses[3_999] as number)).toBeLessThan(1);
      }),
    );
  });

  it('knows what is not stationary', () => {
    expect(fromStationary(Float64Array.of(1.2))).toBeUndefined();
    expect(fromStationary(Float64Array.of(0.5, 0.6))).toBeUndefined();
  });
});

describe('armaAutocovariance', () => {
  it('is the closed form of simple models', () => {
    const first = armaAutocovariance({ ar: Float64Array.of(0.5), ma: new Float64Array() }, 3) as Float64Array;
    for (let lag = 0; lag <= 3; lag += 1) expect(first[lag]).toBeCloseTo(0.5 ** lag / 0.75, 12);
    const moving = armaAutocovariance(
      { ar: new Float64Array(), ma: Float64Array.of(0.4) },
      2,
    ) as Float64Array;
    expect(Array.from(moving)).toEqual([
      expect.closeTo(1.16, 12),
      expect.closeTo(0.4, 12),
      expect.closeTo(0, 12),
    ]);
    const mixed = armaAutocovariance(
      { ar: Float64Array.of(0.5), ma: Float64Array.of(0.4) },
      1,
    ) as Float64Array;
    // (1 + 2 φθ + θ²) / (1 − φ²), and (1 + φθ)(φ + θ) / (1 − φ²).
    expect(mixed[0]).toBeCloseTo((1 + 0.4 + 0.16) / 0.75, 12);
    expect(mixed[1]).toBeCloseTo((1.2 * 0.9) / 0.75, 12);
  });

  it('has none at a unit root', () => {
    expect(armaAutocovariance({ ar: Float64Array.of(1), ma: new Float64Array() }, 1)).toBeUndefined();
  });
});

describe('innovations', () => {
  it('give the density of the multivariate normal, and its best prediction', () => {
    const series = noise(14, 4);
    fc.assert(
      fc.property(unit, unit, (x, y) => {
        const polynomials = {
          ar: toStationary(Float64Array.from(x)),
          ma: toStationary(Float64Array.from(y)).map((value) => -value),
        };
        const plan = innovations(polynomials, 15);
        const covariance = armaAutocovariance(polynomials, 14);
        if (plan === undefined || covariance === undefined || (covariance[0] as number) > 1e4) return;
        const rows = Array.from({ length: 14 }, (_, i) =>
          Float64Array.from({ length: 14 }, (__, j) => covariance[Math.abs(i - j)] as number),
        );
        const lower = cholesky(rows);
        if (lower === undefined) return;
        const logs = lower.reduce((sum, row, at) => sum + 2 * Math.log(row[at] as number), 0);
        const ours = plan.variances.subarray(0, 14).reduce((sum, variance) => sum + Math.log(variance), 0);
        expect(ours).toBeCloseTo(logs, 5);
        const predicted = predictArma(polynomials, plan, series);
        const weights = solve(rows, series) as Float64Array;
        const next = weights.reduce((sum, weight, at) => sum + weight * (covariance[14 - at] as number), 0);
        expect(predicted[14]).toBeCloseTo(next, 5);
        const squares = series.reduce(
          (sum, value, at) => sum + (value - (predicted[at] as number)) ** 2 / (plan.variances[at] as number),
          0,
        );
        expect(squares).toBeCloseTo(
          weights.reduce((sum, weight, at) => sum + weight * (series[at] as number), 0),
          5,
        );
      }),
      { numRuns: 60 },
    );
  });
});

describe('fitArima', () => {
  it('fits white noise by its mean and variance', () => {
    const values = noise(80, 1).map((value) => 3 + value);
    const fit = fitArima({ ...ORDER, constant: true }, values);
    const mean = values.reduce((sum, value) => sum + value, 0) / 80;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 80;
    expect(fit.constant).toBeCloseTo(mean, 10);
    expect(fit.variance).toBeCloseTo(variance, 10);
    expect(fit.logLikelihood).toBeCloseTo(-40 * (Math.log(2 * Math.PI * variance) + 1), 8);
    expect(fit.aic).toBeCloseTo(4 - 2 * fit.logLikelihood, 9);
    expect(fit.aicc).toBeCloseTo(fit.aic + 12 / 77, 9);
    expect(fit.bic).toBeCloseTo(2 * Math.log(80) - 2 * fit.logLikelihood, 9);
  });

  it('has the closed likelihood of a first autoregression', () => {
    const values = noise(60, 8);
    const fit = fitArima({ ...ORDER, p: 1 }, values);
    const phi = fit.coefficients[0] as number;
    let squares = (1 - phi * phi) * (values[0] as number) ** 2;
    for (let at = 1; at < 60; at += 1)
      squares += ((values[at] as number) - phi * (values[at - 1] as number)) ** 2;
    const expected = -30 * (Math.log((2 * Math.PI * squares) / 60) + 1) + 0.5 * Math.log(1 - phi * phi);
    expect(fit.logLikelihood).toBeCloseTo(expected, 8);
  });

  it('climbs with every lag it is given', () => {
    const values = walk(120, 6);
    const plain = fitArima({ ...ORDER, d: 1 }, values);
    const more = fitArima({ ...ORDER, d: 1, p: 1, q: 1 }, values);
    expect(more.logLikelihood).toBeGreaterThanOrEqual(plain.logLikelihood - 1e-9);
  });

  it('has no criterion for few values where there are too few', () => {
    expect(fitArima({ ...ORDER, p: 1, constant: true }, noise(5, 3)).aicc).toBeLessThan(Infinity);
    expect(fitArima({ ...ORDER, constant: true }, noise(4, 3)).aicc).toBeLessThan(Infinity);
  });

  it('refuses a series too short for the order', () => {
    expect(() => fitArima({ ...ORDER, p: 3, d: 1 }, noise(6, 1))).toThrow('too few');
  });
});

describe('forecastArima', () => {
  it('stays at the last value of a random walk, with a variance that grows by each period', () => {
    const values = walk(100, 2);
    const fit = fitArima({ ...ORDER, d: 1 }, values);
    const { means, variances } = forecastArima(fit, values, 4);
    for (const mean of means) expect(mean).toBeCloseTo(values[99] as number, 9);
    for (const [step, variance] of variances.entries())
      expect(variance).toBeCloseTo((step + 1) * fit.variance, 9);
  });

  it('drifts by the mean change', () => {
    const values = walk(100, 2);
    const { means } = forecastArima(fitArima({ ...ORDER, d: 1, constant: true }, values), values, 3);
    const drift = ((values[99] as number) - (values[0] as number)) / 99;
    expect(means[2]).toBeCloseTo((values[99] as number) + 3 * drift, 8);
  });

  it('repeats the season of a seasonal random walk', () => {
    const values = noise(60, 12);
    const fit = fitArima({ ...ORDER, seasonalD: 1, period: 4 }, values);
    const { means, variances } = forecastArima(fit, values, 9);
    for (const [step, mean] of means.entries())
      expect(mean).toBeCloseTo(values[56 + (step % 4)] as number, 9);
    expect(variances[8]).toBeCloseTo(3 * fit.variance, 9);
  });

  it('returns to the mean by the autoregression', () => {
    const values = noise(200, 5).map((value) => value + 7);
    const fit = fitArima({ ...ORDER, p: 1, constant: true }, values);
    const phi = fit.coefficients[0] as number;
    const { means } = forecastArima(fit, values, 3);
    expect(means[2]).toBeCloseTo(fit.constant + phi ** 3 * ((values[199] as number) - fit.constant), 9);
  });

  it('moves with the unit of the series', () => {
    const values = walk(120, 31);
    const order = { ...ORDER, p: 1, d: 1, q: 1 };
    const plain = forecastArima(fitArima(order, values), values, 5);
    const wide = values.map((value) => 1000 * value - 3);
    const moved = forecastArima(fitArima(order, wide), wide, 5);
    for (const [step, mean] of moved.means.entries())
      expect(mean).toBeCloseTo(1000 * (plain.means[step] as number) - 3, 0);
  });

  it('refuses a horizon of nothing', () => {
    expect(() => forecastArima(fitArima(ORDER, noise(20, 1)), noise(20, 1), 0)).toThrow('horizon');
  });
});

describe('kpss', () => {
  it('is the sum of squared partial sums without lags', () => {
    // Errors −1, 1, −1, 1: partial sums −1, 0, −1, 0; 2 / (16 × 1).
    expect(kpss(Float64Array.of(1, 3, 1, 3), 0)).toBeCloseTo(2 / 16, 12);
    expect(kpss(new Float64Array(9).fill(2))).toBe(0);
  });

  it('tells noise from a walk', () => {
    expect(kpss(noise(300, 3))).toBeLessThan(KPSS_CRITICAL);
    expect(kpss(walk(300, 3))).toBeGreaterThan(KPSS_CRITICAL);
  });
});

describe('searchArima', () => {
  it('takes no difference of noise, and is not above its AICc without lags', () => {
    const values = noise(120, 40);
    const { fit } = searchArima(values);
    expect(fit.order.d).toBe(0);
    expect(fit.aicc).toBeLessThanOrEqual(fitArima(ORDER, values).aicc + 1e-6);
  });

  it('differences a walk once, and is not above its AICc without lags', () => {
    const values = walk(120, 40);
    const { fit, tried } = searchArima(values);
    expect(fit.order.d).toBe(1);
    expect(fit.aicc).toBeLessThanOrEqual(fitArima({ ...ORDER, d: 1 }, values).aicc + 1e-6);
    expect(tried).toBeGreaterThan(4);
  });

  it('differences a strong season', () => {
    const values = noise(60, 9).map((value, at) => value + 10 * Math.sin((2 * Math.PI * at) / 4));
    expect(seasonStrength(values, 4)).toBeGreaterThan(0.9);
    expect(searchArima(values, 4).fit.order.seasonalD).toBe(1);
    expect(seasonStrength(noise(60, 9), 4)).toBeLessThan(0.4);
  });

  it('does without a season that is longer than a third of the series, or than a day of hours', () => {
    expect(searchArima(noise(30, 2), 12).fit.order.period).toBe(1);
    expect(searchArima(noise(90, 2), 25).fit.order.period).toBe(1);
  });
});
