import { Random } from '@qca/base';
import { centralGradient, normalPdf, studentTPdf } from '@qca/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backtestVolatility } from './backtestVolatility.ts';
import { exponentialMovingVariance } from './exponentialMovingVariance.ts';
import { filterVariance } from './filterVariance.ts';
import { fitVolatility, type VolatilityFit } from './fitVolatility.ts';
import { forecastVariance, logVarianceForecast } from './forecastVariance.ts';
import { fitHar, forecastHar } from './heterogeneousAutoregression.ts';
import { likelihoodGradient } from './likelihoodGradient.ts';
import { logLikelihood } from './logLikelihood.ts';
import { varianceFrame } from './VarianceFrame.ts';
import { parameterNames, type VolatilityModel } from './VolatilityModel.ts';
import { fromParameters, toParameters } from './VolatilityScale.ts';

const NORMAL_GARCH: VolatilityModel = { rule: 'garch', law: 'normal', mean: 'constant' };
const STUDENT_EGARCH: VolatilityModel = { rule: 'egarch', law: 'studentst', mean: 'constant' };

/** GARCH(1,1) with omega 0.05, alpha 0.1, beta 0.85 and mean 0.1. */
function simulate(length: number, seed: number): Float64Array {
  const random = new Random(seed);
  let variance = 1;
  return Float64Array.from({ length }, () => {
    const error = Math.sqrt(variance) * random.nextGaussian();
    variance = 0.05 + 0.1 * error * error + 0.85 * variance;
    return 0.1 + error;
  });
}

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
  const returns = simulate(500, 3);
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
  const returns = simulate(300, 8);
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

describe('fitVolatility', () => {
  const returns = simulate(4_000, 11);
  const fit = fitVolatility(NORMAL_GARCH, returns);

  it('finds the parameters that made the series', () => {
    // Four standard errors of such a series, about.
    expect(fit.parameters.alpha).toBeCloseTo(0.1, 1);
    expect(fit.parameters.beta).toBeGreaterThan(0.78);
    expect(fit.parameters.beta).toBeLessThan(0.92);
    expect(fit.parameters.mu).toBeCloseTo(0.1, 1);
    expect(fit.converged).toBe(true);
  });

  it('is not below the likelihood at those parameters', () => {
    const mean = returns.reduce((sum, value) => sum + value, 0) / 4_000;
    const frame = varianceFrame(returns.map((value) => value - mean));
    const variances = new Float64Array(4_000);
    const truth = { mu: 0.1, omega: 0.05, alpha: 0.1, gamma: 0, beta: 0.85, nu: Infinity };
    filterVariance('garch', truth, { returns, frame }, variances);
    expect(fit.logLikelihood).toBeGreaterThanOrEqual(
      logLikelihood({ law: 'normal', mu: 0.1, nu: Infinity }, returns, variances),
    );
  });

  it('moves with the unit of returns: variances by its square, weights not at all', () => {
    const wide = fitVolatility(
      NORMAL_GARCH,
      returns.map((value) => 5 * value),
    );
    expect(wide.parameters.alpha).toBeCloseTo(fit.parameters.alpha, 4);
    expect(wide.parameters.beta).toBeCloseTo(fit.parameters.beta, 4);
    expect(wide.parameters.omega / (25 * fit.parameters.omega)).toBeCloseTo(1, 3);
    expect(wide.logLikelihood).toBeCloseTo(fit.logLikelihood - 4_000 * Math.log(5), 4);
  });

  it('contains its special cases: more freedom, no lower likelihood', () => {
    const skewed = fitVolatility({ ...NORMAL_GARCH, rule: 'gjr-garch' }, returns);
    const tailed = fitVolatility({ ...NORMAL_GARCH, law: 'studentst' }, returns);
    const still = fitVolatility({ ...NORMAL_GARCH, mean: 'zero' }, returns);
    expect(skewed.logLikelihood).toBeGreaterThanOrEqual(fit.logLikelihood - 1e-6);
    // Student's t stops at 500 degrees of freedom, a little off the normal.
    expect(tailed.logLikelihood).toBeGreaterThanOrEqual(fit.logLikelihood - 1);
    expect(still.logLikelihood).toBeLessThanOrEqual(fit.logLikelihood + 1e-6);
  });

  it('counts parameters in the criteria', () => {
    expect(fit.aic).toBeCloseTo(8 - 2 * fit.logLikelihood, 9);
    expect(fit.bic).toBeCloseTo(4 * Math.log(4_000) - 2 * fit.logLikelihood, 9);
  });

  it('refuses too few returns, and returns that do not vary', () => {
    expect(() => fitVolatility(NORMAL_GARCH, new Float64Array(59))).toThrow('too few');
    expect(() => fitVolatility(NORMAL_GARCH, new Float64Array(60).fill(1))).toThrow('do not vary');
  });
});

function fitOf(model: VolatilityModel, parameters: Partial<VolatilityFit['parameters']>): VolatilityFit {
  return {
    model,
    parameters: { mu: 0, omega: 0.02, alpha: 0.1, gamma: 0, beta: 0.85, nu: Infinity, ...parameters },
    logLikelihood: 0,
    aic: 0,
    bic: 0,
    variances: Float64Array.of(2),
    lastVariance: 2,
    lastError: -1.5,
    converged: true,
  };
}

describe('forecastVariance', () => {
  it('decays to the long-run variance by the persistence', () => {
    const fit = fitOf({ ...NORMAL_GARCH, rule: 'gjr-garch' }, { gamma: 0.06, beta: 0.8 });
    const path = forecastVariance(fit, 400);
    const long = 0.02 / (1 - 0.1 - 0.03 - 0.8);
    expect(path[0]).toBeCloseTo(0.02 + 0.16 * 2.25 + 0.8 * 2, 12);
    expect(path[5]).toBeCloseTo(long + 0.93 ** 5 * ((path[0] as number) - long), 12);
    expect(path[399]).toBeCloseTo(long, 9);
  });

  it.each([
    {
      title: 'normal errors',
      law: 'normal',
      parameters: { alpha: 0.2, gamma: -0.1, beta: 0.9, omega: -0.05 },
    },
    {
      title: 'Student errors that lower it',
      law: 'studentst',
      parameters: { alpha: -0.2, gamma: -0.1, beta: 0.9, omega: -0.05, nu: 6 },
    },
  ] as const)('agrees for egarch and $title with a simulation', ({ law, parameters }) => {
    const fit = fitOf({ rule: 'egarch', law, mean: 'zero' }, parameters);
    const path = forecastVariance(fit, 3);
    const random = new Random(9);
    const { alpha, gamma, beta, omega } = fit.parameters;
    const paths = 200_000;
    let mean = 0;
    let logMean = 0;
    for (let count = 0; count < paths; count += 1) {
      let logarithm = Math.log(path[0] as number);
      for (let step = 0; step < 2; step += 1) {
        const shock = shockOf(random, fit.parameters.nu);
        logarithm =
          omega + alpha * (Math.abs(shock) - Math.sqrt(2 / Math.PI)) + gamma * shock + beta * logarithm;
      }
      mean += Math.exp(logarithm) / paths;
      logMean += logarithm / paths;
    }
    expect(mean / (path[2] as number)).toBeCloseTo(1, 2);
    expect(logMean).toBeCloseTo(logVarianceForecast(fit, 3)[2] as number, 2);
  });

  it('is infinite beyond one period for egarch with Student errors that raise it', () => {
    const path = forecastVariance(fitOf(STUDENT_EGARCH, { nu: 6 }), 2);
    expect(path[0]).toBeGreaterThan(0);
    expect(path[0]).toBeLessThan(10);
    expect(path[1]).toBe(Number.POSITIVE_INFINITY);
  });

  it('is finite when errors do not move it at all', () => {
    const path = forecastVariance(fitOf(STUDENT_EGARCH, { nu: 6, alpha: 0, gamma: 0 }), 2);
    expect(path[1]).toBeCloseTo(Math.exp(0.02 + 0.85 * Math.log(path[0] as number)), 12);
  });

  it('refuses a horizon of nothing, and logarithms of what does not move in them', () => {
    expect(() => forecastVariance(fitOf(NORMAL_GARCH, {}), 0)).toThrow('horizon');
    expect(() => logVarianceForecast(fitOf(NORMAL_GARCH, {}), 1)).toThrow('egarch');
  });
});

/** Student's t of variance one as a normal over the root of a chi-squared; a normal where nu is infinite. */
function shockOf(random: Random, nu: number): number {
  const normal = random.nextGaussian();
  if (!Number.isFinite(nu)) return normal;
  let squares = 0;
  for (let count = 0; count < nu; count += 1) squares += random.nextGaussian() ** 2;
  return (normal / Math.sqrt(squares / nu)) * Math.sqrt((nu - 2) / nu);
}

describe('fitHar', () => {
  it('finds the coefficients of a series without noise', () => {
    const series = new Float64Array(60);
    for (let at = 0; at < 60; at += 1) {
      const mean = (lag: number): number =>
        series.subarray(at - lag, at).reduce((sum, value) => sum + value, 0) / lag;
      series[at] =
        at < 4 ? [3, 1, 2, 5][at]! : 0.5 + 0.4 * mean(1) + 0.3 * mean(4) + (at % 7 === 0 ? 1e-6 : 0);
    }
    const fit = fitHar(series, [1, 4]);
    expect(fit.constant).toBeCloseTo(0.5, 4);
    expect(fit.slopes[0]).toBeCloseTo(0.4, 4);
    expect(fit.slopes[1]).toBeCloseTo(0.3, 4);
    expect(fit.observations).toBe(56);
  });

  it('spreads the variance of forecasts as a first autoregression does', () => {
    const random = new Random(2);
    let value = 0;
    const series = Float64Array.from({ length: 200 }, () => {
      value = 0.6 * value + random.nextGaussian();
      return value;
    });
    const fit = fitHar(series, [1]);
    const slope = fit.slopes[0] as number;
    const { means, variances } = forecastHar(fit, series, 3);
    expect(means[1]).toBeCloseTo(fit.constant + slope * (means[0] as number), 12);
    expect(variances[2]).toBeCloseTo(fit.residualVariance * (1 + slope ** 2 + slope ** 4), 12);
  });

  it('refuses a series that is too short, and a horizon of nothing', () => {
    expect(() => fitHar(new Float64Array(24), [1, 5, 22])).toThrow('too few');
    expect(() => forecastHar(fitHar(simulate(30, 1), [1]), simulate(30, 1), 0)).toThrow('horizon');
  });
});

describe('backtestVolatility', () => {
  const returns = simulate(900, 21);
  const plan = { model: NORMAL_GARCH, first: 500, refit: 200, naiveWindow: 22 };

  it('knows nothing of what comes: another future changes no forecast before it', () => {
    const other = returns.slice();
    other.fill(30, 800);
    for (const model of [NORMAL_GARCH, { rule: 'ewma', lambda: 0.94 } as const]) {
      const before = backtestVolatility(returns, { ...plan, model }).forecast;
      const after = backtestVolatility(other, { ...plan, model }).forecast;
      expect(after.subarray(0, 301)).toEqual(before.subarray(0, 301));
      expect(after[302]).not.toBe(before[302]);
    }
  });

  it('forecasts by the recursion of the fit', () => {
    const { forecast, realised, naive } = backtestVolatility(returns, plan);
    const fit = fitVolatility(NORMAL_GARCH, returns.slice(0, 500));
    const expected = forecastVariance(fit, 1)[0] as number;
    expect(forecast[0]).toBeCloseTo(expected + fit.parameters.mu ** 2, 9);
    expect(realised[0]).toBe((returns[500] as number) ** 2);
    const window = returns.subarray(478, 500).reduce((sum, value) => sum + value * value, 0) / 22;
    expect(naive[0]).toBeCloseTo(window, 12);
  });

  it('says that it beats the naive forecast where volatility clusters', () => {
    const { comparison } = backtestVolatility(simulate(3_000, 5), { ...plan, refit: 1_000 });
    expect(comparison.standing).toBe('better');
    expect(comparison.verdict).toContain('beats the naive one');
  });

  it('leaves out returns of 0, for which the loss is infinite', () => {
    const gaps = returns.slice();
    gaps[700] = 0;
    expect(Number.isFinite(backtestVolatility(gaps, plan).comparison.loss)).toBe(true);
  });

  it('refuses histories and series that are too short, and returns of nothing', () => {
    expect(() => backtestVolatility(returns, { ...plan, first: 59 })).toThrow('first history');
    expect(() => backtestVolatility(returns, { ...plan, first: 899 })).toThrow('too few');
    const dead = returns.slice();
    dead.fill(0, 500);
    expect(() => backtestVolatility(dead, plan)).toThrow('nearly all');
  });
});
