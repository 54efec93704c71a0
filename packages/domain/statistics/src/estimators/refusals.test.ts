import { Inputs } from '@qca/numerics';
import { describe, expect, it } from 'vitest';
import { ask } from '../ask.fixture.ts';
import { STATISTICS_ESTIMATORS } from './estimators.ts';

const ten = [1, -2, 3, -4, 5, -6, 7, -8, 9, -10];
const rows = ten.map((value) => [value, -value]);
const pair = { x: ten, y: ten };

it.each([
  ['sharpe', {}, 'returns is missing'],
  ['beta', { returns: ten }, 'factor is missing'],
  ['alpha-beta', { returns: ten }, 'factor is missing'],
  ['performance', { returns: ten, risk_free: ten }, 'risk_free is a series'],
  ['alpha-beta', { returns: ten, factor: ten, risk_free: ten }, 'risk_free is a series'],
  ['batting-average', { returns: ten }, 'factor is missing'],
  ['beta', { returns: ten, factor: [1, 2] }, 'has 2 values for 10 returns'],
  ['sharpe-ratio', { returns: ten, risk_free: [1, 2] }, 'has 2 values for 10 returns'],
  ['sortino-ratio', { returns: ten, required_return: [1, 2] }, 'has 2 values for 10 returns'],
  ['sharpe', { returns: ten, periods: 0 }, 'periods is not above 0'],
  ['sharpe', { returns: ten, period: 'hourly' }, 'may be daily, weekly'],
  ['value-at-risk', { returns: ten, confidence: 0 }, 'confidence is 0'],
  ['value-at-risk', { returns: ten, confidence: 100 }, 'confidence is 100'],
  ['tail-ratio', { returns: ten, cutoff: 1 }, 'cutoff is 1'],
  ['monthly-table', { returns: [0.1] }, 'dates is missing'],
  ['monthly-table', { returns: [0.1], dates: ['soon'] }, 'is no list of ISO dates'],
  ['monthly-table', { returns: [0.1], dates: { a: 1 } }, 'is no list of ISO dates'],
  ['monthly-table', { returns: [0.1], dates: ['2021-01-01', '2021-01-02'] }, 'has 2 days for 1 returns'],
  ['monthly-table', { returns: [0.1, 0.2], dates: ['2021-01-02', '2021-01-01'] }, 'does not ascend'],
  ['aggregate-returns', { returns: [0.1], convert_to: 'weekly' }, 'dates is missing'],
  ['greeks', { returns: ten }, 'factor is missing'],
  ['roll-beta', { returns: ten }, 'factor is missing'],
  ['rolling-greeks', { returns: ten }, 'factor is missing'],
  ['roll-max-drawdown', { returns: ten, window: 0 }, 'window is 0'],
  ['rolling-sharpe', { returns: ten, periods_per_year: 0 }, 'periods_per_year is not above 0'],
  ['roll-max-drawdown', { returns: Array(20_000).fill(0), window: 10_000 }, 'makes 10001 windows of 10000'],
  ['psr', { n: 10 }, 'sr is missing'],
  ['psr', { sr: 0.1 }, 'n is missing'],
  ['psr', { sr: 0.1, n: 1 }, 'n is below 2'],
  ['psr', { returns: [0.1, null] }, 'holds fewer than two'],
  ['psr', { annual_sr: 1, n: 10, periods: 0 }, 'periods is not above 0'],
  ['min-trl', { sr: 0.1, confidence: 1 }, 'confidence is not between 0 and 1'],
  ['min-trl', { sr: 0.1, alpha: 1 }, 'alpha is not between 0 and 1'],
  ['min-trl', { sr: 0.1, confidence: 0 }, 'confidence is not between 0 and 1'],
  ['expected-max-sharpe', {}, 'N is missing'],
  ['expected-max-sharpe', { trials: 0 }, 'trials is below 1'],
  ['expected-max-sharpe', { N: 2, variance: -1 }, 'variance is below 0'],
  ['min-backtest-length', { N: 2, target_sr: 0 }, 'target_sr is not above 0'],
  ['dsr', { sr: 0.1, n: 10, var_of_trial_sr: 1 }, 'trials is missing'],
  ['dsr', { sr: 0.1, n: 10, trials: 3 }, 'var_of_trial_sr is missing'],
  ['dsr', { sr: 0.1, n: 10, trials: 3, var_of_trial_sr: -1 }, 'var_of_trial_sr is below 0'],
  ['dsr', { sr: 0.1, n: 10, trial_srs: [] }, 'trial_srs is empty'],
  ['dsr', { sr: 0.1, n: 10, trial_returns: [] }, 'trial_returns has no columns'],
  ['pbo', {}, 'returns is missing'],
  ['pbo', { returns: rows, S: 3 }, 'S is 3'],
  ['pbo', { returns: rows, S: 0 }, 'S is 0'],
  ['pbo', { returns: rows, S: 22 }, 'S is 22'],
  ['pbo', { returns: rows, S: 6 }, 'has 10 rows for 6 blocks'],
  ['pbo', { returns: ten.map((value) => [value]), S: 4 }, 'fewer than two columns'],
  ['purged-kfold', {}, 'n is missing'],
  ['purged-kfold', { n: 0 }, 'n is not above 0'],
  ['purged-kfold', { n: 10, horizon: -1 }, 'horizon is below 0'],
  ['purged-kfold', { n: 10, embargo: -1 }, 'embargo is below 0'],
  ['purged-kfold', { n: 10, folds: 1 }, 'folds is 1'],
  ['purged-kfold', { n: 10, folds: 11 }, 'folds is 11'],
  ['purged-kfold', { label_ends: [0, 0] }, 'holds an end before its row'],
  ['purged-kfold', { label_ends: [0, 2] }, 'holds an end before its row'],
  ['purged-kfold', { label_ends: [0.5, 1] }, 'holds an end before its row'],
  ['purged-kfold', { n: 200_000, folds: 5 }, 'entries, above 500000'],
  ['cpcv', { groups: 1, test_groups: 1 }, 'groups is 1'],
  ['cpcv', { groups: 31, test_groups: 1 }, 'groups is 31'],
  ['cpcv', { groups: 6, test_groups: 0 }, 'test_groups is 0'],
  ['cpcv', { groups: 6, test_groups: 6 }, 'test_groups is 6'],
  ['cpcv', { groups: 6, test_groups: 2, n: 5 }, 'n is 5 for 6 groups'],
  ['cpcv', { groups: 16, test_groups: 8, n: 100 }, 'entries, above 500000'],
  ['walk-forward', { n: 10, test: 1 }, 'train is missing'],
  ['walk-forward', { n: 10, train: 0, test: 1 }, 'train is not above 0'],
  ['walk-forward', { n: 10, train: 1, test: 1, gap: -1 }, 'gap is below 0'],
  ['walk-forward', { n: 10_000, train: 1, test: 1, anchored: true }, 'makes too many splits'],
  ['optimal-block-length', { x: [1, 2, 3] }, 'fewer than 10 numbers'],
  ['stationary-bootstrap', { returns: [1, 2, 3] }, 'fewer than 10'],
  ['stationary-bootstrap', { returns: ten, confidence: 1 }, 'confidence is not between 0 and 1'],
  ['stationary-bootstrap', { returns: ten, block: 0.5 }, 'block is below 1'],
  ['stationary-bootstrap', { returns: ten, draws: 0 }, 'draws is 0'],
  ['stationary-bootstrap', { returns: ten, draws: 100_001 }, 'draws is 100001'],
  [
    'stationary-bootstrap',
    { returns: ten, statistic: 'volatility', interval: 'studentised' },
    'is not there for volatility',
  ],
  ['sharpe-difference', { x: ten, y: [1] }, 'has 1 returns for 10'],
  ['sharpe-difference', { x: [1], y: [1] }, 'fewer than 10 returns'],
  ['sharpe-difference', { ...pair, block: 6 }, 'block is 6'],
  ['sharpe-difference', { ...pair, block: 0 }, 'block is 0'],
  ['spa', {}, 'benchmark is missing'],
  ['spa', { benchmark: ten }, 'models is missing'],
  ['spa', { benchmark: [1], models: rows }, 'has not 1 rows'],
  ['spa', { losses: ten.map((value) => [value]) }, 'has no model'],
  ['spa', { gains: [[1]] }, 'fewer than 10 rows'],
  ['spa', { gains: rows, block_size: 0.5 }, 'block_size is below 1'],
  ['reality-check', { gains: rows, reps: 0 }, 'reps is 0'],
  ['stepwise-spa', { gains: rows, size: 0 }, 'size is not between 0 and 1'],
  ['quantile', { x: ten, q: [2] }, 'q is not between 0 and 1'],
  ['quantile', { x: ten, q: -0.1 }, 'q is not between 0 and 1'],
  ['pearson', { x: ten, y: [1] }, 'has 1 numbers for 10'],
  ['ols', { X: rows, y: [1] }, 'has 1 numbers for 10 rows'],
  [
    'ols',
    {
      X: [
        [1, 2],
        [3, 4],
      ],
      y: [1, 2],
    },
    'has 2 rows for 3 coefficients',
  ],
  ['newey-west', { x: ten, lags: 10 }, 'lags is 10 for 10 observations'],
  ['autocorrelation', { x: ten, lags: -1 }, 'lags is -1 for 10 observations'],
  ['ljung-box', { x: ten, lags: 11 }, 'lags is 11 for 10 observations'],
])('%s refuses %j', (name, given, message) => {
  expect(() => ask(name, given)).toThrow(message);
});

describe('the list of estimators', () => {
  it('has each name once, in kebab-case', () => {
    const names = STATISTICS_ESTIMATORS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  it('says of each what goes in, what comes out, and whose definition it is', () => {
    for (const { summary, source, inputs, outputs } of STATISTICS_ESTIMATORS) {
      expect(summary).toMatch(/\.$/);
      expect(source.length).toBeGreaterThan(5);
      expect(inputs.length * outputs.length).toBeGreaterThan(0);
      expect(new Set(inputs.map(({ name }) => name)).size).toBe(inputs.length);
    }
  });

  it('answers with what JSON can say, and with the outputs it named', () => {
    const benchmark = ten.map((value) => value / 200 + 0.001);
    for (const { name, inputs, outputs } of STATISTICS_ESTIMATORS) {
      const known = inputs.map((field) => field.name);
      if (!known.includes('returns') || known.includes('S')) continue;
      const given: Record<string, unknown> = { returns: ten.map((value) => value / 100) };
      if (known.includes('factor')) given.factor = benchmark;
      if (name === 'aggregate-returns') given.convert_to = 'weekly';
      if (name === 'monthly-table' || name === 'aggregate-returns')
        given.dates = ten.map((_, index) => `2021-01-${10 + index}`);
      if (name === 'dsr') Object.assign(given, { trials: 3, var_of_trial_sr: 0.01 });
      if (name === 'correlation-matrix') given.returns = rows;
      const estimator = STATISTICS_ESTIMATORS.find((each) => each.name === name)!;
      const answer = estimator.run(Inputs.check(estimator, given));
      expect(JSON.stringify(answer)).not.toContain('{"0":');
      expect(Object.keys(answer).sort()).toEqual(outputs.map((output) => output.name).sort());
    }
  });
});

describe('how trials are read', () => {
  const trial_returns = ten.map((value, time) => [value, value * 2 + time / 100, time % 3]);
  const given = { returns: ten, trial_returns };

  it('counts them all, by clusters or by average correlation', () => {
    expect(ask('dsr', { ...given, effective: 'all' }).trials).toBe(3);
    expect(ask('dsr', given).trials).toBe(2);
    expect(ask('dsr', { ...given, same_idea: 1.1 }).trials).toBe(3);
    const { by_average_correlation } = ask('effective-trials', { trial_returns });
    expect(ask('dsr', { ...given, effective: 'average-correlation' }).trials).toBe(by_average_correlation);
  });

  it('puts what is given before what is worked out', () => {
    expect(ask('dsr', { ...given, trials: 7 }).trials).toBe(7);
    expect(ask('dsr', { ...given, N: 7, var_of_trial_sr: 0 }).sr0).toBe(0);
  });

  it('takes the ratios of all trials', () => {
    const answer = ask('dsr', { returns: ten, trial_srs: [0.1, 0.2, 0.3] });
    expect(answer.trials).toBe(3);
    expect(answer.sr0).toBeCloseTo(
      ask('expected-max-sharpe', { N: 3, variance: 0.01 }).expected_max_sharpe,
      12,
    );
    expect(ask('dsr', { returns: ten, trial_srs: [0.1] }).sr0).toBe(0);
  });

  it('counts a trial that never moved as a ratio of 0', () => {
    const still = ten.map((value) => [value, 0]);
    expect(Number.isFinite(ask('dsr', { returns: ten, trial_returns: still }).sr0)).toBe(true);
  });

  it('takes a benchmark per year', () => {
    const sample = { n: 100, sr: 0.1, periods: 100 };
    expect(ask('psr', { ...sample, annual_benchmark: 1 }).psr).toBe(
      ask('psr', { ...sample, benchmark: 0.1 }).psr,
    );
  });
});
