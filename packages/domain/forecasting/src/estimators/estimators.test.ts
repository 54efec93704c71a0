import { Random, Refusal } from '@qca/base';
import { Inputs } from '@qca/numerics';
import { describe, expect, it } from 'vitest';
import { FORECASTING_ESTIMATORS } from '../index.ts';

const random = new Random(77);
const noise = Array.from({ length: 80 }, () => random.nextGaussian());
const more = Array.from({ length: 80 }, () => random.nextGaussian());
const level = noise.map((value, at) => 50 + value + [3, 0, -2, -1][at % 4]!);
const squares = noise.map((value) => value * value + 0.01);
const misses = noise.map((value) => Number(value > 1.5));

/** One sound input for every estimator. */
const SOUND: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ewma: { returns: noise },
  arch: { returns: noise, p: 2 },
  garch: { returns: noise },
  tarch: { returns: noise, horizon: 1 },
  'gjr-garch': { returns: noise, distribution: 't' },
  egarch: { returns: noise, dist: 'student-t', mean: 'zero' },
  'garch-recursion': { returns: noise, alpha: 0.1, beta: 0.8, omega: 0.1 },
  har: { realised_variance: squares },
  'volatility-backtest': { returns: [...noise, ...more], model: 'ewma', first: 60 },
  'simple-exponential-smoothing': { values: level },
  holt: { values: level, damped: true },
  'holt-winters': { values: level, period: 4, seasonal: 'mul' },
  theta: { values: level, period: 4 },
  arima: { values: level, order: [1, 0, 0] },
  kpss: { values: noise },
  'forecast-combination': { forecasts: noise.map((value, at) => [value, more[at]]), actual: level },
  'rolling-origin': { values: level, method: 'theta', period: 4 },
  'compute-demand': { values: level, period: 4, horizon: 3 },
  qlike: { actual: squares, forecast: squares.map((value) => value + 1) },
  mse: { actual: noise, forecast: more },
  'forecast-errors': { actual: noise, forecast: more },
  mase: { actual: noise, forecast: more, history: level },
  pinball: { actual: noise, forecast: more, level: 0.9 },
  'mincer-zarnowitz': { actual: noise, forecast: more },
  'diebold-mariano': { errors_a: noise, errors_b: more },
  kupiec: { misses, rate: 0.05 },
  christoffersen: { misses, rate: 0.05 },
  'interval-coverage': {
    actual: noise,
    lower: noise.map((value) => value - 1),
    upper: more.map((value) => value + 5),
  },
  'conformal-interval': { errors: noise, forecast: level },
};

function run(name: string, inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const estimator = FORECASTING_ESTIMATORS.find((each) => each.name === name);
  if (estimator === undefined) throw new Error(`no estimator ${name}`);
  return estimator.run(Inputs.check(estimator, inputs));
}

describe('every estimator', () => {
  it('has a name of its own, and a sound input here', () => {
    expect(FORECASTING_ESTIMATORS.map(({ name }) => name).sort()).toEqual(Object.keys(SOUND).sort());
  });

  it.each(Object.entries(SOUND))(
    '%s answers with the outputs it announces, twice the same',
    (name, inputs) => {
      const answer = run(name, inputs);
      const estimator = FORECASTING_ESTIMATORS.find((each) => each.name === name);
      expect(Object.keys(answer).sort()).toEqual(estimator?.outputs.map((field) => field.name).sort());
      expect(run(name, inputs)).toEqual(answer);
    },
  );
});

it('diebold-mariano takes forecasts for their errors', () => {
  const errors = (forecast: readonly number[]) => level.map((value, at) => value - (forecast[at] as number));
  expect(run('diebold-mariano', { actual: level, forecast_a: noise, forecast_b: more, horizon: 2 })).toEqual(
    run('diebold-mariano', { errors_a: errors(noise), errors_b: errors(more), horizon: 2 }),
  );
});

describe('a volatility model', () => {
  const known = { mu: 0.1, omega: 0.2, alpha: 0.1, gamma: 0.05, beta: 0.7 };

  it('reads parameters one by one as it reads them together', () => {
    const lagged = { mu: 0.1, omega: 0.2, 'alpha[1]': 0.1, 'gamma[1]': 0.05, 'beta[1]': 0.7 };
    expect(run('gjr-garch', { returns: noise, params: lagged })).toEqual(
      run('gjr-garch', { returns: noise, ...known }),
    );
    expect(run('gjr-garch', { returns: noise, params: lagged }).params).toEqual(lagged);
  });

  it('is gjr-garch when garch has a lag of negative errors, and garch when gjr-garch has none', () => {
    expect(run('garch', { returns: noise, o: 1, params: known })).toEqual(
      run('gjr-garch', { returns: noise, params: known }),
    );
    expect(run('gjr-garch', { returns: noise, o: 0, params: known })).toEqual(
      run('garch', { returns: noise, params: known }),
    );
  });

  it('likes the parameters that a fit gave as well as the fit did', () => {
    const fit = run('garch', { returns: noise, mean: 'Zero' });
    const again = run('garch', { returns: noise, mean: 'Zero', params: fit.params });
    expect([again.loglik, again.fc_var]).toEqual([fit.loglik, fit.fc_var]);
  });
});

const REFUSED: readonly (readonly [string, Readonly<Record<string, unknown>>, RegExp])[] = [
  ['garch', { returns: noise.slice(0, 59) }, /59 in number.*at least 60/],
  ['garch', {}, /returns or prices are to be given/],
  ['garch', { prices: level, 'Adj Close': level }, /not both/],
  ['garch', { returns: noise, prices: level }, /Give one of them, and not both/],
  ['garch', { prices: level.map((value, at) => (at === 3 ? 0 : value)) }, /prices are not all above 0/],
  ['garch', { returns: new Array(80).fill(0.5) }, /all the same/],
  ['garch', { returns: noise, horizon: 0 }, /horizon is 0/],
  ['garch', { returns: noise, horizon: 10_001 }, /horizon is 10001/],
  ['garch', { returns: noise, distribution: 'cauchy' }, /cauchy/],
  ['garch', { returns: noise, p: 21 }, /p is 21/],
  ['garch', { returns: noise, q: -1 }, /q is -1/],
  ['garch', { returns: noise, p: 0 }, /p and o are 0/],
  ['garch', { returns: noise, power: 0 }, /power is 0/],
  ['garch', { returns: noise, lags: 1 }, /lags and the mean ar go together/],
  ['garch', { returns: noise, mean: 'AR' }, /lags and the mean ar go together/],
  ['garch', { returns: noise, mean: 'AR', lags: [2, 1] }, /lags are 2, 1/],
  ['garch', { returns: noise, p: 2, mu: 0, omega: 1, alpha: [0.1], beta: 0.5 }, /alpha\[2\]/],
  ['garch', { returns: noise, dist: 'skewt', params: [0, 1, 0.1, 0.5, 5, 1] }, /lambda between/],
  ['garch', { returns: noise, dist: 'ged', params: [0, 1, 0.1, 0.5, 1] }, /nu above 2 \(1 for ged\)/],
  ['gjr-garch', { returns: noise, o: 2, params: [0, 1, 0.1, 0, -0.1, 0.5] }, /below 0/],
  [
    'garch',
    { returns: noise, params: { omega: 0.1, alpha: 0.1 } },
    /lack one.*mu, omega, alpha\[1\], beta\[1\]/,
  ],
  ['garch', { returns: noise, mu: 0, omega: 0.1, alpha: -0.1, beta: 0.8 }, /below 0/],
  ['garch', { returns: noise, mu: 0, omega: 0.1, alpha: 0.1, beta: 1 }, /for ever/],
  ['egarch', { returns: noise, params: { mu: 0, omega: 0, alpha: 0, gamma: 0, beta: -1 } }, /for ever/],
  ['garch', { returns: noise, dist: 't', mean: 'zero', omega: 1, alpha: 0, beta: 0, nu: 2 }, /nu above 2/],
  ['garch', { returns: noise.slice(0, 1), mu: 0, omega: 1, alpha: 0, beta: 0 }, /at least 2/],
  ['diebold-mariano', { forecast_a: noise, forecast_b: more }, /actual is missing/],
  ['ewma', { returns: noise, lambda: 1 }, /lambda is 1/],
  ['garch-recursion', { returns: [], alpha: 0.1, beta: 0.1, omega: 1 }, /has 0 values/],
  ['garch-recursion', { returns: noise, alpha: 0.1, beta: 0.1 }, /omega or long_run_variance/],
  [
    'garch-recursion',
    { returns: noise, alpha: 0.1, beta: 0.1, omega: 1, long_run_variance: 1 },
    /Give one of them/,
  ],
  ['garch-recursion', { returns: noise, alpha: -0.1, beta: 0.1, omega: 1 }, /below 0/],
  ['garch-recursion', { returns: noise, alpha: 0.1, beta: 0.1, omega: 1, start: -1 }, /below 0/],
  ['har', { realised_variance: squares, returns: noise }, /not both/],
  ['har', { realised_variance: squares, prices: level }, /not both/],
  ['har', {}, /returns or prices are to be given/],
  ['har', { realised_variance: squares, lags: [5, 1] }, /lags are 5, 1/],
  ['har', { realised_variance: squares, lags: [0.5] }, /lags are 0.5/],
  ['har', { realised_variance: squares, lags: [] }, /lags are/],
  ['har', { realised_variance: squares.slice(0, 27) }, /27 values.*at least 28/],
  ['volatility-backtest', { returns: noise, first: 59 }, /first is 59/],
  ['volatility-backtest', { returns: noise, first: 60 }, /at least 90/],
  ['simple-exponential-smoothing', { values: level.slice(0, 9) }, /9 values.*at least 10/],
  ['holt-winters', { values: noise, period: 4, seasonal: 'multiplicative' }, /not all above 0/],
  ['holt-winters', { values: level, period: 1 }, /period is 1/],
  ['holt-winters', { values: level, period: 4, trend: false, damped: true }, /without a trend/],
  ['holt-winters', { values: level.slice(0, 47), period: 24 }, /at least 48/],
  ['theta', { values: level, theta: 0.9 }, /theta is 0.9/],
  ['theta', { values: level.slice(0, 23), period: 12 }, /at least 24/],
  ['arima', { values: level, order: [1, 0] }, /order is 1, 0/],
  ['arima', { values: level, order: [1, 3, 0] }, /order is 1, 3, 0/],
  ['arima', { values: level, order: [1, 0.5, 0] }, /order is 1, 0.5, 0/],
  ['arima', { values: level, order: [1, 0, 0], seasonal_order: [1, 0, 0, 1] }, /has no season/],
  ['arima', { values: level, order: [1, 0, 0], seasonal_order: [1, 0, 0, 25] }, /up to 2, 1, 2, 24/],
  ['arima', { values: level, period: 25 }, /period is 25/],
  ['arima', { values: level, order: [1, 2, 0], constant: true }, /more than one difference/],
  ['arima', { values: level.slice(0, 6), order: [4, 1, 0] }, /6 values/],
  ['arima', { values: level, constant: true }, /order is missing/],
  ['arima', { values: level.slice(0, 9) }, /at least 10/],
  ['arima', { values: level.map((_, at) => 2 * at) }, /straight line/],
  ['arima', { values: level.map((_, at) => 2 * at), order: [0, 1, 0] }, /straight line/],
  ['arima', { values: level, coverage: 1 }, /coverage is 1/],
  ['kpss', { values: noise, lags: 80 }, /lags is 80/],
  ['forecast-combination', { forecasts: [[1, 2]], actual: [1, 2] }, /1 rows for 2 periods/],
  ['forecast-combination', { forecasts: [[1, 2]], actual: [1], discount: 0 }, /discount is 0/],
  ['forecast-combination', { forecasts: [[1, 2]], actual: [1], rate: 0 }, /rate is 0/],
  ['rolling-origin', { values: level, method: 'holt', first: 9 }, /history of 9/],
  ['rolling-origin', { values: level, method: 'holt', window: 9 }, /history of 9/],
  ['rolling-origin', { values: level, method: 'naive', first: 78 }, /at least three origins/],
  ['rolling-origin', { values: noise, method: 'holt-winters-multiplicative', period: 4 }, /not all above 0/],
  ['rolling-origin', { values: level, method: 'oracle' }, /oracle/],
  ['compute-demand', { values: noise, period: 4, horizon: 3 }, /below 0 somewhere/],
  ['compute-demand', { values: level, period: 4, horizon: 3, origins: 3 }, /origins is 3/],
  ['compute-demand', { values: level, period: 24, horizon: 3 }, /at least 86/],
  ['qlike', { actual: [1], forecast: [0] }, /forecast is not above 0/],
  ['qlike', { actual: [-1], forecast: [1] }, /actual is below 0/],
  ['mse', { actual: [1, 2], forecast: [1] }, /forecast has 1 values and actual has 2/],
  ['mse', { actual: [], forecast: [] }, /actual has 0 values/],
  ['mase', { actual: [1], forecast: [1], history: [1, 2], period: 2 }, /at least 3/],
  ['pinball', { actual: [1], forecast: [1], level: 0 }, /level is 0/],
  ['mincer-zarnowitz', { actual: noise, forecast: new Array(80).fill(1) }, /does not vary/],
  ['mincer-zarnowitz', { actual: noise, forecast: more, lags: 80 }, /lags is 80/],
  ['diebold-mariano', { errors_a: noise }, /are to be given/],
  ['diebold-mariano', { errors_a: noise, errors_b: more, losses_a: noise, losses_b: more }, /Give one pair/],
  ['diebold-mariano', { errors_a: noise, errors_b: more, power: 0 }, /power is 0/],
  ['diebold-mariano', { losses_a: [1, 2, 3], losses_b: [1, 2, 4], horizon: 3 }, /horizon is 3/],
  ['kupiec', { rate: 0.1 }, /miss_count and n/],
  ['kupiec', { miss_count: 5, n: 4, rate: 0.1 }, /miss_count is 5/],
  ['kupiec', { misses: [0, 2], rate: 0.1 }, /more than 0 and 1/],
  ['kupiec', { misses, rate: 0 }, /rate is 0/],
  ['christoffersen', { misses: [1], rate: 0.1 }, /at least 2/],
  ['interval-coverage', { actual: [1, 2], lower: [0, 3], upper: [2, 2] }, /upper is below lower/],
  ['conformal-interval', { errors: [], forecast: [1] }, /errors has 0 values/],
];

describe('what is refused', () => {
  it.each(REFUSED)('%s refuses %o', (name, inputs, message) => {
    expect(() => run(name, inputs)).toThrow(Refusal);
    expect(() => run(name, inputs)).toThrow(message);
  });
});

describe('inputs that mean the same', () => {
  it('are returns and prices', () => {
    const prices = [100];
    for (const value of noise) prices.push(prices[prices.length - 1]! * (1 + value / 100));
    expect(run('ewma', { prices })['next_var']).toBeCloseTo(
      run('ewma', { returns: noise })['next_var'] as number,
      8,
    );
  });

  it('are misses and their counts', () => {
    const counts = { miss_count: misses.filter(Boolean).length, n: 80, rate: 0.05 };
    expect(run('kupiec', counts)).toEqual(run('kupiec', { misses, rate: 0.05 }));
  });

  it('are errors and their losses', () => {
    const losses = { losses_a: noise.map((value) => value ** 2), losses_b: more.map((value) => value ** 2) };
    expect(run('diebold-mariano', losses)).toEqual(
      run('diebold-mariano', { errors_a: noise, errors_b: more }),
    );
  });
});

describe('answers', () => {
  it('cover with intervals as wide as asked for', () => {
    const narrow = run('arima', { values: level, order: [1, 0, 0], coverage: 0.5 });
    const [lower, upper, error] = ['lower', 'upper', 'standard_error'].map(
      (key) => (narrow[key] as Float64Array)[2]!,
    );
    // The quartiles of a normal are 0.674 standard deviations from its middle.
    expect((upper! - lower!) / error!).toBeCloseTo(2 * 0.6744897501960817, 8);
  });

  it('name the coefficients of a season and a drift', () => {
    const { params } = run('arima', {
      values: level,
      order: [1, 0, 1],
      seasonal_order: [0, 1, 1, 4],
      constant: true,
    });
    expect(Object.keys(params as object)).toEqual(['drift', 'ar.L1', 'ma.L1', 'ma.S.L4', 'sigma2']);
  });

  it('say in plain words when the naive forecast is not beaten', () => {
    const walk = noise.map(
      (
        (sum) => (value: number) =>
          (sum += value)
      )(100),
    );
    const answer = run('rolling-origin', { values: walk, method: 'mean' });
    expect(answer['beats_naive']).toBe(false);
    expect(answer['verdict']).toContain('does not beat the naive one');
    expect(answer['origins']).toBe(40);
  });

  it('count what intervals hold', () => {
    const answer = run('interval-coverage', {
      actual: [1, 2, 3, 4],
      lower: [0, 0, 3, 5],
      upper: [2, 1, 3, 6],
      coverage: 0.5,
    });
    expect(answer['observed_coverage']).toBe(0.5);
    expect(answer['mean_width']).toBe(1);
    // Widths 2, 1, 0, 1, and 4 for each unit missed.
    expect(answer['interval_score']).toBeCloseTo((2 + 1 + 4 + 0 + 1 + 4) / 4, 12);
  });

  it('are infinite where there are too few errors', () => {
    expect(run('conformal-interval', { errors: [1, 2], forecast: [5] })['radius']).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});
