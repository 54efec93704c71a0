import { dot, multiplyVector } from '@qca/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blackLitterman, impliedReturns, impliedWeights } from './blackLitterman.ts';
import {
  correlationOf,
  exponentialCovariance,
  pairwiseCorrelation,
  repairSemidefinite,
  sampleCovariance,
} from './covariance.ts';
import { compoundedMean, exponentialMean } from './expectedReturns.ts';
import { hierarchicalRiskParity } from './hierarchicalRiskParity.ts';
import { longOnly, programOf } from './Limits.ts';
import { ASSETS, namesOf, permuted, randomReturns, randomWeights, SEED, shuffled } from './market.fixture.ts';
import {
  efficientReturn,
  efficientRisk,
  frontier,
  maximumQuadraticUtility,
  maximumReturn,
  maximumSharpe,
  minimumVolatility,
  utilityProgram,
} from './meanVariance.ts';
import { optimalityResidual } from './optimalityResidual.ts';
import { performanceOf, volatilityOf } from './performance.ts';
import { completeRows, portfolioReturns, returnsFromPrices } from './returns.ts';
import { semideviation } from './riskMeasures.ts';
import { riskParity, riskShares } from './riskParity.ts';
import { minimumSemivariance } from './semivariance.ts';
import { shrunkCovariance } from './shrinkage.ts';

function choiceOf(seed: number, count: number) {
  const returns = randomReturns(seed, { rows: 60, assets: count });
  return {
    returns,
    mu: compoundedMean(returns),
    covariance: sampleCovariance(returns),
    limits: longOnly(namesOf(count)),
  };
}

const RUNS = { numRuns: 40 };
const TRIALS = [1, 2, 3, 4, 5, 6, 7, 8];

describe('mean-variance portfolios', () => {
  it('sum to 1, keep to their ends, and are no worse than others by their own measure', () => {
    fc.assert(
      fc.property(SEED, ASSETS, (seed, count) => {
        const choice = choiceOf(seed, count);
        const calm = minimumVolatility(choice);
        const useful = maximumQuadraticUtility(choice, 3);
        const best = maximumReturn(choice);
        const utility = (w: Float64Array): number =>
          dot(choice.mu, w) - 1.5 * volatilityOf(choice.covariance, w) ** 2;
        for (const weights of [calm, useful, best]) {
          expect(Math.abs(weights.reduce((sum, w) => sum + w, 0) - 1)).toBeLessThan(1e-9);
          expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
        }
        expect(dot(choice.mu, best)).toBeCloseTo(Math.max(...choice.mu), 9);
        for (const trial of TRIALS) {
          const other = randomWeights(seed + trial, count);
          expect(volatilityOf(choice.covariance, calm)).toBeLessThanOrEqual(
            volatilityOf(choice.covariance, other) + 1e-12,
          );
          expect(utility(useful)).toBeGreaterThanOrEqual(utility(other) - 1e-12);
        }
      }),
      RUNS,
    );
  });

  it('meet the conditions of an optimum, and others do not', () => {
    fc.assert(
      fc.property(SEED, ASSETS, (seed, count) => {
        const choice = choiceOf(seed, count);
        const calm = { ...programOf(choice.limits), hessian: choice.covariance };
        expect(optimalityResidual(calm, minimumVolatility(choice))).toBeLessThan(1e-9);
        expect(
          optimalityResidual(utilityProgram(choice, 3), maximumQuadraticUtility(choice, 3)),
        ).toBeLessThan(1e-9);
        expect(optimalityResidual(calm, randomWeights(seed, count))).toBeGreaterThan(1e-4);
      }),
      RUNS,
    );
  });

  it('have no portfolio of higher Sharpe ratio than the one of highest', () => {
    fc.assert(
      fc.property(SEED, ASSETS, (seed, count) => {
        const choice = choiceOf(seed, count);
        const riskFree = Math.min(0.02, Math.max(...choice.mu) - 0.01);
        const sharpe = performanceOf(choice, maximumSharpe(choice, riskFree), riskFree)[2];
        for (const trial of TRIALS)
          expect(sharpe).toBeGreaterThanOrEqual(
            performanceOf(choice, randomWeights(seed + trial, count), riskFree)[2] - 1e-9,
          );
      }),
      RUNS,
    );
  });

  it('lie on one frontier, whether asked for by return or by volatility', () => {
    fc.assert(
      fc.property(SEED, ASSETS, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (seed, count, share) => {
        const choice = choiceOf(seed, count);
        const low = dot(choice.mu, minimumVolatility(choice));
        const target = low + share * (Math.max(...choice.mu) - low);
        const byReturn = efficientReturn(choice, target);
        expect(dot(choice.mu, byReturn)).toBeCloseTo(target, 9);
        const volatility = volatilityOf(choice.covariance, byReturn);
        expect(dot(choice.mu, efficientRisk(choice, volatility))).toBeCloseTo(target, 6);
      }),
      { numRuns: 20 },
    );
  });

  it('have a frontier that rises in volatility with return', () => {
    fc.assert(
      fc.property(SEED, ASSETS, (seed, count) => {
        const choice = choiceOf(seed, count);
        const volatilities = frontier(choice, 6).map((weights) => volatilityOf(choice.covariance, weights));
        volatilities.slice(1).forEach((volatility, index) => {
          expect(volatility).toBeGreaterThanOrEqual(volatilities[index]! - 1e-12);
        });
      }),
      { numRuns: 20 },
    );
  });

  it('have the closed form where nothing limits them: Σ⁻¹1 over its sum', () => {
    const { covariance, mu, limits } = choiceOf(3, 4);
    const free = { ...limits, lower: limits.assets.map(() => -100), upper: limits.assets.map(() => 100) };
    const closed = impliedWeights(covariance, new Float64Array(4).fill(1));
    minimumVolatility({ mu, covariance, limits: free }).forEach((weight, index) => {
      expect(weight).toBeCloseTo(closed[index]!, 10);
    });
    const tangent = impliedWeights(
      covariance,
      mu.map((value) => value - 0.01),
    );
    maximumSharpe({ mu, covariance, limits: free }, 0.01).forEach((weight, index) => {
      expect(weight).toBeCloseTo(tangent[index]!, 8);
    });
  });

  it('cope with a covariance without full rank', () => {
    // The third asset is the mean of the others: a whole line of portfolios has the least volatility.
    const returns = randomReturns(4, { rows: 40, assets: 2 }).map((row) =>
      Float64Array.of(...row, (row[0]! + row[1]!) / 2),
    );
    const covariance = repairSemidefinite(sampleCovariance(returns));
    const weights = minimumVolatility({
      mu: Float64Array.of(0, 0, 0),
      covariance,
      limits: longOnly(namesOf(3)),
    });
    const two = {
      mu: Float64Array.of(0, 0),
      covariance: sampleCovariance(permuted(returns, [0, 1])),
      limits: longOnly(namesOf(2)),
    };
    expect(volatilityOf(covariance, weights)).toBeCloseTo(
      volatilityOf(two.covariance, minimumVolatility(two)),
      9,
    );
  });
});

describe('risk parity', () => {
  it('gives every asset its share of the risk', () => {
    fc.assert(
      fc.property(SEED, ASSETS, (seed, count) => {
        const { covariance } = choiceOf(seed, count);
        const budgets = randomWeights(seed, count).map((weight) => weight + 0.05);
        const total = budgets.reduce((sum, budget) => sum + budget, 0);
        for (const [weights, shares] of [
          [riskParity(covariance), budgets.map(() => 1 / count)],
          [riskParity(covariance, budgets), budgets.map((budget) => budget / total)],
        ] as const) {
          expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
          riskShares(covariance, weights).forEach((share, index) => {
            expect(Math.abs(share - shares[index]!)).toBeLessThan(1e-9);
          });
        }
      }),
      RUNS,
    );
  });

  it('weighs two assets against their volatilities, whatever their correlation', () => {
    const covariance = [Float64Array.of(0.04, 0.012), Float64Array.of(0.012, 0.09)];
    expect(riskParity(covariance)[0]).toBeCloseTo(0.3 / 0.5, 12);
  });

  it('refuses budgets of zero, and assets of which a mix has no risk', () => {
    const covariance = [Float64Array.of(1, -1), Float64Array.of(-1, 1)];
    expect(() => riskParity(covariance, [1, 0])).toThrow(/risk budget/);
    expect(() => riskParity(covariance)).toThrow(/no risk/);
  });
});

describe('hierarchical risk parity', () => {
  it('does not depend on the order of the columns when the calmer sibling stands first', () => {
    fc.assert(
      fc.property(SEED, fc.integer({ min: 2, max: 12 }), (seed, count) => {
        const returns = randomReturns(seed, { rows: 50, assets: count });
        const order = shuffled(seed, count);
        const of = (rows: Float64Array[]) =>
          hierarchicalRiskParity({
            covariance: sampleCovariance(rows),
            correlation: pairwiseCorrelation(rows),
            siblings: 'variance',
          }).weights;
        const plain = of(returns);
        of(permuted(returns, order)).forEach((weight, place) => {
          expect(weight).toBeCloseTo(plain[order[place]!]!, 12);
        });
        expect(plain.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
        expect(Math.min(...plain)).toBeGreaterThan(0);
      }),
      RUNS,
    );
  });

  it('weighs two assets against their variances', () => {
    const covariance = [Float64Array.of(0.04, 0.01), Float64Array.of(0.01, 0.01)];
    const { weights } = hierarchicalRiskParity({ covariance, correlation: correlationOf(covariance) });
    expect(weights[0]).toBeCloseTo(0.2, 12);
  });
});

describe('Black–Litterman', () => {
  const { covariance, mu } = choiceOf(8, 4);

  it('is the prior without views, and with views that say what it says', () => {
    expect(blackLitterman({ covariance, prior: mu, views: [] })).toEqual({ returns: mu, covariance });
    const mix = Float64Array.of(1, -1, 0, 0);
    const agreed = blackLitterman({ covariance, prior: mu, views: [{ mix, value: mu[0]! - mu[1]! }] });
    agreed.returns.forEach((value, index) => {
      expect(value).toBeCloseTo(mu[index]!, 12);
    });
  });

  it('moves from the prior to the view as confidence grows from none to all', () => {
    const mix = Float64Array.of(0, 0, 1, 0);
    const at = (confidence: number): number =>
      blackLitterman({ covariance, prior: mu, views: [{ mix, value: 0.5, confidence }] }).returns[2]!;
    expect(at(0)).toBeCloseTo(mu[2]!, 6);
    expect(at(1)).toBeCloseTo(0.5, 12);
    // Idzorek's confidence is the share of the way that is gone.
    expect(at(0.25)).toBeCloseTo(mu[2]! + 0.25 * (0.5 - mu[2]!), 12);
  });

  it('takes from the market what makes the market optimal', () => {
    const caps = [4, 3, 2, 1];
    const implied = impliedReturns(covariance, caps, { riskAversion: 2.5, riskFreeRate: 0 });
    impliedWeights(covariance, implied).forEach((weight, index) => {
      expect(weight).toBeCloseTo(caps[index]! / 10, 9);
    });
  });

  it('never widens beyond the prior’s own uncertainty, and refuses what is no view', () => {
    const views = [{ mix: Float64Array.of(1, 0, 0, 0), value: 0.1 }];
    const { covariance: after } = blackLitterman({ covariance, prior: mu, views, tau: 0.1 });
    after.forEach((row, index) => {
      expect(row[index]).toBeLessThanOrEqual(1.1 * covariance[index]![index]! + 1e-15);
      expect(row[index]).toBeGreaterThanOrEqual(covariance[index]![index]! - 1e-15);
    });
    expect(() => blackLitterman({ covariance, prior: mu, views, tau: 0 })).toThrow(/tau/);
    const unsure = [{ ...views[0]!, confidence: 2 }];
    expect(() => blackLitterman({ covariance, prior: mu, views: unsure })).toThrow(/confidence 2/);
  });
});

describe('expectations from a history', () => {
  it('turns prices into the returns that make them, and back', () => {
    const prices = [Float64Array.of(100, Number.NaN), Float64Array.of(110, 20), Float64Array.of(99, 25)];
    expect(returnsFromPrices(prices)).toEqual([
      Float64Array.of(prices[1]![0]! / 100 - 1, Number.NaN),
      Float64Array.of(99 / 110 - 1, 0.25),
    ]);
    expect(completeRows(returnsFromPrices(prices))).toHaveLength(1);
    // Two of 252 rows a year: the growth of the price, as many times over.
    expect(compoundedMean(returnsFromPrices(prices))[0]).toBeCloseTo(0.99 ** 126 - 1, 12);
    expect(compoundedMean(returnsFromPrices(prices))[1]).toBeCloseTo(1.25 ** 252 - 1, -20);
  });

  it('weighs recent rows more with exponential weights, and all alike with a long span', () => {
    const returns = [Float64Array.of(0), Float64Array.of(0.01)];
    // Weights 1 and 1/2 of span 3: (0.01 + 0) ÷ 1.5.
    expect(exponentialMean(returns, 3, 1)[0]).toBeCloseTo(0.01 / 1.5, 15);
    expect(exponentialMean(returns, 1e12, 1)[0]).toBeCloseTo(0.005, 10);
  });

  it('has covariances that scale with the square, and repaired ones without negative eigenvalues', () => {
    fc.assert(
      fc.property(SEED, ASSETS, (seed, count) => {
        const returns = randomReturns(seed, { rows: 30, assets: count });
        const double = returns.map((row) => row.map((value) => 2 * value));
        for (const estimate of [
          sampleCovariance,
          (rows: Float64Array[]) => exponentialCovariance(rows, 20),
          (rows: Float64Array[]) => shrunkCovariance(rows, 'single-factor').covariance,
          (rows: Float64Array[]) => shrunkCovariance(rows, 'constant-correlation').covariance,
          (rows: Float64Array[]) => shrunkCovariance(rows, 'oracle-approximating').covariance,
        ]) {
          const once = estimate(returns);
          const twice = estimate(double);
          once.forEach((row, index) => {
            row.forEach((value, column) => {
              expect(Math.abs(twice[index]![column]! - 4 * value)).toBeLessThanOrEqual(
                1e-6 * Math.abs(value),
              );
            });
          });
          const weights = randomWeights(seed, count).map((weight, index) =>
            index % 2 === 0 ? weight : -weight,
          );
          expect(dot(multiplyVector(once, weights), weights)).toBeGreaterThanOrEqual(-1e-15);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('keeps the shrunk share from 0 to 1, the variances of the sample or their mean', () => {
    fc.assert(
      fc.property(SEED, ASSETS, (seed, count) => {
        const returns = randomReturns(seed, { rows: 40, assets: count });
        for (const target of [
          'constant-variance',
          'single-factor',
          'constant-correlation',
          'oracle-approximating',
        ] as const) {
          const { covariance, delta } = shrunkCovariance(returns, target, 1);
          expect(delta).toBeGreaterThanOrEqual(0);
          expect(delta).toBeLessThanOrEqual(1);
          // Every target has the total variance of the sample it is made from.
          const divisor = target === 'constant-correlation' ? 39 : 40;
          const total = sampleCovariance(returns, 39 / divisor).reduce(
            (sum, row, index) => sum + row[index]!,
            0,
          );
          expect(covariance.reduce((sum, row, index) => sum + row[index]!, 0) / total).toBeCloseTo(1, 9);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('repairs a matrix that no returns could have', () => {
    const broken = [
      Float64Array.of(1, 0.9, -0.9),
      Float64Array.of(0.9, 1, 0.9),
      Float64Array.of(-0.9, 0.9, 1),
    ];
    const repaired = repairSemidefinite(broken);
    for (const seed of TRIALS) {
      const weights = randomWeights(seed, 3).map((weight, index) => (index === seed % 3 ? -weight : weight));
      expect(dot(multiplyVector(repaired, weights), weights)).toBeGreaterThanOrEqual(-1e-12);
    }
    expect(
      repairSemidefinite(
        repaired.map((row, index) => row.map((v, column) => v + (index === column ? 1e-9 : 0))),
      ),
    ).toHaveLength(3);
  });
});

describe('least semivariance', () => {
  it('falls short by less than any other portfolio', () => {
    fc.assert(
      fc.property(SEED, ASSETS, (seed, count) => {
        const { returns, limits, mu } = choiceOf(seed, count);
        const risk = (weights: Float64Array): number =>
          semideviation(portfolioReturns(returns, weights), 0.0001);
        const least = minimumSemivariance({ returns, limits }, 0.0001);
        for (const trial of TRIALS)
          expect(risk(least)).toBeLessThanOrEqual(risk(randomWeights(seed + trial, count)) + 1e-12);
        // And by less than its neighbours: it is a minimum, to the last digits.
        for (let asset = 0; asset < count; asset += 1) {
          const moved = least.map((weight, index) => 0.999 * weight + (index === asset ? 0.001 : 0));
          expect(risk(least)).toBeLessThanOrEqual(risk(moved) + 1e-14);
        }
        const target = { mu, least: Math.max(...mu) };
        expect(dot(mu, minimumSemivariance({ returns, limits, target }, 0.0001))).toBeCloseTo(
          target.least,
          9,
        );
      }),
      { numRuns: 15 },
    );
  });
});
