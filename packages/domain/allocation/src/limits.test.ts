import { describe, expect, it } from 'vitest';
import { sampleCovariance } from './covariance.ts';
import { type Limits, longOnly } from './Limits.ts';
import { namesOf, randomReturns } from './market.fixture.ts';
import {
  efficientReturn,
  efficientRisk,
  maximumReturn,
  maximumSharpe,
  minimumVolatility,
} from './meanVariance.ts';
import { riskParity } from './riskParity.ts';
import { refusal } from './runEstimator.fixture.ts';
import { minimumSemivariance } from './semivariance.ts';
import { solveQuadratic } from './solveQuadratic.ts';

const returns = randomReturns(11, { rows: 60, assets: 4 });
const covariance = sampleCovariance(returns);
const mu = Float64Array.of(0.05, 0.1, 0.15, 0.2);
const plain = longOnly(namesOf(4));

function calm(limits: Partial<Limits>): Float64Array {
  return minimumVolatility({ mu, covariance, limits: { ...plain, ...limits } });
}

describe('limits that exclude each other', () => {
  it('are named: caps that leave no room', () => {
    expect(refusal(() => calm({ upper: [0.2, 0.2, 0.2, 0.2] }))).toMatch(
      /weights sum to 1; asset 0 at most 0.2; asset 1 at most 0.2; asset 2 at most 0.2; asset 3 at most 0.2/,
    );
  });

  it('are named: least weights beyond the whole', () => {
    expect(refusal(() => calm({ lower: [0.6, 0.6, 0, 0] }))).toMatch(
      /together: weights sum to 1; asset 0 at least 0.6; asset 1 at least 0.6; asset 2 at least 0; asset 3 at least 0 \(/,
    );
  });

  it('are named: a group that asks for more than its members may have', () => {
    const groups = [{ name: 'energy', members: [0, 1], minimum: 0.5, maximum: 1 }];
    expect(refusal(() => calm({ groups, upper: [0.2, 0.2, 1, 1] }))).toMatch(
      /together: group energy from 0.5 to 1; asset 0 at most 0.2; asset 1 at most 0.2 \(/,
    );
  });

  it('are named: two groups', () => {
    const groups = [
      { name: 'one', members: [0, 1], minimum: 0.7, maximum: 1 },
      { name: 'other', members: [2, 3], minimum: 0.7, maximum: 1 },
    ];
    expect(refusal(() => calm({ groups }))).toMatch(
      /together: weights sum to 1; group one from 0.7 to 1; group other from 0.7 to 1 \(/,
    );
  });

  it('are named: a turnover that does not reach', () => {
    const turnover = { current: [1, 0, 0, 0], maximum: 0.4 };
    expect(refusal(() => calm({ turnover, upper: [0.5, 1, 1, 1] }))).toMatch(
      /together: turnover up to 0.4; asset 0 at most 0.5 \(/,
    );
  });

  it('are named: a return that is not to be had', () => {
    expect(refusal(() => efficientReturn({ mu, covariance, limits: plain }, 0.21))).toMatch(
      /expected return of 0.21 or more/,
    );
    const target = { mu, least: 0.21 };
    expect(refusal(() => minimumSemivariance({ returns, limits: plain, target }, 0))).toMatch(/0.21 or more/);
  });

  it('are refused with the least volatility there is', () => {
    const choice = { mu, covariance, limits: plain };
    expect(refusal(() => efficientRisk(choice, 0.01))).toMatch(/volatility of 0.01: the least is 0\.\d/);
  });

  it('are refused where nothing earns the risk-free rate, or weights may grow for ever', () => {
    expect(refusal(() => maximumSharpe({ mu, covariance, limits: plain }, 0.2))).toMatch(
      /risk-free rate 0.2/,
    );
    const free = {
      ...plain,
      lower: [0, 0, 0, 0].map(() => -Infinity),
      upper: [0, 0, 0, 0].map(() => Infinity),
    };
    expect(refusal(() => maximumReturn({ mu, limits: free }))).toMatch(/grow for ever/);
  });
});

describe('limits that hold', () => {
  it('are kept by turnover: no limit where it is wide, nothing moves where it is zero', () => {
    const current = [0.25, 0.25, 0.25, 0.25];
    const wide = calm({ turnover: { current, maximum: 2 } });
    calm({}).forEach((weight, index) => {
      expect(wide[index]).toBeCloseTo(weight, 9);
    });
    const held = calm({ turnover: { current, maximum: 0 } });
    held.forEach((weight) => {
      expect(weight).toBeCloseTo(0.25, 9);
    });
  });

  it('keep a choice of highest Sharpe ratio inside groups', () => {
    const groups = [{ name: 'best', members: [2, 3], minimum: 0.2, maximum: 0.3 }];
    const weights = maximumSharpe({ mu, covariance, limits: { ...plain, groups } }, 0.02);
    const sum = weights[2]! + weights[3]!;
    expect(sum).toBeGreaterThan(0.2 - 1e-9);
    expect(sum).toBeLessThan(0.3 + 1e-9);
  });

  it('leave a portfolio of one asset whole', () => {
    const one = { mu: Float64Array.of(0.1), covariance: [Float64Array.of(0.04)], limits: longOnly(['only']) };
    expect([...minimumVolatility(one)]).toEqual([1]);
    expect([...maximumSharpe(one, 0.02)]).toEqual([1]);
    expect([...riskParity(one.covariance)]).toEqual([1]);
  });
});

describe('quadratic programs', () => {
  it('have no constraints at all, where none are given', () => {
    const bounds = {
      lower: Float64Array.of(-Infinity, -Infinity),
      upper: Float64Array.of(Infinity, Infinity),
    };
    const hessian = [Float64Array.of(2, 0), Float64Array.of(0, 4)];
    const solution = solveQuadratic({ ...bounds, hessian, cost: Float64Array.of(-2, 4), rows: [] });
    expect(solution).toEqual({ status: 'optimal', x: Float64Array.of(1, -1), objective: -3 });
  });

  it('refuse a hill in place of a valley', () => {
    const hessian = [Float64Array.of(1, 2), Float64Array.of(2, 1)];
    const program = {
      lower: new Float64Array(2),
      upper: Float64Array.of(1, 1),
      cost: new Float64Array(2),
      rows: [],
      hessian,
    };
    expect(refusal(() => solveQuadratic(program))).toMatch(/negative eigenvalue/);
  });
});
