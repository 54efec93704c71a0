import { readFileSync } from 'node:fs';
import { Inputs, integrate } from '@qca/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORECASTING_ESTIMATORS } from '../../index.ts';
import { simulateGarch } from '../simulateGarch.fixture.ts';
import { fitLagged } from './fitLagged.ts';
import { type LaggedModel, laggedNames, laggedValues, sumOf } from './LaggedModel.ts';
import { fromLagged, toLagged } from './LaggedScale.ts';
import { expectationOf, logDensityOf } from './shapedLikelihood.ts';

interface ArchFit {
  readonly estimator: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly params: Readonly<Record<string, number>>;
  readonly loglik: number;
  readonly bic: number;
  readonly fc_var: readonly number[];
  readonly fc_mean: readonly number[];
  readonly last_cond_vol: number;
  readonly fitted: boolean;
}

const text = (path: string): string => readFileSync(new URL(`../../oracle/${path}`, import.meta.url), 'utf8');
const theirs = (JSON.parse(text('orders.json')) as readonly ArchFit[]).map((each) => {
  const { p, o = '-', q = '-', dist, mean = '', power = '' } = each.inputs;
  return { ...each, title: `${each.estimator} ${p},${o},${q} ${dist} ${mean} ${power}` };
});
const prices = text('sp500.csv').trim().split('\n').slice(1).map(Number);
const returns = prices.slice(1).map((price, at) => 100 * (price / (prices[at] as number) - 1));

function run(
  name: string,
  inputs: Readonly<Record<string, unknown>>,
): ArchFit & Readonly<Record<string, unknown>> {
  const estimator = FORECASTING_ESTIMATORS.find((each) => each.name === name);
  if (estimator === undefined) throw new Error(`no estimator ${name}`);
  return estimator.run(Inputs.check(estimator, inputs)) as never;
}

describe('models of any orders on the S&P 500 beside arch', () => {
  it.each(theirs)('$title at its parameters', (expected) => {
    const ours = run(expected.estimator, { ...expected.inputs, returns, params: expected.params });
    expect(Math.abs(ours.loglik - expected.loglik)).toBeLessThan(1e-8);
    expect(Math.abs(ours.bic - expected.bic)).toBeLessThan(1e-8);
    expect(ours.last_cond_vol).toBeCloseTo(expected.last_cond_vol, 10);
    for (const name of ['fc_var', 'fc_mean'] as const)
      expect(Array.from(ours[name]), name).toEqual(expected[name].map((value) => expect.closeTo(value, 10)));
  });

  it.each(theirs.filter(({ fitted }) => fitted))('$title finds the same parameters', (expected) => {
    const ours = run(expected.estimator, { ...expected.inputs, returns });
    expect(Math.abs(ours.loglik - expected.loglik)).toBeLessThan(0.05);
    expect(Object.keys(ours.params)).toEqual(Object.keys(expected.params));
    for (const [name, value] of Object.entries(expected.params)) {
      const allowed = Math.max(0.02 * Math.abs(value), /alpha|beta/.test(name) ? 0.005 : 0);
      expect(Math.abs((ours.params[name] as number) - value), name).toBeLessThan(allowed);
    }
  });
});

describe('special cases', () => {
  const few = Array.from(simulateGarch(200, 4));
  const params = { mu: 0.1, omega: -0.05, alpha: 0.2, gamma: -0.1, beta: 0.9 };

  it.each(['garch', 'egarch'])('%s with generalised errors of nu 2 is that with normal ones', (name) => {
    const known = { returns: few, params: { ...params, omega: 0.05 } };
    const normal = run(name, known);
    const ged = run(name, { ...known, dist: 'ged', nu: 2 });
    for (const output of ['fc_var', 'fc_log_var', 'fc_mean', 'conditional_volatility'])
      expect(Array.from((ged[output] ?? []) as number[])).toEqual(
        Array.from((normal[output] ?? []) as number[], (value) => expect.closeTo(value, 8)),
      );
    expect(ged.loglik).toBeCloseTo(normal.loglik, 8);
  });

  it('egarch with a skew of 0 is that with Student errors', () => {
    const student = run('egarch', { returns: few, dist: 't', params, nu: 6 });
    const skewed = run('egarch', { returns: few, dist: 'skewt', params, eta: 6, lambda: 0 });
    expect(skewed.loglik).toBeCloseTo(student.loglik, 8);
    expect(skewed.fc_var[0]).toBeCloseTo(student.fc_var[0] as number, 10);
    expect(skewed.fc_var[1]).toBe(Number.POSITIVE_INFINITY);
  });

  it('two lags of which one weighs nothing are one lag', () => {
    const known = { mu: 0.1, omega: 0.05, beta: 0.8 };
    const one = run('garch', { returns: few, ...known, alpha: 0.1 });
    const two = run('garch', { returns: few, ...known, p: 2, alpha: [0.1, 0] });
    expect(two.loglik).toBeCloseTo(one.loglik, 9);
    expect(two.params['alpha[2]']).toBe(0);
  });

  it('a power other than 2 is forecast one period ahead and no further', () => {
    const { fc_var } = run('tarch', {
      returns: few,
      params: { ...params, omega: 0.1, gamma: 0.05, beta: 0.7 },
    });
    expect(Array.from(fc_var).map(Number.isNaN)).toEqual([false, true, true, true, true]);
  });

  it('calls the lags of the mean by the column of prices', () => {
    const column = { 'Adj Close': prices.slice(0, 200), mean: 'AR', lags: [1, 3] };
    const { params: named } = run('garch', { ...column, params: [0, 0.1, -0.1, 0.1, 0.1, 0.8] });
    expect(Object.keys(named).slice(0, 3)).toEqual(['Const', 'Adj Close[1]', 'Adj Close[3]']);
  });
});

describe('densities of standardised errors', () => {
  it.each([
    ['normal', []],
    ['studentst', [5]],
    ['skewt', [6, -0.4]],
    ['ged', [1.3]],
  ] as const)('%s has mass 1, mean 0 and variance 1', (law, shape) => {
    expect(expectationOf(law, shape, () => 0)).toBeCloseTo(1, 8);
    expect(expectationOf(law, shape, (z) => 2 * Math.log(Math.abs(z)))).toBeCloseTo(1, 5);
    const logDensity = logDensityOf(law, shape);
    const mean = integrate((z) => z * Math.exp(logDensity(z)), -400, 400);
    expect(mean).toBeCloseTo(0, 5);
  });
});

describe('LaggedScale', () => {
  const units = { mean: [0.1], variance: 2, level: 1.5 };
  const base = { power: 2, mean: 'constant', meanLags: [], seriesName: 'y' } as const;

  it.each([
    { ...base, moves: 'power', p: 2, o: 1, q: 2, law: 'skewt' },
    { ...base, moves: 'power', p: 1, o: 2, q: 0, law: 'ged' },
    { ...base, moves: 'log', p: 2, o: 0, q: 2, law: 'studentst' },
  ] as const satisfies readonly LaggedModel[])(
    'maps any numbers inside the bounds and back: $moves $p,$o,$q',
    (model) => {
      const number = fc.double({ min: -3, max: 3, noNaN: true }).filter((value) => Math.abs(value) > 1e-3);
      const count = laggedNames(model).length + 1;
      fc.assert(
        fc.property(fc.array(number, { minLength: count, maxLength: count }), (x) => {
          const parameters = toLagged(model, units, Float64Array.from(x));
          const { alpha, gamma, beta } = parameters;
          expect(sumOf(beta)).toBeLessThanOrEqual(1);
          if (model.moves === 'power') {
            expect(Math.min(...alpha, ...beta)).toBeGreaterThanOrEqual(0);
            for (const [lag, value] of gamma.entries())
              expect(value + (alpha[lag] ?? 0)).toBeGreaterThan(-1e-12);
            expect(sumOf(alpha) + sumOf(gamma) / 2 + sumOf(beta)).toBeLessThanOrEqual(1 + 1e-12);
          }
          const back = laggedValues(toLagged(model, units, fromLagged(model, units, parameters)));
          for (const [at, value] of laggedValues(parameters).entries())
            expect(back[at]).toBeCloseTo(value, 6);
        }),
      );
    },
  );
});

describe('fitLagged', () => {
  const model: LaggedModel = {
    moves: 'power',
    power: 2,
    p: 2,
    o: 0,
    q: 1,
    law: 'normal',
    mean: 'ar',
    meanLags: [1, 4],
    seriesName: 'y',
  };

  it('refuses too few returns, and returns that do not vary', () => {
    expect(() => fitLagged(model, simulateGarch(63, 1))).toThrow('too few');
    expect(() => fitLagged({ ...model, mean: 'constant', meanLags: [] }, new Float64Array(60))).toThrow(
      'do not vary',
    );
  });
});
