import { Refusal } from '@qca/base';
import { dot, findRoot, multiplyVector, type Rows } from '@qca/numerics';
import { type Amount, amount, mulDivUp } from '@qca/units';
import { infeasible, type Limits, programOf } from './Limits.ts';
import { solveQuadratic } from './solveQuadratic.ts';
import { splitAmount } from './splitAmount.ts';

export interface CostAwareRebalance {
  /** Weights now, and those one would hold if trading cost nothing; both sum to 1. */
  readonly current: Float64Array;
  readonly target: Float64Array;
  /** Yearly. Shape: [asset][asset]. */
  readonly covariance: Rows;
  /** Cost of trading one unit of value of each asset, as a share: 0.001 is ten basis points. */
  readonly costs: ArrayLike<number>;
  readonly riskAversion: number;
  /** Years the new weights are expected to be held. */
  readonly horizon: number;
  readonly limits: Limits;
}

/** Targets are written with few digits: their sum may miss 1 by this. */
const SUM_TOLERANCE = 1e-6;

/** A trade below this share of the portfolio is the solver's rounding. */
const NO_TRADE = 1e-9;

/**
 * The weights to trade to when trading costs a share of what is traded: those that minimise
 * ½ aversion × years × (w − target)ᵀΣ(w − target) + Σ cost × |w − current|.
 *
 * Around the target lies a region in which this is the current portfolio itself, and nothing is traded; outside, one trades
 * to its edge and not to its middle. Costs are paid out of the value of the portfolio, not out of a weight.
 * Source: Leland (1999), "Optimal portfolio management with transactions costs"; Boyd et al. (2017), section 4.
 * Rejects, as `Refusal`: `infeasible`.
 */
export function costAwareRebalance(rebalance: CostAwareRebalance): Float64Array {
  const { current, target, covariance, costs, riskAversion, horizon, limits } = rebalance;
  const assets = current.length;
  const pull = riskAversion * horizon;
  // The turnover's variables, bought and sold, carry the costs; twice the whole portfolio is no limit.
  const maximum =
    limits.turnover?.maximum ?? 2 + 2 * current.reduce((sum, weight) => sum + Math.abs(weight), 0);
  const program = programOf({ ...limits, turnover: { current, maximum } });
  const towards = multiplyVector(covariance, target);
  const solution = solveQuadratic({
    ...program,
    hessian: covariance.map((row) => row.map((value) => value * pull)),
    cost: program.cost.map((_, index) =>
      index < assets ? -pull * (towards[index] as number) : (costs[index % assets] as number),
    ),
  });
  if (solution.status !== 'optimal') throw infeasible(program, limits.assets);
  const traded = solution.x
    .slice(0, assets)
    .map((weight, index) =>
      Math.abs(weight - (current[index] as number)) < NO_TRADE ? (current[index] as number) : weight,
    );
  return settled(traded, current);
}

/** Weights that sum to 1, what rounding left over going to the asset traded most. */
function settled(weights: Float64Array, current: Float64Array): Float64Array {
  const sizes = weights.map((weight, index) => Math.abs(weight - (current[index] as number)));
  const most = sizes.indexOf(Math.max(...sizes));
  if (sizes[most] === 0) return weights;
  weights[most] = (weights[most] as number) + 1 - weights.reduce((sum, weight) => sum + weight, 0);
  return weights;
}

/** What a rebalance is worth and costs, as shares of the portfolio. */
export function rebalanceCost(
  { current, costs }: Pick<CostAwareRebalance, 'current' | 'costs'>,
  weights: Float64Array,
): number {
  return weights.reduce(
    (sum, weight, index) => sum + (costs[index] as number) * Math.abs(weight - (current[index] as number)),
    0,
  );
}

/** The loss that `costAwareRebalance` minimises, at any weights. */
export function rebalanceLoss(rebalance: CostAwareRebalance, weights: Float64Array): number {
  const gap = weights.map((weight, index) => weight - (rebalance.target[index] as number));
  const risk = dot(multiplyVector(rebalance.covariance, gap), gap);
  return 0.5 * rebalance.riskAversion * rebalance.horizon * risk + rebalanceCost(rebalance, weights);
}

/**
 * The nearest weights with every asset inside target ± band: nothing is traded where all are inside, and never more than
 * it takes to bring back those outside.
 *
 * A band never reaches below zero for a target that does not. Every weight is moved by one common amount and cut at its band; that amount makes the sum 1. Rejects: `infeasible`.
 */
export function rebalanceToBands(
  current: Float64Array,
  target: Float64Array,
  bands: ArrayLike<number>,
): Float64Array {
  const lower = target.map((weight, index) =>
    Math.max(Math.min(weight, 0), weight - (bands[index] as number)),
  );
  const upper = target.map((weight, index) => weight + (bands[index] as number));
  if (
    current.every((weight, index) => weight >= (lower[index] as number) && weight <= (upper[index] as number))
  )
    return current.slice();
  const cut = (shift: number): Float64Array =>
    current.map((weight, index) =>
      Math.min(Math.max(weight + shift, lower[index] as number), upper[index] as number),
    );
  const excess = (shift: number): number => cut(shift).reduce((sum, weight) => sum + weight, -1);
  const widest = 2 + current.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0);
  if (excess(-widest) > SUM_TOLERANCE || excess(widest) < -SUM_TOLERANCE) {
    throw new Refusal({
      kind: 'infeasible',
      what: 'no weights inside the bands sum to 1',
      where: 'bands',
      remedy: 'Give targets that sum to 1, and bands of zero or more.',
    });
  }
  if (excess(-widest) >= 0) return settled(cut(-widest), current);
  if (excess(widest) <= 0) return settled(cut(widest), current);
  const shift = excess(0) === 0 ? 0 : findRoot(excess, { low: -widest, high: widest });
  return settled(cut(shift), current);
}

export interface CentsTrade {
  /** What is bought (above zero) or sold of each asset. */
  readonly trades: readonly Amount[];
  /** What the portfolio holds afterwards. */
  readonly holdings: readonly Amount[];
  /** Paid for trading; each asset's cost is rounded up to the cent. */
  readonly cost: Amount;
  /** Cents that rounding leaves over. Holdings, cost and cash sum to the holdings before, always. */
  readonly cash: Amount;
}

/** Rounds of a cost that lowers the holdings that lower the cost: it settles in two or three. */
const ROUNDS_MAX = 20;
const BPS = 10_000n;

/**
 * Turns new weights into whole cents to trade. An asset whose weight stays keeps its cents to the last one.
 *
 * `costBps`: cost of trading each asset, in whole basis points of what is traded.
 */
export function tradeCents(
  holdings: readonly Amount[],
  { current, weights, costBps }: { current: Float64Array; weights: Float64Array; costBps: readonly bigint[] },
): CentsTrade {
  const moved = Array.from(weights, (_, index) => index).filter((index) => weights[index] !== current[index]);
  const pool = moved.reduce((sum, index) => sum + (holdings[index] as bigint), 0n);
  const still: CentsTrade = {
    trades: holdings.map(() => amount(0n)),
    holdings,
    cost: amount(0n),
    cash: amount(0n),
  };
  if (moved.length === 0 || pool === 0n) return still;
  const shares = moved.map((index) => weights[index] as number);
  let best = still;
  let isFound = false;
  let reserved = 0n;
  for (let round = 0; round < ROUNDS_MAX && reserved <= pool; round += 1) {
    const parts = splitAmount(amount(pool - reserved), shares);
    const after = holdings.slice();
    moved.forEach((index, place) => {
      after[index] = parts[place] as Amount;
    });
    const trades = after.map((value, index) => amount(value - (holdings[index] as bigint)));
    const cost = trades.reduce((sum, trade, index) => {
      const size = trade < 0n ? -trade : (trade as bigint);
      return sum + mulDivUp(size, costBps[index] as bigint, BPS);
    }, 0n);
    const cash = amount(reserved - cost);
    if (cash >= 0n && (!isFound || cash < best.cash)) {
      best = { trades, holdings: after, cost: amount(cost), cash };
      isFound = true;
    }
    if (cash === 0n) break;
    // Holding back a cent more at the end than the last round needed ends a change to and fro.
    reserved = round < ROUNDS_MAX - 2 ? cost : cost + 1n;
  }
  return best;
}
