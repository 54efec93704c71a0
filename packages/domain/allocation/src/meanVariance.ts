import { Refusal } from '@qca/base';
import { dot, findRoot, type Rows } from '@qca/numerics';
import { infeasible, type Limits, programOf } from './Limits.ts';
import type { LinearProgram, QuadraticProgram, Row } from './LinearProgram.ts';
import { type Moments, volatilityOf } from './performance.ts';
import { solveQuadratic } from './solveQuadratic.ts';

/** A choice of weights: what is known of the assets, and what the portfolio may look like. */
export interface MeanVariance extends Moments {
  readonly limits: Limits;
}

/** A weight this near to one of its ends is that end: the solvers are right to about as many digits. */
const SNAP = 1e-11;

/** The portfolio with the least volatility. Rejects, as `Refusal`: `infeasible`. */
export function minimumVolatility({ covariance, limits }: MeanVariance): Float64Array {
  return weightsOf({ ...programOf(limits), hessian: covariance }, limits);
}

/** The portfolio with the least volatility among those that are expected to earn `target` or more. Rejects: `infeasible`. */
export function efficientReturn(choice: MeanVariance, target: number): Float64Array {
  return weightsOf(efficientReturnProgram(choice, target), choice.limits);
}

/** The program `efficientReturn` solves; what adds to it starts here. */
export function efficientReturnProgram(
  { mu, covariance, limits }: MeanVariance,
  target: number,
): QuadraticProgram {
  return { ...withRow(programOf(limits), returnRow(mu, target)), hessian: covariance };
}

/**
 * The portfolio that is expected to earn most among those with volatility `target` or less: the point of the frontier
 * with that volatility, found by Brent's method over its return. Rejects: `infeasible`, `risk-too-low`.
 */
export function efficientRisk(choice: MeanVariance, target: number): Float64Array {
  const { mu, covariance } = choice;
  const calmest = minimumVolatility(choice);
  const least = volatilityOf(covariance, calmest);
  // The calmest portfolio itself may be asked for by the volatility it was shown with.
  if (target < least * (1 - 1e-9)) {
    throw new Refusal({
      kind: 'risk-too-low',
      what: `no portfolio within the limits has a volatility of ${target}: the least is ${least}`,
      where: 'target_volatility',
      remedy: `Ask for ${least} or more, or loosen the limits.`,
    });
  }
  const boldest = maximumReturn(choice);
  const most = dot(mu, boldest);
  const low = dot(mu, calmest);
  if (low >= most || volatilityOf(covariance, efficientReturn(choice, most)) <= target)
    return most > low ? efficientReturn(choice, most) : calmest;
  const excess = (expected: number): number =>
    volatilityOf(covariance, efficientReturn(choice, expected)) - target;
  if (excess(low) >= 0) return calmest;
  return efficientReturn(choice, findRoot(excess, { low, high: most, tolerance: 1e-13 }));
}

/** Bounds of the price of variance that is searched for, and where the search ends: far beyond any real covariance. */
const PRICE_MIN = 1e-9;
const PRICE_MAX = 1e9;

/**
 * The portfolio that maximises μ·w − γ wᵀw among those with volatility `target` or less: the utility with the price of variance at which
 * the target is met. Rejects: `infeasible`, `risk-too-low`.
 */
export function efficientRiskRegularised(choice: MeanVariance, target: number, gamma: number): Float64Array {
  const at = (price: number): Float64Array =>
    maximumQuadraticUtility(
      { ...choice, covariance: withDiagonal(scaled(choice.covariance, 2 * price), 2 * gamma) },
      1,
    );
  const free = at(0);
  if (volatilityOf(choice.covariance, free) <= target) return free;
  const excess = (logarithm: number): number =>
    volatilityOf(choice.covariance, at(Math.exp(logarithm))) - target;
  const high = Math.log(PRICE_MAX);
  // The calmest portfolio of all says why a target below it cannot be met.
  if (excess(high) > 0) return efficientRisk(choice, target);
  return at(Math.exp(findRoot(excess, { low: Math.log(PRICE_MIN), high, tolerance: 1e-13 })));
}

/** A matrix with `amount` added along its diagonal. */
export function withDiagonal(matrix: Rows, amount: number): Rows {
  return matrix.map((row, index) => row.map((value, column) => (column === index ? value + amount : value)));
}

function scaled(matrix: Rows, factor: number): Rows {
  return matrix.map((row) => row.map((value) => value * factor));
}

/** The portfolio that maximises μ·w − ½ aversion × wᵀΣw. Rejects: `infeasible`. */
export function maximumQuadraticUtility(
  { mu, covariance, limits }: MeanVariance,
  riskAversion: number,
): Float64Array {
  return weightsOf(utilityProgram({ mu, covariance, limits }, riskAversion), limits);
}

/** The program `maximumQuadraticUtility` solves. */
export function utilityProgram(
  { mu, covariance, limits }: MeanVariance,
  riskAversion: number,
): QuadraticProgram {
  const program = programOf(limits);
  return {
    ...program,
    cost: program.cost.map((_, index) => -(mu[index] ?? 0)),
    hessian: covariance.map((row) => row.map((value) => value * riskAversion)),
  };
}

/** The portfolio that is expected to earn most. Rejects: `infeasible`. */
export function maximumReturn({ mu, limits }: Pick<MeanVariance, 'mu' | 'limits'>): Float64Array {
  const program = programOf(limits);
  const cost = program.cost.map((_, index) => -(mu[index] ?? 0));
  return weightsOf({ ...program, cost, hessian: [] }, limits);
}

/**
 * The portfolio with the highest Sharpe ratio.
 *
 * The ratio does not change with the size of the weights: y = k w is sought with an excess return of 1 and the least
 * variance, every limit times k = Σy, and divided by k. Source: Cornuéjols and Tütüncü (2006), section 8.2.
 * Rejects: `infeasible`, `no-excess-return` where nothing within the limits earns more than the risk-free rate.
 */
export function maximumSharpe({ mu, covariance, limits }: MeanVariance, riskFreeRate: number): Float64Array {
  const best = maximumReturn({ mu, limits });
  if (!(dot(mu, best) > riskFreeRate)) {
    throw new Refusal({
      kind: 'no-excess-return',
      what: `no portfolio within the limits is expected to earn more than the risk-free rate ${riskFreeRate}`,
      where: 'rf',
      remedy: 'Choose minimum volatility, or give other expected returns.',
    });
  }
  const program = programOf(limits);
  const assets = limits.assets.length;
  const excess: Row = {
    indices: limits.assets.map((_, index) => index),
    values: mu.map((value) => value - riskFreeRate),
    lower: 1,
    upper: 1,
  };
  const solution = solveQuadratic({
    ...homogeneous(program, assets),
    rows: [excess, ...homogeneous(program, assets).rows],
    hessian: covariance,
  });
  if (solution.status !== 'optimal') throw infeasible(program, limits.assets);
  const y = solution.x.subarray(0, assets);
  const size = y.reduce((sum, value) => sum + value, 0);
  return tidied(
    y.map((value) => value / size),
    limits,
  );
}

/** Portfolios of least volatility for `points` returns, equally spaced from that of the calmest to the largest there is. */
export function frontier(choice: MeanVariance, points: number): readonly Float64Array[] {
  const low = dot(choice.mu, minimumVolatility(choice));
  const high = dot(choice.mu, maximumReturn(choice));
  return Array.from({ length: points }, (_, index) =>
    efficientReturn(choice, low + ((high - low) * index) / Math.max(1, points - 1)),
  );
}

/** The row that asks for an expected return. A share of 1e-12 is let go: the largest return there is stays possible. */
export function returnRow(mu: Float64Array, target: number): Row {
  return {
    name: `expected return of ${target} or more`,
    indices: Array.from(mu, (_, index) => index),
    values: mu,
    lower: target - 1e-12 * Math.max(1, Math.abs(target)),
    upper: Number.POSITIVE_INFINITY,
  };
}

export function withRow(program: LinearProgram, row: Row): LinearProgram {
  return { ...program, rows: [...program.rows, row] };
}

/** Every limit b of a program in w becomes b Σy in y. The row that weights sum to 1 then says nothing, and is left out. */
function homogeneous(program: LinearProgram, assets: number): LinearProgram {
  const rows: Row[] = [];
  const add = (row: Pick<Row, 'indices' | 'values'>, lower: number, upper: number): void => {
    if (lower === upper) {
      rows.push(
        lower === 0 ? { ...row, lower, upper } : { ...minusTotal(row, lower, assets), lower: 0, upper: 0 },
      );
      return;
    }
    if (Number.isFinite(lower))
      rows.push({ ...minusTotal(row, lower, assets), lower: 0, upper: Number.POSITIVE_INFINITY });
    if (Number.isFinite(upper))
      rows.push({ ...minusTotal(row, upper, assets), lower: Number.NEGATIVE_INFINITY, upper: 0 });
  };
  for (const row of program.rows.slice(1)) add(row, row.lower, row.upper);
  const lower = new Float64Array(program.cost.length).fill(Number.NEGATIVE_INFINITY);
  for (let index = 0; index < lower.length; index += 1) {
    const [low, high] = [program.lower[index] as number, program.upper[index] as number];
    // A bound of zero stays a bound: the solver keeps it exactly.
    if (low === 0) lower[index] = 0;
    add({ indices: [index], values: [1] }, low === 0 ? Number.NEGATIVE_INFINITY : low, high);
  }
  add({ indices: [], values: [] }, Number.NEGATIVE_INFINITY, 1); // Σy ≥ 0: the empty row less 1 × Σy is at most 0
  return { ...program, lower, upper: lower.map(() => Number.POSITIVE_INFINITY), rows };
}

/** row − end × Σy. */
function minusTotal(row: Pick<Row, 'indices' | 'values'>, end: number, assets: number) {
  const values = new Map(Array.from({ length: end === 0 ? 0 : assets }, (_, index) => [index, -end]));
  for (let entry = 0; entry < row.indices.length; entry += 1) {
    const index = row.indices[entry] as number;
    values.set(index, (values.get(index) ?? 0) + (row.values[entry] as number));
  }
  return { indices: [...values.keys()], values: [...values.values()] };
}

/** Solves a program whose first variables are weights. Rejects: `infeasible`. */
export function weightsOf(program: QuadraticProgram, limits: Limits): Float64Array {
  const solution = solveQuadratic(program);
  if (solution.status === 'infeasible') throw infeasible(program, limits.assets);
  if (solution.status === 'unbounded') throw unbounded();
  return tidied(solution.x.subarray(0, limits.assets.length), limits);
}

export function unbounded(): Refusal {
  return new Refusal({
    kind: 'unbounded',
    what: 'the weights may grow for ever',
    where: 'limits',
    remedy: 'Give every asset a smallest and a largest weight.',
  });
}

/** Weights at their ends where they differ by rounding, and summing to what they should. */
export function tidied(
  weights: Float64Array,
  { lower, upper, total = 1 }: Limits,
  snap = SNAP,
): Float64Array {
  const tidy = weights.map((weight, index) => {
    if (Math.abs(weight - (lower[index] as number)) < snap) return lower[index] as number;
    if (Math.abs(weight - (upper[index] as number)) < snap) return upper[index] as number;
    return weight;
  });
  const missing = total - tidy.reduce((sum, weight) => sum + weight, 0);
  if (missing === 0) return tidy;
  // The asset with most room takes what rounding left over.
  const room = tidy.map((weight, index) =>
    Math.min(weight - (lower[index] as number), (upper[index] as number) - weight),
  );
  const widest = room.indexOf(Math.max(...room));
  tidy[widest] = (tidy[widest] as number) + missing;
  return tidy;
}
