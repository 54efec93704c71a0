import { describe, expect, it } from 'vitest';
import { randomReturns } from './market.fixture.ts';
import { refusal, run } from './runEstimator.fixture.ts';

const returns = randomReturns(21, { rows: 40, assets: 3 }).map((row) => Array.from(row));
const mu = [0.05, 0.1, 0.15];
const cov = [
  [0.04, 0.01, 0],
  [0.01, 0.09, 0.02],
  [0, 0.02, 0.16],
];
const assets = ['A', 'B', 'C'];
const garch = { method: 'garch', omega: [1e-6, 1e-6, 1e-6], alpha: [0.1, 0.1, 0.1], beta: [0.8, 0.8, 0.8] };

/** Estimator, what it is given, and what its refusal says. */
const CASES: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
  ['min-volatility', {}, /prices is missing/],
  ['min-volatility', { cov, gamma: -1 }, /gamma is -1/],
  [
    'efficient-return',
    { mu, cov, target_return: 0.1, market_neutral: true },
    /market_neutral needs weights below zero/,
  ],
  [
    'efficient-risk',
    { mu, cov, target_volatility: 0.01, gamma: 1 },
    /no portfolio within the limits has a volatility/,
  ],
  ['black-litterman', { cov, Q: [0.1, 0.1, 0.1], pi: 'market' }, /market_caps is missing/],
  ['black-litterman', { cov, Q: [0.1, 0.1, 0.1], pi: 'flat' }, /pi is 'flat', and may be equal, market/],
  ['black-litterman', { cov, Q: [0.1, 0.1, 0.1], omega: 'idzorek' }, /view_confidences is missing/],
  ['min-semivariance', { returns, risk_aversion: 0 }, /risk_aversion is 0/],
  [
    'min-semivariance',
    { returns, target_risk: 0.1, risk_aversion: 1 },
    /risk_aversion is given beside target_risk/,
  ],
  ['min-semivariance', { returns, target_semideviation: 1e-5 }, /the least is/],
  ['capm-return', { mu, cov }, /returns is missing/],
  ['capm-return', { returns, market_returns: [0.1, 0.2] }, /makes 2 returns for 40 of the assets/],
  ['capm-return', { returns, market_returns: returns.map(() => 0.01) }, /without any move/],
  ['capm-return', { returns, market_prices: [0, 1] }, /price of zero or below/],
  ['capm-return', { returns, market_prices: [1, 2], market_returns: [1] }, /given beside market_prices/],
  ['market-implied-risk-aversion', {}, /market_prices is missing/],
  ['market-implied-risk-aversion', { market_prices: [1, 2] }, /never move, or are too few/],
  ['market-implied-risk-aversion', { market_prices: [1, 2, 1], frequency: 0 }, /frequency is not above zero/],
  ['market-implied-prior-returns', { cov, market_caps: [1, 1, 1], risk_aversion: 0 }, /risk_aversion is 0/],
  ['market-implied-prior-returns', { cov, market_caps: [0, 0, 0] }, /none above/],
  ['min-volatility', { mu }, /cov is missing/],
  ['max-sharpe', { cov }, /mu is missing/],
  ['min-volatility', { returns, prices: [[1], [2]] }, /returns is given beside prices/],
  ['min-volatility', { prices: [[1], [0], [2]] }, /price of zero or below/],
  ['min-volatility', { prices: [[1], [2]] }, /fewer than two returns/],
  ['min-volatility', { returns: [[-1], [0.1], [0.2]] }, /loss of everything/],
  [
    'min-volatility',
    {
      returns: [
        [0.1, null],
        [0.2, null],
        [0.1, 0.3],
      ],
    },
    /without two rows/,
  ],
  ['min-volatility', { cov, frequency: 0 }, /frequency is not above zero/],
  ['min-volatility', { cov: [[1, 2]] }, /not 1 × 1/],
  [
    'min-volatility',
    {
      cov: [
        [0.04, 0.01],
        [0.02, 0.04],
      ],
    },
    /not symmetric/,
  ],
  ['min-volatility', { cov: [[0]] }, /variance of 0/],
  ['min-volatility', { cov, assets: ['A', 'A', 'B'] }, /no list of different names/],
  ['min-volatility', { cov, assets: ['A'] }, /1 names for 3 assets/],
  ['max-sharpe', { cov, mu: [0.1] }, /1 numbers for 3 assets/],
  ['max-sharpe', { cov, assets, mu: { A: 0.1, B: 0.2, D: 0.1 } }, /names D, which is no asset/],
  ['max-sharpe', { cov, assets, mu: { A: 0.1, B: 0.2 } }, /no finite number for C/],
  ['max-sharpe', { cov, mu, rf: 0.15 }, /earn more than the risk-free rate 0.15/],
  ['max-sharpe', { cov, mu, lower: [0.5, 0, 0], upper: [0.4, 1, 1] }, /lower of asset 0 is 0.5, above/],
  ['max-sharpe', { cov, mu, weight_bounds: [0, 1, 2] }, /weight_bounds is neither/],
  ['max-sharpe', { cov, mu, max_turnover: 0.1 }, /current is missing/],
  ['max-sharpe', { cov, mu, groups: { one: 3 } }, /one: is no object/],
  ['max-sharpe', { cov, mu, groups: { one: {} } }, /one: has no members/],
  ['max-sharpe', { cov, mu, groups: { one: { members: ['X'] } } }, /one: X is no asset/],
  [
    'max-sharpe',
    { cov, mu, groups: { one: { members: [0], min: 'a' } } },
    /one: has an end that is no number/,
  ],
  [
    'max-sharpe',
    { cov, mu, groups: { one: { members: [0], min: 0.5, max: 0.1 } } },
    /one: goes from 0.5 down to 0.1/,
  ],
  ['max-sharpe', { cov, mu, maximum: 1 }, /maximum is no input/],
  ['efficient-risk', { cov, mu }, /target_volatility is missing/],
  ['efficient-risk', { cov, mu, target_volatility: 0.01 }, /the least is/],
  ['efficient-return', { cov, mu, target_return: 0.2 }, /expected return of 0.2 or more/],
  ['max-quadratic-utility', { cov, mu, risk_aversion: 0 }, /risk_aversion is 0/],
  ['efficient-frontier', { cov, mu, points: 0 }, /points is 0/],
  ['min-semivariance', { mu, cov }, /returns is missing/],
  ['risk-parity', { cov, budgets: [1, 0, 1] }, /risk budget is not above zero/],
  ['correlation-clusters', { cov, clusters: 4 }, /clusters is 4/],
  [
    'correlation-clusters',
    {
      returns: [
        [0.1, null],
        [null, 0.1],
        [0.2, null],
      ],
    },
    /without a correlation/,
  ],
  ['ledoit-wolf', { returns: [[0.1], [0.2]] }, /one column/],
  ['ledoit-wolf', { mu, cov }, /returns is missing/],
  [
    'ledoit-wolf',
    {
      prices: [
        [1, 1],
        [1, 2],
        [1, 3],
      ],
      target: 'constant-correlation',
    },
    /never moves/,
  ],
  [
    'hrp',
    {
      prices: [
        [1, 1],
        [1, 2],
        [1, 3],
      ],
    },
    /prices of asset 0 never move/,
  ],
  [
    'monte-carlo',
    {
      prices: [
        [1, 1],
        [1, 2],
        [1, 3],
      ],
    },
    /prices of asset 0 never move/,
  ],
  ['black-litterman', { cov, assets, absolute_views: { D: 0.1 } }, /of D is no view/],
  ['black-litterman', { cov, Q: [0.1], P: [[1, 0]] }, /P is not 1 × 3/],
  ['black-litterman', { cov, Q: [0.1] }, /P is not 1 × 3/],
  ['black-litterman', { cov, Q: [0.1], P: [[1, 0, 0]], view_confidences: [] }, /nothing for view 0/],
  ['black-litterman', { cov, Q: [0.1], P: [[1, 0, 0]], view_confidences: [2] }, /confidence 2/],
  ['black-litterman', { cov, Q: [0.1], P: [[1, 0, 0]], omega: [[1, 0]] }, /omega is not 1 × 1/],
  ['black-litterman', { cov, market_caps: [1, -1, 0] }, /market_caps has a value below zero/],
  ['black-litterman', { cov, risk_aversion: 0 }, /risk_aversion is 0/],
  ['black-litterman', { cov, tau: 2, Q: [0.1], P: [[1, 0, 0]] }, /tau is 2/],
  ['discrete-allocation', { weights: [0.5, 0.6] }, /sum to 1.1/],
  ['discrete-allocation', { weights: [1.5, -0.5] }, /below zero/],
  ['discrete-allocation', { weights: [1], total_portfolio_value: 4.99 }, /is 4.99/],
  ['discrete-allocation', { weights: [1], total_portfolio_value: 10.001 }, /is 10.001/],
  ['discrete-allocation', { weights: [1], latest_prices: [0] }, /price is 0/],
  ['no-trade-rebalance', { cov, target: mu }, /current is missing/],
  ['no-trade-rebalance', { cov, target: [0.5, 0.5, 0.5], current: [1, 0, 0] }, /target sums to 1.5/],
  ['no-trade-rebalance', { cov, target: [1, 0, 0], current: [0, 0.5, 0] }, /current sums to 0.5/],
  ['no-trade-rebalance', { target: [1, 0, 0], current: [0, 1, 0] }, /prices is missing/],
  ['no-trade-rebalance', { cov, target: [1, 0, 0], current: [0, 1, 0], cost: 1 }, /costs has a cost/],
  ['no-trade-rebalance', { cov, target: [1, 0, 0], current: [0, 1, 0], horizon: 0 }, /horizon is 0/],
  [
    'no-trade-rebalance',
    { cov, target: [1, 0, 0], current: [0, 1, 0], risk_aversion: -1 },
    /risk_aversion is -1/,
  ],
  ['no-trade-rebalance', { target: [1, 0, 0], current: [0, 1, 0], band: -0.1 }, /bands has one below zero/],
  ['no-trade-rebalance', { target: [1, 0], holdings_cents: [1.5, 1], band: 0.1 }, /holdings_cents has 1.5/],
  ['no-trade-rebalance', { target: [1, 0], holdings_cents: [0, 0], band: 0.1 }, /holdings_cents sum to zero/],
  ['monte-carlo', { mu, cov, weights: [1, 1, 1] }, /weights sum to 3/],
  ['monte-carlo', { mu, cov, paths: 0 }, /paths is 0/],
  ['monte-carlo', { mu, cov, horizon: 0 }, /horizon is 0/],
  ['monte-carlo', { mu, cov, paths: 1_000_000, horizon: 100_000 }, /at most 5000000000 steps/],
  ['monte-carlo', { mu, cov, levels: [2] }, /levels has one outside/],
  ['monte-carlo', { mu, cov, method: 'bootstrap' }, /returns is missing/],
  [
    'monte-carlo',
    {
      returns: [
        [0.1, null],
        [null, 0.1],
      ],
      method: 'bootstrap',
    },
    /no row in which every return/,
  ],
  ['monte-carlo', { returns, method: 'stationary-bootstrap', block: 0 }, /block is 0/],
  ['monte-carlo', { mu, cov, method: 'garch' }, /omega is missing/],
  ['monte-carlo', { mu, cov, ...garch, beta: [0.9, 0.9, 0.9] }, /stationary/],
  ['monte-carlo', { mu, cov, ...garch, variance: [0, 1, 1] }, /variance of asset 0 is 0/],
  ['monte-carlo', { mu, cov, ...garch, correlation: [[1]] }, /correlation is no 3 × 3 matrix/],
];

describe('what estimators refuse', () => {
  it.each(CASES)('%s given %j', (name, given, message) => {
    expect(refusal(() => run(name, given))).toMatch(message);
  });
});

describe('what estimators take', () => {
  it('answers by name where names are given, in lists where they are not', () => {
    expect(Object.keys(run('min-volatility', { cov, assets }).weights)).toEqual(assets);
    expect(run('min-volatility', { cov }).weights).toHaveLength(3);
    expect(run('hrp', { cov }).order).toHaveLength(3);
  });

  it('knows nothing of returns where none are given, and says so', () => {
    const { perf } = run('min-volatility', { cov });
    expect(perf[0]).toBeNaN();
    expect(perf[1]).toBeGreaterThan(0);
  });

  it('simulates by every method', () => {
    for (const more of [
      {},
      { method: 'bootstrap' },
      { method: 'stationary-bootstrap' },
      { ...garch, mean: [0.001, 0, 0] },
    ]) {
      const answer = run('monte-carlo', { returns, paths: 200, horizon: 20, ...more });
      expect(answer.terminal).toHaveLength(7);
      answer.terminal.slice(1).forEach((value, index) => {
        expect(value).toBeGreaterThanOrEqual(answer.terminal[index]!);
      });
      expect(run('monte-carlo', { returns, paths: 200, horizon: 20, ...more })).toEqual(answer);
    }
  });

  it('splits money, buys shares and trades to bands in cents', () => {
    expect(
      run('discrete-allocation', { weights: { A: 0.5, B: 0.5 }, total_portfolio_value: 5.01 }).cents,
    ).toEqual({ A: 251, B: 250 });
    const bought = run('discrete-allocation', {
      weights: { A: 0.5, B: 0.5 },
      latest_prices: { B: 30, A: 7 },
      total_portfolio_value: 100,
    });
    expect(bought.allocation).toEqual({ A: 7.14285714, B: 1.66666666 });
    expect(bought.leftover_cents + bought.cents['A']! + bought.cents['B']!).toBe(10_000);
    const traded = run('no-trade-rebalance', {
      target: { A: 0.5, B: 0.5 },
      band: 0.1,
      holdings_cents: { A: 80_00, B: 20_00 },
    });
    // 0.6 and 0.4 of 99.95: ten basis points of 20.03 and of 19.98 are 3 and 2 cents, rounded up.
    expect(traded.cents).toEqual({
      trades: { A: -2003, B: 1998 },
      holdings: { A: 5997, B: 3998 },
      cost: 5,
      cash: 0,
    });
    expect(traded.is_inside).toBe(false);
  });

  it('takes views in any of their forms', () => {
    const absolute = run('black-litterman', {
      cov,
      assets,
      pi: mu,
      absolute_views: { B: 0.3 },
      view_confidences: { B: 0.5 },
    });
    const mixed = run('black-litterman', {
      cov,
      assets,
      pi: mu,
      Q: [0.3],
      P: [[0, 1, 0]],
      view_confidences: [0.5],
    });
    expect(absolute).toEqual(mixed);
    expect(absolute.returns['B']).toBeCloseTo(0.2, 12);
    expect(run('black-litterman', { cov, pi: mu }).returns).toEqual(mu);
  });
});
