import { Random } from '@qca/base';
import { normalCdf, normalQuantile } from '@qca/numerics';
import { describe, expect, it } from 'vitest';
import { randomReturns } from './market.fixture.ts';
import type { SimulatedPaths, Simulation } from './PathBlock.ts';
import { type GarchProcess, simulateBrownian, simulateGarch, simulateHistory } from './simulate.ts';
import { quantile, summarisePaths } from './summarisePaths.ts';

const PATHS = 20_000;

function simulation(given: Partial<Simulation>): Simulation {
  return {
    weights: Float64Array.of(1),
    paths: PATHS,
    horizon: 50,
    rebalance: 'every-period',
    random: new Random(17),
    ...given,
  };
}

const ONE = { mu: [0.1], covariance: [Float64Array.of(0.09)], frequency: 50 };
const TWO = {
  mu: [0.05, 0.12],
  covariance: [Float64Array.of(0.04, 0.018), Float64Array.of(0.018, 0.09)],
  frequency: 50,
};

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: Float64Array): number =>
  mean(values.map((value) => value * value)) - mean(values) ** 2;

/** How often a share of all paths is missed by more: four standard errors. */
const near = (share: number): number => 4 * Math.sqrt((share * (1 - share)) / PATHS);

describe('geometric Brownian motion', () => {
  it('has the lognormal distribution at its end', () => {
    const { terminal } = simulateBrownian(simulation({}), ONE);
    for (const share of [0.01, 0.1, 0.5, 0.9, 0.99]) {
      const exact = Math.exp(0.1 - 0.045 + 0.3 * normalQuantile(share));
      const below = terminal.filter((value) => value < exact).length / PATHS;
      expect(Math.abs(below - share)).toBeLessThan(near(share));
    }
    expect(Math.abs(mean(terminal) - Math.exp(0.1))).toBeLessThan(4 * Math.sqrt(variance(terminal) / PATHS));
  });

  it('is ruined as often as a motion watched at its steps is', () => {
    // Reflection principle for a barrier b below, moved by 0.5826 σ √Δt for steps (Broadie, Glasserman and Kou 1997).
    const { lowest } = simulateBrownian(simulation({ horizon: 250 }), { ...ONE, frequency: 250 });
    const barrier = Math.log(0.8) - 0.5826 * 0.3 * Math.sqrt(1 / 250);
    const drift = 0.1 - 0.045;
    const exact =
      normalCdf((barrier - drift) / 0.3) +
      Math.exp((2 * drift * barrier) / 0.09) * normalCdf((barrier + drift) / 0.3);
    const { ruin } = summarisePaths(
      { terminal: lowest, drawdown: lowest, lowest },
      { levels: [], ruin: 0.8 },
    );
    expect(Math.abs(ruin - exact)).toBeLessThan(near(exact) + 0.002);
  });

  it('moves assets together as their covariance says, held or brought back', () => {
    const held = simulateBrownian(
      simulation({ weights: Float64Array.of(0.5, 0.5), rebalance: 'never' }),
      TWO,
    );
    // Var(½A + ½B) of two lognormals with means e^μ: ¼ Σ e^(μi + μj) (e^(σij) − 1).
    let exact = 0;
    for (const one of [0, 1])
      for (const other of [0, 1])
        exact +=
          0.25 * Math.exp(TWO.mu[one]! + TWO.mu[other]!) * (Math.exp(TWO.covariance[one]![other]!) - 1);
    expect(variance(held.terminal) / exact).toBeCloseTo(1, 1);
    expect(mean(held.terminal)).toBeCloseTo((Math.exp(0.05) + Math.exp(0.12)) / 2, 2);
    const kept = simulateBrownian(simulation({ weights: Float64Array.of(0.5, 0.5) }), TWO);
    expect(mean(kept.terminal)).toBeCloseTo(((Math.exp(0.001) + Math.exp(0.0024)) / 2) ** 50, 2);
  });

  it('is the same for the same seed, and another for another', () => {
    const of = (seed: number): SimulatedPaths =>
      simulateBrownian(simulation({ paths: 300, random: new Random(seed) }), ONE);
    expect(of(5)).toEqual(of(5));
    expect(of(5).terminal).not.toEqual(of(6).terminal);
  });

  it('has whole paths: the deepest drawdown and the lowest value fit the end', () => {
    const { terminal, drawdown, lowest } = simulateBrownian(simulation({ paths: 1001 }), ONE);
    expect(terminal).toHaveLength(1001);
    terminal.forEach((end, path) => {
      expect(lowest[path]).toBeLessThanOrEqual(Math.min(1, end));
      expect(drawdown[path]).toBeGreaterThanOrEqual(1 - lowest[path]! - 1e-12);
      expect(drawdown[path]).toBeLessThan(1);
    });
  });

  it('refuses a covariance with a direction without risk', () => {
    const covariance = [Float64Array.of(1, 1), Float64Array.of(1, 1)];
    expect(() =>
      simulateBrownian(simulation({ weights: Float64Array.of(0.5, 0.5) }), { ...TWO, covariance }),
    ).toThrow(/positive definite/);
  });
});

describe('histories drawn again', () => {
  const returns = randomReturns(3, { rows: 40, assets: 2 });
  const weights = Float64Array.of(0.3, 0.7);

  it('have the mean growth of the rows, raised to the horizon', () => {
    const growth = mean(Float64Array.from(returns, (row) => 1 + 0.3 * row[0]! + 0.7 * row[1]!));
    const { terminal } = simulateHistory(simulation({ weights }), returns, 1);
    expect(Math.abs(mean(terminal) - growth ** 50)).toBeLessThan(4 * Math.sqrt(variance(terminal) / PATHS));
  });

  it('follow the rows in order where blocks never end, around the end to the beginning', () => {
    const history = [0.1, 0.2, -0.5].map((value) => Float64Array.of(value));
    const { terminal, drawdown } = simulateHistory(simulation({ horizon: 3, paths: 200 }), history, 1e15);
    for (const end of terminal) expect(end).toBeCloseTo(1.1 * 1.2 * 0.5, 12);
    for (const fall of drawdown) expect(fall).toBeCloseTo(0.5, 12);
  });

  it('keep runs together: blocks of a row that repeats itself make ends more uneven', () => {
    // Twenty rows up and twenty down: drawn one by one they cancel, drawn in blocks they do not.
    const runs = Array.from({ length: 40 }, (_, row) => Float64Array.of(row < 20 ? 0.01 : -0.01));
    const alone = simulateHistory(simulation({ paths: 4000 }), runs, 1);
    const blocks = simulateHistory(simulation({ paths: 4000 }), runs, 10);
    expect(variance(blocks.terminal)).toBeGreaterThan(4 * variance(alone.terminal));
  });

  it('grow each asset by itself where nothing is brought back', () => {
    const history = [Float64Array.of(0.1, -0.1)];
    const { terminal } = simulateHistory(
      simulation({ weights, rebalance: 'never', horizon: 2, paths: 3 }),
      history,
      1,
    );
    for (const end of terminal) expect(end).toBeCloseTo(0.3 * 1.21 + 0.7 * 0.81, 12);
  });

  it('stay at zero once everything is lost', () => {
    const { terminal, lowest, drawdown } = simulateHistory(
      simulation({ weights: Float64Array.of(-3, 4), horizon: 30, paths: 500 }),
      [Float64Array.of(0.5, -0.2), Float64Array.of(0.1, 0.2)],
      1,
    );
    const ruined = [...terminal].filter((end) => end === 0).length;
    expect(ruined).toBeGreaterThan(400);
    terminal.forEach((end, path) => {
      if (lowest[path] === 0) expect([end, drawdown[path]]).toEqual([0, 1]);
    });
  });
});

describe('GARCH', () => {
  const process: GarchProcess = { mu: 0.0005, omega: 2e-6, alpha: 0.08, gamma: 0, beta: 0.9, variance: 4e-4 };

  it('has the variance that its recursion is expected to have', () => {
    // E h(t) = long-run + (α + β)^t (h − long-run): the returns of 50 periods are uncorrelated, so their variances add up.
    const longRun = 2e-6 / 0.02;
    let exact = 0;
    for (let period = 0; period < 50; period += 1) exact += longRun + 0.98 ** period * (4e-4 - longRun);
    const still = { ...process, mu: 0 };
    const { terminal } = simulateGarch(simulation({}), {
      processes: [still],
      correlation: [Float64Array.of(1)],
    });
    // Growth factors 1 + e compound: the variance of their product is Π(1 + h) − 1 in the mean, near to the sum.
    expect(variance(terminal) / (Math.exp(exact) - 1)).toBeCloseTo(1, 1);
    expect(Math.abs(mean(terminal) - 1)).toBeLessThan(4 * Math.sqrt(variance(terminal) / PATHS));
  });

  it('is plain noise without memory', () => {
    const plain = { mu: 0, omega: 1e-4, alpha: 0, gamma: 0, beta: 0, variance: 1e-4 };
    const { terminal } = simulateGarch(simulation({}), {
      processes: [plain],
      correlation: [Float64Array.of(1)],
    });
    expect(variance(terminal) / ((1 + 1e-4) ** 50 - 1)).toBeCloseTo(1, 1);
  });

  it('has its long tail below where falls feed the variance', () => {
    const skewnessOf = (alpha: number, gamma: number): number => {
      const { terminal } = simulateGarch(simulation({}), {
        processes: [{ ...process, mu: 0, alpha, gamma }],
        correlation: [Float64Array.of(1)],
      });
      const centre = mean(terminal);
      return mean(terminal.map((value) => (value - centre) ** 3)) / variance(terminal) ** 1.5;
    };
    // Compounding alone gives a long tail above.
    expect(skewnessOf(0.08, 0)).toBeGreaterThan(0);
    expect(skewnessOf(0, 0.16)).toBeLessThan(-0.3);
  });

  it('moves assets together by the correlation of their shocks', () => {
    const processes = [process, process];
    const at = (correlation: number): number =>
      variance(
        simulateGarch(simulation({ weights: Float64Array.of(0.5, 0.5), paths: 4000 }), {
          processes,
          correlation: [Float64Array.of(1, correlation), Float64Array.of(correlation, 1)],
        }).terminal,
      );
    expect(at(0.9) / at(-0.5)).toBeGreaterThan(3);
  });
});

describe('what is said of paths', () => {
  it('counts as it says', () => {
    const paths = {
      terminal: Float64Array.of(0.9, 1.1, 1.3, 0.7),
      drawdown: Float64Array.of(0.2, 0.1, 0, 0.4),
      lowest: Float64Array.of(0.8, 0.95, 1, 0.6),
    };
    expect(summarisePaths(paths, { levels: [0, 0.5, 1], ruin: 0.8 })).toEqual({
      mean: 1,
      terminal: [0.7, 1, 1.3],
      drawdown: [0, expect.closeTo(0.15, 12), 0.4],
      meanDrawdown: expect.closeTo(0.175, 12),
      loss: 0.5,
      ruin: 0.5,
    });
    // numpy.quantile([1, 2, 4, 8], 0.4) is 2.4.
    expect(quantile(Float64Array.of(1, 2, 4, 8), 0.4)).toBeCloseTo(2.4, 12);
  });
});
