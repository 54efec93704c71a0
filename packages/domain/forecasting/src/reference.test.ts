import { readFileSync } from 'node:fs';
import { Inputs } from '@qca/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import { FORECASTING_ESTIMATORS } from './index.ts';

interface ArchFit {
  readonly params: Readonly<Record<string, number>>;
  readonly loglik: number;
  readonly aic: number;
  readonly bic: number;
  readonly last_cond_vol: number;
  readonly fc_var: readonly number[];
}

const text = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const expected = JSON.parse(text('oracle/volatility.json')) as Readonly<Record<string, ArchFit>>;
const prices = text('oracle/sp500.csv').trim().split('\n').slice(1).map(Number);
const returns = prices.slice(1).map((price, at) => 100 * (price / (prices[at] as number) - 1));

function run(name: string, inputs: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const estimator = FORECASTING_ESTIMATORS.find((each) => each.name === name);
  if (estimator === undefined) throw new Error(`no estimator ${name}`);
  return estimator.run(Inputs.check(estimator, inputs));
}

const FITS = [
  { key: 'garch11_normal', name: 'garch', inputs: { prices } },
  { key: 'gjr_garch111_normal', name: 'gjr-garch', inputs: { returns } },
  { key: 'garch11_studentst', name: 'garch', inputs: { returns, dist: 't' } },
  { key: 'egarch111', name: 'egarch', inputs: { 'Adj Close': prices, horizon: 1 } },
  { key: 'har_1_5_22_const_vol', name: 'har', inputs: { returns, name: 'Adj Close' } },
  { key: 'har_1_5_22_const_vol', name: 'har', inputs: { 'Adj Close': prices } },
];

describe.each(FITS)('$name on the S&P 500 beside arch: $key', ({ key, name, inputs }) => {
  let ours: ArchFit;
  let theirs: ArchFit;
  beforeAll(() => {
    ours = run(name, inputs) as unknown as ArchFit;
    theirs = expected[key] as ArchFit;
  });

  it('has the likelihood and the criteria', () => {
    for (const field of ['loglik', 'aic', 'bic'] as const)
      expect(Math.abs(ours[field] - theirs[field]), field).toBeLessThan(0.05);
  });

  it('has the parameters under the same names', () => {
    expect(Object.keys(ours.params)).toEqual(Object.keys(theirs.params));
    for (const [parameter, value] of Object.entries(theirs.params)) {
      const allowed = Math.max(0.02 * Math.abs(value), /alpha|beta/.test(parameter) ? 0.005 : 0);
      expect(Math.abs((ours.params[parameter] as number) - value), parameter).toBeLessThan(allowed);
    }
  });

  it('has the last volatility and the forecasts', () => {
    expect(ours.last_cond_vol / theirs.last_cond_vol).toBeCloseTo(1, 3);
    expect(ours.fc_var.length).toBe(theirs.fc_var.length);
    for (const [step, value] of theirs.fc_var.entries())
      expect((ours.fc_var[step] as number) / value, `step ${step}`).toBeCloseTo(1, 3);
  });
});

describe('other numbers of the same file', () => {
  it('has the exponentially weighted variance', () => {
    const next = expected['riskmetrics_ewma_0.94_next_var_seed_first_sq'] as unknown as number;
    expect(run('ewma', { returns })['next_var']).toBeCloseTo(next, 9);
    expect(run('ewma', { prices })['next_var']).toBeCloseTo(next, 9);
  });
});

describe('the recursion of QuantLib', () => {
  // test-suite/garch.cpp of QuantLib, see oracle/README.md.
  const VOLATILITIES = [
    0.452769, 0.513323, 0.530141, 0.5350841, 0.536558, 0.536999, 0.537132, 0.537171, 0.537183, 0.537187,
  ];

  it('has its ten volatilities', () => {
    const tenths = new Array<number>(10).fill(0.1);
    const known = { returns: tenths, alpha: 0.2, beta: 0.3 };
    for (const level of [{ omega: 0.2 }, { long_run_variance: 0.4 }]) {
      const { volatilities } = run('garch-recursion', { ...known, ...level });
      for (const [at, value] of VOLATILITIES.entries())
        expect(Math.abs(((volatilities as Float64Array)[at] as number) - value)).toBeLessThan(1e-6);
    }
  });
});
