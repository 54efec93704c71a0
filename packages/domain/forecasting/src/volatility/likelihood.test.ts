import { centralGradient, normalPdf, studentTPdf } from '@qca/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exponentialMovingVariance } from './exponentialMovingVariance.ts';
import { filterVariance } from './filterVariance.ts';
import { likelihoodGradient } from './likelihoodGradient.ts';
import { logLikelihood } from './logLikelihood.ts';
import { simulateGarch } from './simulateGarch.fixture.ts';
import { varianceFrame } from './VarianceFrame.ts';
import { parameterNames, type VolatilityModel } from './VolatilityModel.ts';
import { fromParameters, toParameters } from './VolatilityScale.ts';

const NORMAL_GARCH: VolatilityModel = { rule: 'garch', law: 'normal', mean: 'constant' };

describe('exponentialMovingVariance', () => {
  it('weighs squares by powers of lambda', () => {
    // Started at 1² = 1: 0.9 + 0.1, then 0.9 × 1 + 0.1 × 4, then 0.9 × 1.3 + 0.1 × 9.
    const variances = exponentialMovingVariance(Float64Array.of(1, -2, 3), 0.9);
    expect(Array.from(variances)).toEqual([1, 1, expect.closeTo(1.3, 12), expect.closeTo(2.07, 12)]);
  });

  it('starts where it is told', () => {
    expect(exponentialMovingVariance(Float64Array.of(2), 0.5, 8)[1]).toBe(6);
  });

  it('refuses no returns, and weights outside 0 to 1', () => {
    expect(() => exponentialMovingVariance(new Float64Array(), 0.9)).toThrow('no returns');
    for (const lambda of [0, 1])
      expect(() => exponentialMovingVariance(Float64Array.of(1), lambda)).toThrow('lambda');
  });
});

describe('varianceFrame', () => {
  it('starts at the weighted squares of the first 75 periods, as arch does', () => {
    const residuals = Float64Array.from({ length: 100 }, (_, at) => (at < 75 ? 2 : 50));
    expect(varianceFrame(residuals).backcast).toBeCloseTo(4, 12);
    expect(varianceFrame(Float64Array.of(1, 3)).backcast).toBeCloseTo((1 + 0.94 * 9) / 1.94, 12);
  });

  it('lets variances move by a millionfold', () => {
    const { lower, upper } = varianceFrame(
      new Float64Array(80).fill(1).map((value, at) => (at % 2 ? value : -value)),
    );
    expect(lower[3]).toBeCloseTo(1e-6, 12);
    expect(upper[3]).toBeCloseTo(1e6, 6);
  });
});

describe('logLikelihood', () => {
  const returns = simulateGarch(500, 3);
  const variances = exponentialMovingVariance(returns, 0.94).slice(0, 500);

  it('is the sum of logarithms of normal densities', () => {
    const direct = returns.reduce((sum, value, at) => {
      const deviation = Math.sqrt(variances[at] as number);
      return sum + Math.log(normalPdf((value - 0.2) / deviation) / deviation);
    }, 0);
    expect(logLikelihood({ law: 'normal', mu: 0.2, nu: Infinity }, returns, variances)).toBeCloseTo(
      direct,
      8,
    );
  });

  it('is the sum of logarithms of densities of a Student t scaled to variance one', () => {
    const nu = 5;
    const direct = returns.reduce((sum, value, at) => {
      const scale = Math.sqrt(((variances[at] as number) * (nu - 2)) / nu);
      return sum + Math.log(studentTPdf((value - 0.2) / scale, nu) / scale);
    }, 0);
    expect(logLikelihood({ law: 'studentst', mu: 0.2, nu }, returns, variances)).toBeCloseTo(direct, 8);
  });

  it('stays exact where products of variances would overflow', () => {
    const wide = variances.map((variance, at) => variance * (at % 3 === 0 ? 1e80 : 1e-40));
    const direct = returns.reduce((sum, value, at) => {
      const variance = wide[at] as number;
      return sum - 0.5 * (Math.log(2 * Math.PI) + Math.log(variance) + (value * value) / variance);
    }, 0);
    const ours = logLikelihood({ law: 'normal', mu: 0, nu: Infinity }, returns, wide);
    expect(ours / direct).toBeCloseTo(1, 12);
  });
});

describe('VolatilityScale', () => {
  const scale = { mean: 0.1, variance: 2 };
  const models = (['garch', 'gjr-garch', 'egarch'] as const).flatMap((rule) =>
    (['normal', 'studentst'] as const).map((law): VolatilityModel => ({ rule, law, mean: 'constant' })),
  );

  it('maps any numbers to allowed parameters', () => {
    const number = fc.double({ min: -20, max: 20, noNaN: true });
    fc.assert(
      fc.property(
        fc.constantFrom(...models),
        fc.array(number, { minLength: 6, maxLength: 6 }),
        (model, x) => {
          const { omega, alpha, gamma, beta, nu } = toParameters(model, scale, Float64Array.from(x));
          expect(beta).toBeGreaterThanOrEqual(0);
          expect(beta).toBeLessThanOrEqual(1);
          expect(nu).toBeGreaterThan(2);
          if (model.rule === 'egarch') return;
          expect(omega).toBeGreaterThan(0);
          expect(alpha).toBeGreaterThanOrEqual(0);
          expect(alpha + gamma).toBeGreaterThanOrEqual(-1e-15);
          expect(alpha + gamma / 2 + beta).toBeLessThanOrEqual(1 + 1e-12);
        },
      ),
    );
  });

  it('maps back to where it came from', () => {
    const parameters = { mu: 0.3, omega: 0.05, alpha: 0.06, gamma: 0.1, beta: 0.8, nu: 7 };
    for (const model of models) {
      const given = {
        ...parameters,
        gamma: model.rule === 'garch' ? 0 : parameters.gamma,
        nu: model.law === 'normal' ? Infinity : parameters.nu,
      };
      const x = fromParameters(model, scale, given);
      expect(x.length).toBe(parameterNames(model).length);
      const back = toParameters(model, scale, x);
      for (const [name, value] of Object.entries(given))
        expect(back[name as keyof typeof back], name).toBeCloseTo(value, 10);
    }
  });

  it('has no mean to move when it is zero', () => {
    const model: VolatilityModel = { ...NORMAL_GARCH, mean: 'zero' };
    expect(parameterNames(model)).toEqual(['omega', 'alpha[1]', 'beta[1]']);
    expect(toParameters(model, scale, Float64Array.of(0, 1, 1)).mu).toBe(0);
  });
});

describe('filterVariance', () => {
  const parameters = { mu: 0, omega: 0.2, alpha: 0.1, gamma: 0.2, beta: 0.5, nu: Infinity };
  const frame = {
    backcast: 4,
    lower: new Float64Array(3),
    upper: new Float64Array(3).fill(Number.POSITIVE_INFINITY),
  };
  const data = { returns: Float64Array.of(1, -2, 9), frame };

  it('moves by squares, more after a fall', () => {
    const variances = new Float64Array(3);
    filterVariance('gjr-garch', parameters, data, variances);
    // 0.2 + (0.1 + 0.1 + 0.5) × 4, then 0.2 + 0.1 × 1 + 0.5 × 3, then 0.2 + 0.3 × 4 + 0.5 × 1.8.
    expect(Array.from(variances)).toEqual([3, 1.8, 2.3].map((value) => expect.closeTo(value, 12)));
  });

  it('moves in logarithms, by size and by sign', () => {
    const variances = new Float64Array(3);
    filterVariance('egarch', parameters, data, variances);
    const first = 0.2 + 0.5 * Math.log(4);
    const shock = 1 / Math.exp(first / 2);
    const second = 0.2 + 0.1 * (shock - Math.sqrt(2 / Math.PI)) + 0.2 * shock + 0.5 * first;
    expect(variances[0]).toBeCloseTo(Math.exp(first), 12);
    expect(variances[1]).toBeCloseTo(Math.exp(second), 12);
  });

  it.each(['garch', 'egarch'] as const)('keeps %s inside the bounds', (rule) => {
    const variances = new Float64Array(3);
    const tight = { backcast: 4, lower: new Float64Array(3).fill(50), upper: new Float64Array(3).fill(60) };
    filterVariance(rule, parameters, { ...data, frame: tight }, variances);
    expect(variances[0]).toBe(50);
    const wild = { ...parameters, omega: 1e4 };
    filterVariance(rule, wild, { ...data, frame: tight }, variances);
    // Above the bound only the logarithm of the excess is left; an overflow is a fixed distance above it.
    expect(variances[0]).toBeGreaterThan(60);
    expect(variances[0]).toBeLessThanOrEqual(1_060);
  });
});

describe('likelihoodGradient', () => {
  const returns = simulateGarch(300, 8);
  const frame = varianceFrame(returns);
  const point = { mu: 0.05, omega: 0.06, alpha: 0.08, gamma: 0.07, beta: 0.8, nu: 7 };
  const names = ['mu', 'omega', 'alpha', 'gamma', 'beta', 'nu'] as const;

  it.each(
    (['gjr-garch', 'egarch'] as const).flatMap((rule) =>
      (['normal', 'studentst'] as const).map((law) => ({ rule, law })),
    ),
  )('is that of differences for $rule with $law errors', ({ rule, law }) => {
    const nu = law === 'normal' ? Number.POSITIVE_INFINITY : point.nu;
    const variances = new Float64Array(300);
    const likelihood = (x: Float64Array): number => {
      const [mu, omega, alpha, gamma, beta, tail] = x as unknown as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const parameters = { mu, omega, alpha, gamma, beta, nu: law === 'normal' ? nu : tail };
      filterVariance(rule, parameters, { returns, frame }, variances);
      return logLikelihood({ law, mu, nu: parameters.nu }, returns, variances);
    };
    const x = Float64Array.from(names, (name) => point[name]);
    const differences = centralGradient(likelihood, x);
    likelihood(x);
    const ours = likelihoodGradient(
      { rule, law, mean: 'constant' },
      { ...point, nu },
      { returns, frame, variances },
    );
    for (const [at, name] of names.entries()) {
      const slope = differences[at] as number;
      expect(Math.abs((ours[at] as number) - slope), name).toBeLessThan(1e-5 * (1 + Math.abs(slope)));
    }
  });

  it.each(['garch', 'egarch'] as const)('takes variances of %s at a bound as fixed', (rule) => {
    const variances = new Float64Array(300).fill(2);
    const held = { ...frame, lower: new Float64Array(300).fill(2) };
    const model = { rule, law: 'normal', mean: 'constant' } as const;
    const slopes = likelihoodGradient(model, { ...point, nu: Infinity }, { returns, frame: held, variances });
    // Only the mean moves the likelihood: sum of errors over the variance.
    const errors = returns.reduce((sum, value) => sum + value - point.mu, 0);
    expect(slopes[0]).toBeCloseTo(errors / 2, 8);
    expect(Array.from(slopes.subarray(1))).toEqual([0, 0, 0, 0, 0]);
  });
});
