import { Random } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { backtestVolatility } from './backtestVolatility.ts';
import { filterVariance } from './filterVariance.ts';
import { fitVolatility, type VolatilityFit } from './fitVolatility.ts';
import { forecastVariance, logVarianceForecast } from './forecastVariance.ts';
import { fitHar, forecastHar } from './heterogeneousAutoregression.ts';
import { logLikelihood } from './logLikelihood.ts';
import { simulateGarch } from './simulateGarch.fixture.ts';
import { varianceFrame } from './VarianceFrame.ts';
import type { VolatilityModel } from './VolatilityModel.ts';

const NORMAL_GARCH: VolatilityModel = { rule: 'garch', law: 'normal', mean: 'constant' };
const STUDENT_EGARCH: VolatilityModel = { rule: 'egarch', law: 'studentst', mean: 'constant' };

describe('fitVolatility', () => {
  const returns = simulateGarch(4_000, 11);
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
    expect(() => forecastHar(fitHar(simulateGarch(30, 1), [1]), simulateGarch(30, 1), 0)).toThrow('horizon');
  });
});

describe('backtestVolatility', () => {
  const returns = simulateGarch(900, 21);
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
    const { comparison } = backtestVolatility(simulateGarch(3_000, 5), { ...plan, refit: 1_000 });
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
