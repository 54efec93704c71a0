import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import {
  efficientReturnProgram,
  type LinearProgram,
  linearEstimators,
  longOnly,
  minimumCvarProgram,
  type QuadraticProgram,
  solveQuadratic,
  solveScenarios,
} from '@qca/allocation';
import { Random } from '@qca/base';
import { Inputs } from '@qca/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadSolver } from './index.ts';

const solver = await loadSolver();
const estimators = linearEstimators(solver.solve);
const FREE = Number.POSITIVE_INFINITY;

/** The prices of PyPortfolioOpt's own tests, which the room `allocation` keeps with their licence. */
const ORACLE = join(import.meta.dirname, '../../../domain/allocation/src/oracle');

function run(name: string, given: Record<string, unknown>) {
  const estimator = estimators.find((each) => each.name === name)!;
  return estimator.run(Inputs.check(estimator, given)) as {
    weights: Record<string, number> & number[];
    perf: number[];
    risk: number;
  };
}

function program(parts: Partial<LinearProgram> & Pick<LinearProgram, 'cost'>): LinearProgram {
  const count = parts.cost.length;
  return { lower: new Float64Array(count), upper: new Float64Array(count).fill(FREE), rows: [], ...parts };
}

function randomReturns(seed: number, rows: number, assets: number): number[][] {
  const random = new Random(seed);
  return Array.from({ length: rows }, () => {
    const common = random.nextGaussian();
    return Array.from(
      { length: assets },
      (_, asset) => 0.0004 + 0.01 * (common + (1 + asset / 3) * random.nextGaussian()),
    );
  });
}

describe('linear programs', () => {
  it('solves the factory of every textbook', () => {
    // Hillier and Lieberman: most of 3x + 5y with x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18 is 36 at (2, 6).
    const solution = solver.solve(
      program({
        cost: Float64Array.of(-3, -5),
        upper: Float64Array.of(4, 6),
        rows: [{ indices: [0, 1], values: [3, 2], lower: -FREE, upper: 18 }],
      }),
    );
    if (solution.status !== 'optimal') throw new Error(solution.status);
    expect([...solution.x]).toEqual([expect.closeTo(2, 9), expect.closeTo(6, 9)]);
    expect(solution.objective).toBeCloseTo(-36, 9);
  });

  it('keeps small numbers: a coefficient of 5e-10 counts', () => {
    const solution = solver.solve(
      program({
        cost: Float64Array.of(1),
        rows: [{ indices: [0], values: [5e-10], lower: 0.005, upper: FREE }],
      }),
    );
    if (solution.status !== 'optimal') throw new Error(solution.status);
    expect(solution.x[0]! / 1e7).toBeCloseTo(1, 6);
  });

  it('tells what cannot be from what has no end', () => {
    const row = { indices: [0], values: [1], lower: -FREE, upper: -1 };
    expect(solver.solve(program({ cost: Float64Array.of(1), rows: [row] })).status).toBe('infeasible');
    expect(solver.solve(program({ cost: Float64Array.of(-1) })).status).toBe('unbounded');
    expect(solver.solve(program({ cost: Float64Array.of(0, -1), rows: [row] })).status).toBe('infeasible');
  });

  it('says which version it is', () => {
    expect(solver.version).toMatch(/^highs 1\.15\./);
  });
});

describe('quadratic programs', () => {
  it('has the answers of quadprog', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 2, max: 12 }), (seed, count) => {
        const quadratic = randomQuadratic(seed, count);
        const ours = solveQuadratic(quadratic);
        const theirs = solver.solveQuadratic(quadratic);
        expect(theirs.status).toBe(ours.status);
        if (ours.status !== 'optimal' || theirs.status !== 'optimal') return;
        const answer = theirs.x;
        ours.x.forEach((value, index) => {
          expect(answer[index]).toBeCloseTo(value, 6);
        });
        expect(theirs.objective).toBeCloseTo(ours.objective, 10);
      }),
      { numRuns: 60 },
    );
  });
});

describe('scenario portfolios', () => {
  it('have the least conditional value at risk of PyPortfolioOpt on its own prices', () => {
    const text = brotliDecompressSync(readFileSync(join(ORACLE, 'stock_prices.csv.br'))).toString();
    const [header = '', ...lines] = text.trim().split('\n');
    const cells = lines.map((line) => line.trim().split(',').slice(1));
    const prices = cells.map((row) => row.map((cell) => (cell === '' ? null : Number(cell))));
    const oracle = JSON.parse(readFileSync(join(ORACLE, 'expected.json'), 'utf8'))['min_cvar_0.95'];
    const { weights, perf } = run('min-cvar', {
      prices,
      assets: header.trim().split(',').slice(1),
      beta: 0.95,
    });
    for (const [asset, weight] of Object.entries<number>(oracle.weights))
      expect(Math.abs(weights[asset]! - weight), asset).toBeLessThan(1e-6);
    perf.forEach((value, index) => {
      expect(value / oracle.perf[index]).toBeCloseTo(1, 7);
    });
  });

  it('are no riskier than any other portfolio, by the measure each is for', () => {
    const returns = randomReturns(5, 120, 5);
    const random = new Random(9);
    for (const name of ['min-cvar', 'min-cdar', 'min-mad', 'min-max-drawdown']) {
      const { weights, risk } = run(name, { returns });
      expect(weights.reduce((sum: number, weight: number) => sum + weight, 0)).toBeCloseTo(1, 9);
      for (let trial = 0; trial < 20; trial += 1) {
        const raw = Array.from({ length: 5 }, () => random.nextExponential(1));
        const total = raw.reduce((sum, weight) => sum + weight, 0);
        // Held in place by bounds, the estimator can only measure.
        const fixed = raw.map((weight) => weight / total);
        const other = run(name, {
          returns,
          lower: fixed.map((w) => w - 1e-9),
          upper: fixed.map((w) => w + 1e-9),
        });
        expect(other.risk).toBeGreaterThan(risk - 1e-9);
      }
    }
  });

  it('reach a target return, and are refused one that is not to be had', () => {
    const returns = randomReturns(6, 100, 4);
    const mu = [0.05, 0.1, 0.15, 0.2];
    for (const name of ['min-cvar', 'min-cdar', 'min-mad', 'min-max-drawdown']) {
      expect(run(name, { returns, mu, target_return: 0.16 }).perf[0]).toBeGreaterThan(0.16 - 1e-9);
      expect(() => run(name, { returns, mu, target_return: 0.21 })).toThrow(
        /expected return of 0.21 or more/,
      );
    }
  });

  it('name the limits that exclude each other', () => {
    const returns = randomReturns(7, 50, 3);
    expect(() => run('min-cvar', { returns, max_weight: 0.3 })).toThrow(
      /weights sum to 1; asset 0 at most 0.3; asset 1 at most 0.3; asset 2 at most 0.3/,
    );
    expect(() => run('min-cvar', { returns, beta: 1 })).toThrow(/beta is 1/);
  });

  it('let a weight without limits be refused', () => {
    const assets = ['one', 'two'];
    const limits = { assets, lower: [-FREE, -FREE], upper: [FREE, FREE] };
    // The first always earns more: long of it and short of the other, the risk falls for ever.
    const returns = [Float64Array.of(0.02, 0.01), Float64Array.of(-0.01, -0.02)];
    const endless = minimumCvarProgram({ returns, limits }, 0.5);
    expect(() => solveScenarios(endless, limits, solver.solve)).toThrow(/grow for ever/);
  });
});

/** A program as `efficientReturn` has it, with random covariance, over weights from 0 to 1. */
function randomQuadratic(seed: number, count: number): QuadraticProgram {
  const random = new Random(seed);
  const factors = Array.from({ length: count }, () =>
    Array.from({ length: count + 2 }, () => random.nextGaussian()),
  );
  const covariance = factors.map((one) =>
    Float64Array.from(
      factors,
      (other) => one.reduce((sum, value, index) => sum + value * other[index]!, 0) / count,
    ),
  );
  const mu = Float64Array.from({ length: count }, () => random.nextFloat());
  const names = Array.from({ length: count }, (_, index) => `asset ${index}`);
  return efficientReturnProgram({ mu, covariance, limits: longOnly(names) }, random.nextFloat());
}
