import { expect, it } from 'vitest';
import { ask, oracle } from '../ask.fixture.ts';

type Series = readonly (number | null)[];
interface Case {
  readonly metric: string;
  readonly series: string;
  readonly expected: number | number[] | string;
  readonly period?: string;
  readonly factor?: string | number;
  readonly risk_free?: string | number;
  readonly required_return?: string | number;
}

const {
  series,
  cases,
  value_at_risk_linear_interpolation: tails,
} = oracle('empyrical.json') as {
  series: Record<string, Series>;
  cases: Case[];
  value_at_risk_linear_interpolation: { returns: number[]; cutoff: number; var: number }[];
};

/** Decimals that the literals of that file have, where not 8. */
const DIGITS: Readonly<Record<string, number>> = { cum_returns_final: 4, tail_ratio: 1 };

function seriesOf(name: string): Series {
  if (name.startsWith('-')) return seriesOf(name.slice(1)).map((value) => (value === null ? null : -value));
  // Cut series start one observation later: what came before is not known.
  if (name.endsWith('[1:]')) return [null, ...seriesOf(name.slice(0, -4)).slice(1)];
  return series[name]!;
}

it.each(cases.map((each, index) => [`${each.metric} of ${each.series} (${index})`, each] as const))(
  '%s',
  (_, each) => {
    const { metric, series: name, expected, period } = each;
    const given = Object.fromEntries(
      (['factor', 'risk_free', 'required_return'] as const)
        .filter((input) => each[input] !== undefined)
        .map((input) => [input, typeof each[input] === 'string' ? seriesOf(each[input]) : each[input]]),
    );
    const answer = ask(metric.replaceAll('_', '-'), {
      returns: seriesOf(name),
      ...(period !== undefined && { period }),
      ...given,
    })[metric];
    const numbers = [expected]
      .flat()
      .map((value) => (typeof value === 'string' ? Number(value === 'inf' ? Infinity : NaN) : value));
    [answer].flat().forEach((value, index) => {
      if (Number.isFinite(numbers[index])) expect(value).toBeCloseTo(numbers[index]!, DIGITS[metric] ?? 8);
      else expect(value).toBe(numbers[index]);
    });
  },
);

it.each(tails)('value at risk of $returns at $cutoff', ({ returns, cutoff, var: expected }) => {
  expect(ask('value-at-risk', { returns, cutoff }).value_at_risk).toBeCloseTo(expected, 10);
});
