import { describe, expect, it } from 'vitest';
import { exponentialCovariance, pairwiseCorrelation, sampleCovariance } from './covariance.ts';
import { arithmeticMean, compoundedMean } from './expectedReturns.ts';
import { hierarchicalRiskParity } from './hierarchicalRiskParity.ts';
import { longOnly } from './Limits.ts';
import {
  efficientReturn,
  efficientRisk,
  maximumQuadraticUtility,
  maximumSharpe,
  minimumVolatility,
} from './meanVariance.ts';
import { expected, hierarchicalWeights, stockPrices } from './oracleData.fixture.ts';
import { performanceOf } from './performance.ts';
import { returnsFromPrices } from './returns.ts';
import { shrunkCovariance } from './shrinkage.ts';

const { assets, prices } = stockPrices();
const returns = returnsFromPrices(prices);
const mu = compoundedMean(returns);
const covariance = sampleCovariance(returns);
const limits = longOnly(assets);
const choice = { mu, covariance, limits };
const answers = expected();

/** Tolerances of the oracle: weights 1e-3 absolute, performance 1e-5 relative. Ours are far nearer, and held to it. */
function holdTo(name: string, weights: Float64Array, moments = { mu, covariance }): void {
  const answer = answers[name]!;
  assets.forEach((asset, index) => {
    expect(Math.abs(weights[index]! - answer.weights[asset]!), asset).toBeLessThan(1e-6);
  });
  performanceOf(moments, weights, 0.02).forEach((value, index) => {
    expect(value / answer.perf[index]!).toBeCloseTo(1, 9);
  });
  expect(Math.abs(weights.reduce((sum, weight) => sum + weight, 0) - 1)).toBeLessThan(1e-12);
}

function sumOf(matrix: readonly Float64Array[]): number {
  return matrix.reduce((sum, row) => row.reduce((inner, value) => inner + value, sum), 0);
}

describe('the answers of PyPortfolioOpt on its own prices', () => {
  it('has the same expected returns and volatilities', () => {
    assets.forEach((asset, index) => {
      expect(mu[index]).toBeCloseTo(answers['mu']![asset] as unknown as number, 12);
      expect(Math.sqrt(covariance[index]![index]!)).toBeCloseTo(
        answers['vol']![asset] as unknown as number,
        12,
      );
    });
  });

  it('has the same mean-variance portfolios', () => {
    holdTo('min_volatility_long_only', minimumVolatility(choice));
    const short = { ...limits, lower: assets.map(() => -1) };
    holdTo('min_volatility_short', minimumVolatility({ ...choice, limits: short }));
    holdTo('max_sharpe_long_only_rf0.02', maximumSharpe(choice, 0.02));
    holdTo('efficient_risk_0.19', efficientRisk(choice, 0.19));
    holdTo('efficient_return_0.25', efficientReturn(choice, 0.25));
    holdTo('max_quadratic_utility_risk_aversion_2', maximumQuadraticUtility(choice, 2));
  });

  it('has the same hierarchical risk parity, in whatever order the columns come', () => {
    const correlation = pairwiseCorrelation(returns);
    const { weights } = hierarchicalRiskParity({ covariance, correlation });
    holdTo('hrp', weights, { mu: arithmeticMean(returns), covariance });
    const file = hierarchicalWeights();
    assets.forEach((asset, index) => {
      expect(weights[index]).toBeCloseTo(file[asset]!, 12);
    });
  });

  it('has the same shrinkage and exponential covariance', () => {
    const shrunk = shrunkCovariance(returns);
    expect(shrunk.delta).toBeCloseTo(answers['ledoit_wolf_delta'] as unknown as number, 14);
    expect(sumOf(shrunk.covariance)).toBeCloseTo(answers['ledoit_wolf_sum'] as unknown as number, 11);
    expect(sumOf(exponentialCovariance(returns))).toBeCloseTo(
      answers['exp_cov_sum'] as unknown as number,
      11,
    );
  });
});
