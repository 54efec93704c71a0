import { Refusal } from '@qca/base';
import { dot, findRoot, type Rows } from '@qca/numerics';
import { infeasible, programOf } from './Limits.ts';
import { maximumReturn, returnRow, tidied, unbounded, withRow } from './meanVariance.ts';
import { portfolioReturns } from './returns.ts';
import { semideviation } from './riskMeasures.ts';
import type { Scenarios } from './scenarioPrograms.ts';
import { solveQuadratic } from './solveQuadratic.ts';

/** The set of scenarios below the benchmark settles after some ten steps. */
const STEPS_MAX = 200;
/** Relative gain below which a step is rounding. */
const NO_GAIN = 1e-15;

/**
 * The portfolio with the least mean squared shortfall below `benchmark` (a return of one period).
 *
 * The objective is a quadratic for as long as the same scenarios fall short: that quadratic is minimised, with a search
 * along the line to its minimum, until no step gains anything (a damped Newton method, exact at its end).
 * Rejects, as `Refusal`: `infeasible`, `no-convergence`.
 */
export function minimumSemivariance(scenarios: Scenarios, benchmark: number): Float64Array {
  return leastShortfall(scenarios, benchmark, undefined);
}

/**
 * The portfolio that maximises gain·w − ½ riskAversion × mean squared shortfall, `gain` being expected returns of one period.
 *
 * By the same method. Source: as PyPortfolioOpt `EfficientSemivariance.max_quadratic_utility`. Rejects as `minimumSemivariance`.
 */
export function maximumSemivarianceUtility(
  scenarios: Scenarios,
  benchmark: number,
  { gain, riskAversion }: { readonly gain: Float64Array; readonly riskAversion: number },
): Float64Array {
  return leastShortfall(
    scenarios,
    benchmark,
    gain.map((value) => (-2 * value) / riskAversion),
  );
}

/**
 * The portfolio that is expected to earn most by `mu` among those with a semideviation (root mean squared shortfall of one period) of
 * `most` or less: the point of the frontier with that semideviation, found by Brent's method over its return.
 *
 * Rejects, as `Refusal`: `infeasible`, `risk-too-low`.
 */
export function efficientSemideviation(
  scenarios: Scenarios,
  benchmark: number,
  { mu, most }: { readonly mu: Float64Array; readonly most: number },
): Float64Array {
  const riskOf = (weights: Float64Array): number =>
    semideviation(portfolioReturns(scenarios.returns, weights), benchmark);
  const at = (least: number): Float64Array =>
    minimumSemivariance({ ...scenarios, target: { mu, least } }, benchmark);
  const calmest = minimumSemivariance(scenarios, benchmark);
  const least = riskOf(calmest);
  if (most < least * (1 - 1e-6)) {
    throw new Refusal({
      kind: 'risk-too-low',
      what: `no portfolio within the limits has a semideviation of ${most} in one row: the least is ${least}`,
      where: 'target_semideviation',
      remedy: 'Ask for more, or loosen the limits.',
    });
  }
  const low = dot(mu, calmest);
  const high = dot(mu, maximumReturn({ mu, limits: scenarios.limits }));
  if (low >= high || most <= least) return calmest;
  const boldest = at(high);
  if (riskOf(boldest) <= most) return boldest;
  return at(findRoot((expected) => riskOf(at(expected)) - most, { low, high, tolerance: 1e-12 }));
}

/** Minimises the mean squared shortfall plus `linear`·w. */
function leastShortfall(
  { returns, limits, target }: Scenarios,
  benchmark: number,
  linear: Float64Array | undefined,
): Float64Array {
  const plain = programOf(limits);
  const program = target === undefined ? plain : withRow(plain, returnRow(target.mu, target.least));
  const goal = (weights: Float64Array): number =>
    semideviation(portfolioReturns(returns, weights), benchmark) ** 2 +
    (linear === undefined ? 0 : dot(linear, weights));
  let hessian: Rows = shortfallHessian(returns, () => true, benchmark).hessian;
  let cost = program.cost.map((_, index) => linear?.[index] ?? 0);
  let current: Float64Array | undefined;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const solution = solveQuadratic({ ...program, hessian, cost });
    if (solution.status === 'unbounded') throw unbounded();
    if (solution.status !== 'optimal') throw infeasible(program, limits.assets);
    const proposed = solution.x.slice(0, limits.assets.length);
    const next = current === undefined ? proposed : bestBetween(current, proposed, goal);
    if (current !== undefined && goal(current) - goal(next) <= NO_GAIN * Math.abs(goal(current)))
      return tidied(current, limits);
    current = next;
    const portfolio = portfolioReturns(returns, current);
    const local = shortfallHessian(
      returns,
      (scenario) => (portfolio[scenario] as number) < benchmark,
      benchmark,
    );
    hessian = local.hessian;
    cost = program.cost.map((_, index) => (local.linear[index] ?? 0) + (linear?.[index] ?? 0));
    // No scenario falls short: there is nothing left to lessen.
    if (linear === undefined && goal(current) === 0) return tidied(current, limits);
  }
  throw new Refusal({
    kind: 'no-convergence',
    what: `least semivariance did not settle in ${STEPS_MAX} steps`,
    where: 'returns',
    remedy: 'Give more scenarios.',
  });
}

/** ½ wᵀHw + c·w is the mean square of r·w − benchmark over the chosen scenarios, up to a constant. */
function shortfallHessian(returns: Rows, isChosen: (scenario: number) => boolean, benchmark: number) {
  const assets = returns[0]?.length ?? 0;
  const hessian = Array.from({ length: assets }, () => new Float64Array(assets));
  const linear = new Float64Array(assets);
  returns.forEach((row, scenario) => {
    if (!isChosen(scenario)) return;
    for (let one = 0; one < assets; one += 1) {
      const factor = (2 * (row[one] as number)) / returns.length;
      linear[one] = (linear[one] as number) - factor * benchmark;
      const line = hessian[one] as Float64Array;
      for (let other = 0; other < assets; other += 1)
        line[other] = (line[other] as number) + factor * (row[other] as number);
    }
  });
  return { hessian, linear };
}

/** The best point found on the line between two, by golden sections: the risk is convex along it. */
function bestBetween(
  from: Float64Array,
  to: Float64Array,
  risk: (weights: Float64Array) => number,
): Float64Array {
  const at = (share: number): Float64Array =>
    from.map((value, index) => value + share * ((to[index] as number) - value));
  if (risk(to) <= risk(at(0.999))) return to;
  const golden = (Math.sqrt(5) - 1) / 2;
  let low = 0;
  let high = 1;
  for (let step = 0; step < 60; step += 1) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (risk(at(left)) <= risk(at(right))) high = right;
    else low = left;
  }
  return at((low + high) / 2);
}
