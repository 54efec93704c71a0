import { describe, expect, it } from 'vitest';
import { ALLOCATION_ESTIMATORS } from './allocationEstimators.ts';
import { expected, hierarchicalWeights, stockPrices } from './oracleData.fixture.ts';
import { run } from './runEstimator.fixture.ts';

const { assets, prices } = stockPrices();
const given = {
  prices: prices.map((row) => Array.from(row, (price) => (Number.isNaN(price) ? null : price))),
  assets,
};
const answers = expected();
/** The same as expectations, which are quicker to read. */
const market = { mu: run('expected-returns', given).mu, cov: run('covariance', given).cov };

/** The oracle's own tolerances: performance 1e-5 relative, weights 1e-3 absolute. */
function holdTo(name: string, answer: { weights: Record<string, number>; perf: number[] }): void {
  const oracle = answers[name]!;
  for (const [asset, weight] of Object.entries(oracle.weights))
    expect(Math.abs(answer.weights[asset]! - weight), asset).toBeLessThan(1e-3);
  oracle.perf.forEach((value, index) => {
    expect(Math.abs(answer.perf[index]! / value - 1)).toBeLessThan(1e-5);
  });
}

describe('estimators by name, from prices with gaps', () => {
  it('answer as PyPortfolioOpt does', () => {
    holdTo('min_volatility_long_only', run('min-volatility', given));
    holdTo('min_volatility_short', run('min-volatility', { ...given, min_weight: -1 }));
    holdTo('max_sharpe_long_only_rf0.02', run('max-sharpe', { ...given, rf: 0.02 }));
    holdTo('efficient_risk_0.19', run('efficient-risk', { ...given, target_volatility: 0.19 }));
    holdTo('efficient_return_0.25', run('efficient-return', { ...given, target_return: 0.25 }));
    holdTo(
      'max_quadratic_utility_risk_aversion_2',
      run('max-quadratic-utility', { ...given, risk_aversion: 2 }),
    );
    const hierarchical = run('hrp', given);
    holdTo('hrp', hierarchical);
    for (const [asset, weight] of Object.entries(hierarchicalWeights()))
      expect(hierarchical.weights[asset]).toBeCloseTo(weight, 10);
    expect(run('ledoit-wolf', given).delta).toBeCloseTo(
      answers['ledoit_wolf_delta'] as unknown as number,
      12,
    );
    expect(run('ledoit-wolf', given).sum).toBeCloseTo(answers['ledoit_wolf_sum'] as unknown as number, 10);
    expect(run('exp-cov', given).sum).toBeCloseTo(answers['exp_cov_sum'] as unknown as number, 10);
    const { returns } = run('black-litterman', {
      ...given,
      absolute_views: { AAPL: 0.2, GOOG: -0.3, XOM: 0.4 },
    });
    for (const [asset, value] of Object.entries(answers['bl_absolute_AAPL.2_GOOG-.3_XOM.4_pi_none']!))
      expect(returns[asset]).toBeCloseTo(value as unknown as number, 12);
  });

  it('give the same from expectations as from the history they come from', () => {
    const { mu, cov } = market;
    const { vol } = run('covariance', { ...market });
    for (const asset of assets)
      expect(vol[asset]).toBeCloseTo(answers['vol']![asset] as unknown as number, 12);
    const named = run('max-sharpe', { mu, cov });
    const listed = run('max-sharpe', { mu: Object.values(mu), cov });
    holdTo('max_sharpe_long_only_rf0.02', named);
    expect(listed.weights).toEqual(Object.values(named.weights));
  });

  it('say how near they are to the conditions of an optimum', () => {
    for (const [name, more] of [
      ['min-volatility', {}],
      ['min-volatility', { min_weight: -1, groups: { tech: { members: ['GOOG', 'AAPL', 'FB'], max: 0.1 } } }],
      ['max-sharpe', { upper: { MA: 0.1 } }],
      ['efficient-risk', { target_risk: 0.19 }],
      ['efficient-return', { target_return: 0.25 }],
      ['max-quadratic-utility', { risk_aversion: 2, weight_bounds: [0, 0.3] }],
    ] as const)
      expect(run(name, { ...market, ...more }).kkt, name).toBeLessThan(1e-8);
  });

  it('keep groups, caps and turnover', () => {
    const current = Object.fromEntries(assets.map((asset) => [asset, 0.05]));
    const limits = {
      groups: { tech: { members: ['GOOG', 'AAPL', 'FB', 4], min: 0.3, max: 0.5 } },
      max_weight: 0.15,
      current,
      max_turnover: 0.6,
    };
    for (const name of ['min-volatility', 'max-sharpe', 'max-quadratic-utility']) {
      const { weights } = run(name, { ...market, ...limits });
      const tech = ['GOOG', 'AAPL', 'FB', 'AMZN'].reduce((sum, asset) => sum + weights[asset]!, 0);
      expect(tech).toBeGreaterThan(0.3 - 1e-9);
      expect(tech).toBeLessThan(0.5 + 1e-9);
      const values = Object.values(weights);
      expect(Math.max(...values)).toBeLessThan(0.15 + 1e-9);
      expect(values.reduce((sum, weight) => sum + Math.abs(weight - 0.05), 0)).toBeLessThan(0.6 + 1e-8);
      expect(values.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
    }
  });

  it('have a frontier that rises', () => {
    const { returns, volatilities } = run('efficient-frontier', { ...market, points: 12 });
    for (let index = 1; index < 12; index += 1) {
      expect(returns[index]).toBeGreaterThan(returns[index - 1]!);
      expect(volatilities[index]).toBeGreaterThan(volatilities[index - 1]!);
    }
  });
});

describe('the list of estimators', () => {
  it('names each once, with inputs named once', () => {
    const names = ALLOCATION_ESTIMATORS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, inputs } of ALLOCATION_ESTIMATORS)
      expect(new Set(inputs.map((field) => field.name)).size, name).toBe(inputs.length);
  });
});
