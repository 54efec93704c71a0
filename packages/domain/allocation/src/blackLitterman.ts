import { Refusal } from '@qca/base';
import { leastSquares, multiply, multiplyVector, type Rows, solve, transpose } from '@qca/numerics';

/** An opinion on the yearly return of a mix of assets. */
export interface View {
  /** Weight of each asset in the mix: a single 1 for an absolute view, 1 and −1 for one against another. */
  readonly mix: Float64Array;
  /** Yearly return expected of the mix. */
  readonly value: number;
  /** From 0 (no weight at all) to 1 (certain). Without it the uncertainty is τ × the variance of the mix. */
  readonly confidence?: number;
}

export interface BlackLitterman {
  /** Yearly. Shape: [asset][asset]. */
  readonly covariance: Rows;
  /** Expected yearly returns before the views. */
  readonly prior: Float64Array;
  readonly views: readonly View[];
  /** Weight of the prior's own uncertainty, in (0, 1]. */
  readonly tau?: number;
  /** Uncertainty of the views in place of what confidences say. Shape: [view][view]. */
  readonly omega?: Rows;
}

export interface Posterior {
  readonly returns: Float64Array;
  readonly covariance: Rows;
}

/** Uncertainty of a view without any confidence: so large that it changes nothing. */
const NO_CONFIDENCE = 1e6;

/**
 * Expected returns and covariance after views, each weighed by its confidence. Without views, the prior itself.
 *
 * Source: He and Litterman (1999) for the default uncertainty, Idzorek (2005) in the closed form of Walters (2014) for
 * confidences. Rejects, as `Refusal`: `bad-view`.
 */
export function blackLitterman({ covariance, prior, views, tau = 0.05, omega }: BlackLitterman): Posterior {
  if (!(tau > 0 && tau <= 1)) throw badView(`tau is ${tau}`, 'Give tau above 0 and at most 1.');
  if (views.length === 0) return { returns: prior.slice(), covariance };
  const mixes: Rows = views.map(({ mix }) => mix);
  const spread = multiply(covariance, transpose(mixes)).map((row) => row.map((value) => value * tau));
  const uncertainty = omega ?? diagonal(views.map((view, index) => uncertaintyOf(view, spread, index)));
  const system = multiply(mixes, spread).map((row, index) =>
    row.map((value, column) => value + (uncertainty[index]?.[column] as number)),
  );
  const solveFor = (right: ArrayLike<number>): Float64Array =>
    solve(system, right) ?? leastSquares(system, right);
  const surprise = views.map(({ mix, value }) => {
    const expected = mix.reduce((sum, weight, asset) => sum + weight * (prior[asset] as number), 0);
    return value - expected;
  });
  const shift = multiplyVector(spread, solveFor(surprise));
  const removed = multiply(spread, transpose(spread.map((row) => solveFor(row))));
  return {
    returns: prior.map((value, asset) => value + (shift[asset] as number)),
    covariance: covariance.map((row, index) =>
      row.map((value, column) => value * (1 + tau) - (removed[index]?.[column] as number)),
    ),
  };
}

/** Returns that make the market's own weights optimal: risk aversion × Σw + risk-free rate. */
export function impliedReturns(
  covariance: Rows,
  marketCaps: ArrayLike<number>,
  { riskAversion = 1, riskFreeRate = 0 } = {},
): Float64Array {
  const total = Array.from(marketCaps).reduce((sum, cap) => sum + cap, 0);
  const weights = Float64Array.from(marketCaps, (cap) => cap / total);
  return multiplyVector(covariance, weights).map((value) => riskAversion * value + riskFreeRate);
}

/** Weights in proportion to Σ⁻¹μ, summing to 1: what an investor with these beliefs and no limits holds. */
export function impliedWeights(covariance: Rows, returns: Float64Array): Float64Array {
  const raw = solve(covariance, returns) ?? leastSquares(covariance, returns);
  const total = raw.reduce((sum, value) => sum + value, 0);
  return raw.map((value) => value / total);
}

function uncertaintyOf({ mix, confidence }: View, spread: Rows, index: number): number {
  // mixᵀ τΣ mix: the prior's own variance of the view.
  const variance = mix.reduce((sum, weight, asset) => sum + weight * (spread[asset]?.[index] as number), 0);
  if (confidence === undefined) return variance;
  if (!(confidence >= 0 && confidence <= 1))
    throw badView(`a view has confidence ${confidence}`, 'Give confidences from 0 to 1.');
  return confidence === 0 ? NO_CONFIDENCE : (variance * (1 - confidence)) / confidence;
}

function diagonal(values: readonly number[]): Rows {
  return values.map((value, row) => {
    const line = new Float64Array(values.length);
    line[row] = value;
    return line;
  });
}

function badView(what: string, remedy: string): Refusal {
  return new Refusal({ kind: 'bad-view', what, where: 'views', remedy });
}
