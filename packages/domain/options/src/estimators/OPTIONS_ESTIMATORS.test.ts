import { Refusal } from '@qca/base';
import { Inputs } from '@qca/numerics';
import { describe, expect, it } from 'vitest';
import crr from '../oracle/crr.json' with { type: 'json' };
import european from '../oracle/european.json' with { type: 'json' };
import oracle from '../oracle/heston.json' with { type: 'json' };
import { OPTIONS_ESTIMATORS } from './OPTIONS_ESTIMATORS.ts';

function run(name: string, given: Record<string, unknown>): Record<string, unknown> {
  const estimator = OPTIONS_ESTIMATORS.find((one) => one.name === name)!;
  const answers = estimator.run(Inputs.check(estimator, given));
  expect(Object.keys(answers).sort()).toEqual(estimator.outputs.map((field) => field.name).sort());
  return answers;
}

function refusal(name: string, given: Record<string, unknown>): string {
  try {
    run(name, given);
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
  throw new Error('was not refused');
}

const ONE = { type: 'call', S: 100, K: 95, q: 0.01, r: 0.03, T: 0.5, vol: 0.3 };

describe('pricers by name', () => {
  it('read one option by either spelling, lists, and a table as in the oracle', () => {
    const one = run('black-scholes', ONE)['value'] as number;
    const { S, K, T, ...rest } = ONE;
    const spoken = { columns: Object.keys(ONE), rows: [Object.values({ ...ONE, type: 'CALL' })] };
    expect(run('black-scholes', spoken)['value']).toBe(one);
    expect(run('black-scholes', { ...rest, spot: S, strike: K, t: T })['value']).toBe(one);
    expect(run('black-scholes', { ...ONE, type: ['call', 'put'], K: [95, 105] })['value']).toHaveLength(2);
    const { value } = run('black-scholes', { columns: european.columns, rows: european.rows });
    (value as number[]).forEach((found, i) => {
      expect(Math.abs(found - (european.rows[i]![7] as number))).toBeLessThanOrEqual(1e-4);
    });
  });

  it('price trees, American options and volatilities', () => {
    const { value, ...given } = crr.at(-1)!;
    expect(run('crr', given)['value']).toBeCloseTo(value, 10);
    const rows = run('crr', { columns: Object.keys(crr[0]!), rows: crr.map((row) => Object.values(row)) });
    (rows['value'] as number[]).forEach((found, i) => {
      expect(found).toBeCloseTo(crr[i]!.value, 10);
    });
    const american = run('bjerksund-stensland', { ...ONE, version: '2002' });
    expect(american['value']).toBe(american['value_2002']);
    expect(american['value_2002']).toBeGreaterThanOrEqual(american['value_1993'] as number);
    expect(run('bjerksund-stensland', ONE)['value']).toBe(american['value_1993']);
    expect(run('barone-adesi-whaley', ONE)['value']).toBeGreaterThanOrEqual(american['european'] as number);
    const { vol, ...quote } = ONE;
    const price = run('black-scholes', ONE)['value'];
    expect(run('implied-volatility', { ...quote, price })['vol']).toBeCloseTo(vol, 12);
    expect(run('implied-volatility', { ...quote, price: 101 })['vol']).toBeNaN();
  });

  it.each([
    ['black-scholes', { ...ONE, vol: -0.1 }, /vol is -0.1.*from 0 to 100/],
    ['black-scholes', { ...ONE, S: 0 }, /spot is 0.*above 0/],
    ['black-scholes', { ...ONE, spot: 100 }, /spot is given twice, as spot and S/],
    ['black-scholes', { S: 1 }, /type is missing/],
    ['black-scholes', { type: 'put', S: 1 }, /strike is missing/],
    [
      'black-scholes',
      { ...ONE, K: [90, 100], S: [1, 2, 3] },
      /different lengths: strike 2|different lengths/,
    ],
    ['black-scholes', { rows: [['call', 1]] }, /columns is missing/],
    ['black-scholes', { columns: ['type'], rows: [['call', 1]] }, /not as long as columns/],
    ['black-scholes', { columns: ['type', 'S'], rows: [['both', 1]] }, /type is "both"/],
    ['black-scholes', { columns: ['type'], rows: [] }, /different lengths/],
    ['crr', { ...ONE, n: 2.5 }, /n is 2.5/],
    [
      'crr',
      { columns: ['type', 'S', 'K', 'T', 'vol', 'american'], rows: [['put', 1, 1, 1, 0.2, 'yes']] },
      /american is "yes"/,
    ],
    ['crr', { ...ONE, n: 2, r: 3, vol: 0.01 }, /upward chance/],
    ['crr', { ...ONE, T: 0 }, /upward chance of NaN/],
    ['barone-adesi-whaley', { ...ONE, type: 'put', r: 0, q: -0.01 }, /q is -0.01, below r of 0/],
    ['barone-adesi-whaley', { ...ONE, type: 'call', r: -0.02, q: 0 }, /r is -0.02, below q of 0/],
    ['bjerksund-stensland', { ...ONE, type: 'call', r: -0.02, q: -0.01 }, /Use crr/],
    ['heston', { ...ONE }, /vol is no input/],
  ])('%s refuses %o', (name, given, message) => {
    expect(refusal(name, given)).toMatch(message);
  });
});

describe('Heston by name', () => {
  it('has the oracle, row by row and as lists', () => {
    for (const { call, put, ...given } of oracle) {
      const found = run('heston', given);
      expect([found['value'], run('heston', { ...given, type: 'put' })['value']]).toEqual([
        found['call'],
        found['put'],
      ]);
      expect(Math.abs((found['call'] as number) - call)).toBeLessThan(1e-8);
      expect(Math.abs((found['put'] as number) - put)).toBeLessThan(1e-8);
    }
  });

  it('is calibrated to prices or volatilities', () => {
    const { call: _, put: __, ...given } = oracle[0]!;
    const [K, T] = [
      [80, 90, 100, 110, 120, 80, 100, 120],
      [0.5, 0.5, 0.5, 0.5, 0.5, 2, 2, 2],
    ];
    const { call, vol } = run('heston', { ...given, K, T });
    const market = { type: 'call', S: 100, r: 0.05, q: 0, K, T };
    expect(run('heston-calibration', { ...market, price: call })['rho']).toBeCloseTo(-0.7, 3);
    expect(run('heston-calibration', { ...market, vol })['v0']).toBeCloseTo(0.04, 4);
  });

  it.each([
    [{ ...ONE, price: 10 }, /not both/],
    [{ ...ONE, vol: 0.3 }, /has 1 quotes/],
    [{ type: 'call', S: 100, K: 95, T: 1 }, /price or vol must be given/],
    [{ type: 'call', S: 100, K: 95, T: 1, price: 1 }, /outside its bounds/],
  ])('refuses %o', (given, message) => {
    expect(refusal('heston-calibration', given)).toMatch(message);
  });
});

const k = [-0.4, -0.2, -0.1, 0, 0.1, 0.2, 0.4];
const SMILE = { a: 0.02, b: 0.1, rho: -0.4, m: 0.05, sigma: 0.2 };

describe('smiles by name', () => {
  it('checks a smile that is given, and fits one to its variances', () => {
    const { w, arbitrage_free, g } = run('svi', { ...SMILE, k });
    expect([arbitrage_free, (g as number[]).length]).toEqual([true, 7]);
    const fit = run('svi', { k, w });
    expect(fit['error']).toBeLessThan(1e-6);
    expect(run('svi', { ...SMILE, k, w })['error']).toBe(0);
    const vol = (w as number[]).map((variance) => Math.sqrt(variance / 0.5));
    const K = k.map((at) => 100 * Math.exp(at));
    expect(run('svi', { K, F: 100, vol, T: 0.5, before: { ...SMILE, a: 0.01 } })['error']).toBeLessThan(1e-2);
  });

  it('fits a surface', () => {
    const T = [0.25, 0.25, 0.25, 1, 1, 1, 1];
    const found = run('ssvi', { k, vol: [0.4, 0.35, 0.33, 0.3, 0.3, 0.3, 0.31], T });
    expect(found['arbitrage_free']).toBe(true);
    expect(found['years']).toEqual([0.25, 1]);
  });

  it.each([
    ['svi', { k: [0, 1], w: [1, 1] }, /has 2 quotes/],
    ['svi', { k, w: [1, 1] }, /w has 2 numbers/],
    ['svi', { k, w: k }, /not above zero/],
    ['svi', { k }, /vol is missing/],
    ['svi', { k, vol: k.map(() => 0.2) }, /T is missing/],
    ['svi', { K: k.map(() => 1), w: k }, /F is missing/],
    ['svi', { w: k }, /K is missing/],
    ['svi', { a: 1, k }, /lacks b/],
    ['svi', { ...SMILE, sigma: 0 }, /is no smile/],
    ['svi', { ...SMILE, k, w: [1] }, /not as long as k/],
    ['svi', { k, w: k.map(() => 0.1), weights: [1] }, /weights are not one a quote/],
    ['ssvi', { k, w: k.map(() => 0.1) }, /T is missing/],
    ['ssvi', { k: [0], w: [0.1], T: 1 }, /has 1 quotes/],
  ])('%s refuses %o', (name, given, message) => {
    expect(refusal(name, given)).toMatch(message);
  });
});

describe('hedges by name', () => {
  const instruments = [
    { name: 'future', delta: 1, cost: 0.01 },
    { delta: 0.5, gamma: 0.03, vega: 20, cost: 0.05, min: -10, max: 10 },
  ];

  it('runs and proposes', () => {
    const { deviation, expected_deviation } = run('delta-hedge', { ...ONE, paths: 200, rebalances: 20 });
    expect((deviation as number) / (expected_deviation as number)).toBeCloseTo(1, 0);
    expect(
      run('delta-hedge', { ...ONE, paths: 50, realised_vol: 0.5, drift: 0, cost_ratio: 0.001 })['cost'],
    ).toBeGreaterThan(0);
    const { contracts, delta, words } = run('hedge-proposal', {
      delta: -20,
      vega: -50,
      instruments,
      spot_move: 5,
    });
    expect(contracts).toHaveLength(2);
    expect(Math.abs(delta as number)).toBeLessThan(2);
    expect((words as string[])[0]).toMatch(/^Buy \d+ contracts of future\.$/);
  });

  it.each([
    ['delta-hedge', { ...ONE, rebalances: 0 }, /cannot be run/],
    ['delta-hedge', { ...ONE, vol: 0 }, /or T is 0/],
    ['delta-hedge', { ...ONE, cost_ratio: -1 }, /below zero/],
    ['delta-hedge', { ...ONE, K: [1, 2] }, /several options/],
    ['hedge-proposal', { instruments: {}, spot_move: 1 }, /no list of instruments/],
    ['hedge-proposal', { instruments: [{ theta: 1 }], spot_move: 1 }, /hold theta/],
    ['hedge-proposal', { instruments: [{ delta: 'x' }], spot_move: 1 }, /has delta "x"/],
    ['hedge-proposal', { instruments: [{ cost: -1 }], spot_move: 1 }, /cost below 0/],
    ['hedge-proposal', { instruments: [{ min: 0.5 }], spot_move: 1 }, /whole bounds/],
    ['hedge-proposal', { instruments, spot_move: -1 }, /spot_move is -1/],
  ])('%s refuses %o', (name, given, message) => {
    expect(refusal(name, given)).toMatch(message);
  });
});
