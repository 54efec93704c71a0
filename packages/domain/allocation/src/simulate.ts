import { Refusal } from '@qca/base';
import { cholesky, fillGaussian, type Rows } from '@qca/numerics';
import { correlationOf, deviationsOf, scale } from './covariance.ts';
import { PathBlock, type SimulatedPaths, type Simulation } from './PathBlock.ts';
import { columnOf, portfolioReturns } from './returns.ts';

/** Geometric Brownian motion: prices of constant drift and covariance. */
export interface Brownian {
  /** Expected growth a year: E[price after t years] = price × exp(mu t). */
  readonly mu: ArrayLike<number>;
  /** Covariance of log returns a year. Shape: [asset][asset]. */
  readonly covariance: Rows;
  /** Periods a year. */
  readonly frequency: number;
}

/** GARCH(1,1) or GJR of one asset, in returns of one period: h = omega + (alpha + gamma [e < 0]) e² + beta h before. */
export interface GarchProcess {
  /** Mean return of a period. */
  readonly mu: number;
  readonly omega: number;
  readonly alpha: number;
  /** What a fall adds to alpha; 0 for plain GARCH. */
  readonly gamma: number;
  readonly beta: number;
  /** Variance of the first period to come. */
  readonly variance: number;
}

/** Paths are followed this many at a time: a block's numbers stay in the processor's nearest memory. */
const BLOCK = 128;

/**
 * Paths of a portfolio whose periods are rows of a history, drawn in blocks of geometric length with mean `meanBlock`,
 * wrapping around at the end; 1 draws each row by itself.
 *
 * Shape: returns [period][asset], no gaps. Source: Politis and Romano (1994).
 */
export function simulateHistory(simulation: Simulation, returns: Rows, meanBlock: number): SimulatedPaths {
  const { random, horizon, weights, rebalance } = simulation;
  const together = portfolioReturns(returns, weights);
  const growth = Array.from(weights, (_, asset) => columnOf(returns, asset).map((value) => 1 + value));
  const block = new PathBlock(simulation, BLOCK);
  const rows = new Int32Array(BLOCK);
  const factors = new Float64Array(BLOCK);
  const next = (path: number): void => {
    const isNew = meanBlock <= 1 || random.nextFloat() * meanBlock < 1;
    const row = isNew ? random.nextBelow(returns.length) : (rows[path] as number) + 1;
    rows[path] = row === returns.length ? 0 : row;
  };
  while (block.begin()) {
    for (let path = 0; path < BLOCK; path += 1) rows[path] = random.nextBelow(returns.length);
    for (let period = 0; period < horizon; period += 1) {
      if (period > 0) for (let path = 0; path < BLOCK; path += 1) next(path);
      if (rebalance === 'every-period') {
        for (let path = 0; path < BLOCK; path += 1)
          factors[path] = 1 + (together[rows[path] as number] as number);
        block.multiply(factors);
        continue;
      }
      for (let asset = 0; asset < weights.length; asset += 1) {
        const column = growth[asset] as Float64Array;
        for (let path = 0; path < BLOCK; path += 1) factors[path] = column[rows[path] as number] as number;
        block.grow(asset, factors);
      }
      block.endPeriod();
    }
    block.end();
  }
  return block.paths;
}

/**
 * Paths of a portfolio of assets that move by geometric Brownian motion, exact at each period.
 *
 * Every second path mirrors the shocks of another (antithetic variates, Hammersley and Morton 1956): means come out nearer,
 * and every path has the right distribution. Rejects, as `Refusal`: `not-definite`.
 */
export function simulateBrownian(
  simulation: Simulation,
  { mu, covariance, frequency }: Brownian,
): SimulatedPaths {
  const { random, horizon, weights } = simulation;
  const assets = weights.length;
  const mix = factorOf(scale(covariance, 1 / frequency));
  const drifts = Float64Array.from({ length: assets }, (_, asset) =>
    Math.exp(((mu[asset] as number) - 0.5 * (covariance[asset]?.[asset] as number)) / frequency),
  );
  const half = BLOCK / 2;
  const shocks = new Float64Array(assets * half);
  const mixed = new Float64Array(half);
  const factors = new Float64Array(BLOCK);
  const block = new PathBlock(simulation, BLOCK);
  while (block.begin()) {
    for (let period = 0; period < horizon; period += 1) {
      fillGaussian(random, shocks);
      for (let asset = 0; asset < assets; asset += 1) {
        mixShocks(mix[asset] as Float64Array, shocks, mixed, asset);
        mirroredGrowth(mixed, drifts[asset] as number, factors);
        block.grow(asset, factors);
      }
      block.endPeriod();
    }
    block.end();
  }
  return block.paths;
}

/**
 * Paths of a portfolio of assets with GARCH variances and normal shocks of constant correlation; mirrored as in
 * `simulateBrownian`. Rejects, as `Refusal`: `not-definite`.
 */
export function simulateGarch(
  simulation: Simulation,
  { processes, correlation }: { processes: readonly GarchProcess[]; correlation: Rows },
): SimulatedPaths {
  const { random, horizon, weights } = simulation;
  const assets = weights.length;
  const mix = factorOf(correlation);
  const half = BLOCK / 2;
  const shocks = new Float64Array(assets * half);
  const mixed = new Float64Array(half);
  const factors = new Float64Array(BLOCK);
  const variances = processes.map(() => new Float64Array(BLOCK));
  const block = new PathBlock(simulation, BLOCK);
  while (block.begin()) {
    processes.forEach(({ variance }, asset) => {
      variances[asset]?.fill(variance);
    });
    for (let period = 0; period < horizon; period += 1) {
      fillGaussian(random, shocks);
      for (let asset = 0; asset < assets; asset += 1) {
        mixShocks(mix[asset] as Float64Array, shocks, mixed, asset);
        stepGarch(processes[asset] as GarchProcess, variances[asset] as Float64Array, mixed, factors);
        block.grow(asset, factors);
      }
      block.endPeriod();
    }
    block.end();
  }
  return block.paths;
}

/** L of LLᵀ, by way of the correlations, so that assets of very different size do not spoil each other. */
function factorOf(covariance: Rows): Rows {
  const deviations = deviationsOf(covariance);
  const factor = cholesky(correlationOf(covariance));
  if (factor === undefined) {
    throw new Refusal({
      kind: 'not-definite',
      what: 'the covariance is not positive definite',
      where: 'cov',
      remedy: 'Shrink it (ledoit-wolf), or leave out assets that are combinations of others.',
    });
  }
  return factor.map((row, asset) => row.map((value) => value * (deviations[asset] as number)));
}

/** mixed = Σ row[j] × shocks of j, for j up to the asset's own. Four at a time: each sum is stored once for four. */
function mixShocks(row: Float64Array, shocks: Float64Array, mixed: Float64Array, asset: number): void {
  const width = mixed.length;
  mixed.fill(0);
  let other = 0;
  for (; other + 3 <= asset; other += 4) {
    const a = row[other] as number;
    const b = row[other + 1] as number;
    const c = row[other + 2] as number;
    const d = row[other + 3] as number;
    const first = other * width;
    const second = first + width;
    const third = second + width;
    const fourth = third + width;
    for (let path = 0; path < width; path += 1) {
      mixed[path] =
        (mixed[path] as number) +
        a * (shocks[first + path] as number) +
        b * (shocks[second + path] as number) +
        c * (shocks[third + path] as number) +
        d * (shocks[fourth + path] as number);
    }
  }
  for (; other <= asset; other += 1) {
    const a = row[other] as number;
    const first = other * width;
    for (let path = 0; path < width; path += 1)
      mixed[path] = (mixed[path] as number) + a * (shocks[first + path] as number);
  }
}

/** Below this the series of cosh and sinh up to x⁷ are right to 3e-13, and faster than `Math.exp`. */
const SMALL = 0.1;

/** drift × exp(x) in the first half of `factors`, drift × exp(−x) in the second. */
function mirroredGrowth(mixed: Float64Array, drift: number, factors: Float64Array): void {
  const half = mixed.length;
  for (let path = 0; path < half; path += 1) {
    const x = mixed[path] as number;
    const square = x * x;
    if (square < SMALL * SMALL) {
      const even = drift * (1 + square * (1 / 2 + square * (1 / 24 + square / 720)));
      const odd = drift * x * (1 + square * (1 / 6 + square * (1 / 120 + square / 5040)));
      factors[path] = even + odd;
      factors[half + path] = even - odd;
    } else {
      factors[path] = drift * Math.exp(x);
      factors[half + path] = drift * Math.exp(-x);
    }
  }
}

/** One period of GARCH for a block: the shocks in the first half, mirrored in the second. */
function stepGarch(
  process: GarchProcess,
  variances: Float64Array,
  mixed: Float64Array,
  factors: Float64Array,
): void {
  const { mu, omega, alpha, gamma, beta } = process;
  const half = mixed.length;
  for (let path = 0; path < half; path += 1) {
    const shock = mixed[path] as number;
    const up = variances[path] as number;
    const down = variances[half + path] as number;
    const residual = Math.sqrt(up) * shock;
    const mirrored = -Math.sqrt(down) * shock;
    factors[path] = 1 + mu + residual;
    factors[half + path] = 1 + mu + mirrored;
    // The part below zero by its minimum: a branch that no processor can foresee costs more than the arithmetic.
    const fall = Math.min(0, residual);
    const mirroredFall = Math.min(0, mirrored);
    variances[path] = omega + alpha * residual * residual + gamma * fall * fall + beta * up;
    variances[half + path] =
      omega + alpha * mirrored * mirrored + gamma * mirroredFall * mirroredFall + beta * down;
  }
}
