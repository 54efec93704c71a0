import { describe, expect, it } from 'vitest';
import { ask, oracle, oracleTexts } from '../ask.fixture.ts';

const { greeks, ...expected } = oracle('quantstats.json') as Record<string, number> & {
  greeks: Record<string, number>;
};
const lines = oracleTexts('quantstats_returns.csv');
const returns = lines.map((line) => Number(line[1]));
const benchmark = lines.map((line) => Number(line[2]));
const dates = lines.map((line) => line[0]!);
const table = ask('quantstats', { returns, benchmark });

/** Relative to the size of what is expected. */
function near(value: number, wanted: number): void {
  expect(Math.abs(value - wanted) / Math.max(1, Math.abs(wanted))).toBeLessThan(1e-9);
}

it.each(Object.entries(expected))('%s', (name, wanted) => near(table[name], wanted));
it.each(Object.entries(greeks))('greeks: %s', (name, wanted) => near(table.greeks[name], wanted));

// Answers of quantstats at commit fbd10dae (the last of empyrical-reloaded 0.7.1) on the same returns.
const OTHERWISE: readonly (readonly [string, Record<string, unknown>, number])[] = [
  ['value-at-risk', { method: 'normal', sigma: 2, confidence: 0.99 }, -0.0512167894458217],
  ['conditional-value-at-risk', { method: 'below-normal', confidence: 0.9 }, -0.02054506666666667],
  ['conditional-value-at-risk', { method: 'below-normal', confidence: 90 }, -0.02054506666666667],
  ['tail-ratio', { cutoff: 0.9 }, 1.133155253359236],
  ['outlier-win-ratio', { quantile: 0.9 }, 1.5908511832694072],
  ['outlier-loss-ratio', { quantile: 0.1 }, 1.5855879888162714],
  ['sharpe', { rf: 0.02, annualize: false }, 0.07903514647544131],
  ['sortino', { rf: 0.02, annualize: false }, 0.11967389528112607],
  ['volatility', { annualize: false }, 0.011215387160514652],
  ['recovery-factor', { rf: 0.02 }, 2.63811862829002],
  ['annual-volatility', { alpha: 1.7 }, 0.29000322239914766],
];

it.each(OTHERWISE)('%s with %o', (name, given, wanted) =>
  near(ask(name, { returns, ...given })[name.replaceAll('-', '_')], wanted),
);

it('counts what is not known as 0 in the table, as the library does', () => {
  const gaps = returns.map((value, index) => ([3, 10, 11].includes(index) ? null : value));
  const { volatility, sharpe, ulcer_index, worst } = ask('quantstats', { returns: gaps });
  near(volatility, 0.1779916843190131);
  near(sharpe, 1.3529227554721035);
  near(ulcer_index, 0.11219080769770891);
  near(worst, -0.052384);
});

describe('what the table of performance says where definitions differ', () => {
  const performance = ask('performance', { strategy: returns, benchmark, dates });

  it('names both', () => {
    near(performance.value_at_risk_normal, expected.value_at_risk!);
    near(performance.expected_shortfall_below_normal, expected.conditional_value_at_risk!);
    near(performance.excess_kurtosis_sample, expected.kurtosis!);
    near(performance.alpha_simple, greeks.alpha!);
    expect(performance).not.toHaveProperty('value_at_risk');
  });

  it('knows growth by count and by calendar', () => {
    near(performance.cagr, 1.9774974839295423 ** (252 / 756) - 1);
    near(performance.cagr_calendar, 1.9774974839295423 ** (365.25 / 1057) - 1);
  });

  it('has no measure against a benchmark that was not given', () => {
    expect(ask('performance', { returns })).not.toHaveProperty('beta');
    expect(performance).toHaveProperty('beta');
  });
});

describe('tables', () => {
  it('compounds months into years, and years into all', () => {
    const { years, months, totals } = ask('monthly-table', { returns, dates });
    expect(years).toEqual([2021, 2022, 2023]);
    const grow = (values: number[]): number =>
      values.filter((value) => !Number.isNaN(value)).reduce((wealth, value) => wealth * (1 + value), 1) - 1;
    months.forEach((row: number[], index: number) => {
      near(grow(row), totals[index]);
    });
    near(grow(totals), expected.comp!);
  });

  it('leaves a month without observations unknown', () => {
    const { months } = ask('monthly-table', { returns: [0.1, 0.2], dates: ['2021-01-04', '2021-03-04'] });
    expect(months[0].slice(0, 3)).toEqual([expect.closeTo(0.1), Number.NaN, expect.closeTo(0.2)]);
  });

  it('finds the deepest drawdown among the episodes', () => {
    const { drawdowns } = ask('drawdown-table', { returns, dates });
    near(Math.min(...drawdowns.map(({ depth }: { depth: number }) => depth)), expected.max_drawdown!);
    expect(drawdowns[0].start).toMatch(/^2021-01/);
  });
});
