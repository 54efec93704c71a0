import { Refusal } from '@qca/base';
import { multiplyVector, type Rows } from '@qca/numerics';

/** Relative change of the weights at which the descent stops, and passes it may take: it needs some tens. */
const TOLERANCE = 1e-14;
const PASSES_MAX = 10_000;

/**
 * Long-only weights whose shares of the portfolio's variance are the budgets, equal ones by default.
 *
 * Minimises ½ xᵀΣx − Σ b ln x by cyclical coordinate descent and divides by the sum. Source: Griveau-Billion, Richard
 * and Roncalli (2013). Rejects, as `Refusal`: `bad-budget`, `not-definite` where the descent finds no end.
 */
export function riskParity(covariance: Rows, budgets?: ArrayLike<number>): Float64Array {
  const assets = covariance.length;
  const shares = Float64Array.from({ length: assets }, (_, index) =>
    budgets ? (budgets[index] as number) : 1,
  );
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (!(total > 0) || shares.some((share) => !(share > 0))) {
    throw new Refusal({
      kind: 'bad-budget',
      what: 'a risk budget is not above zero',
      where: 'budgets',
      remedy: 'Give every asset a share above zero; leave out assets that are to have none.',
    });
  }
  const x = Float64Array.from(covariance, (row, index) => 1 / Math.sqrt(assets * (row[index] as number)));
  for (let pass = 0; pass < PASSES_MAX; pass += 1) {
    let change = 0;
    for (let asset = 0; asset < assets; asset += 1) {
      const row = covariance[asset] as Float64Array;
      const variance = row[asset] as number;
      let others = 0;
      for (let other = 0; other < assets; other += 1)
        if (other !== asset) others += (row[other] as number) * (x[other] as number);
      const share = (shares[asset] as number) / total;
      const root = Math.sqrt(others * others + 4 * variance * share);
      // The two forms of the positive root of a quadratic: the one without cancellation is taken.
      const next = others > 0 ? (2 * share) / (others + root) : (root - others) / (2 * variance);
      change = Math.max(change, Math.abs(next / (x[asset] as number) - 1));
      x[asset] = next;
    }
    if (change < TOLERANCE) return normalised(x);
    if (!Number.isFinite(change)) break;
  }
  // A direction without risk lets weights grow for ever; a slow end is still an end when the shares agree.
  const weights = normalised(x);
  const reached = riskShares(covariance, weights);
  if (reached.every((share, index) => Math.abs(share - (shares[index] as number) / total) < 1e-9))
    return weights;
  throw new Refusal({
    kind: 'not-definite',
    what: 'risk parity finds no weights: some mix of the assets has no risk',
    where: 'cov',
    remedy: 'Shrink the covariance (ledoit-wolf), or leave out assets that are combinations of others.',
  });
}

/** Share of each asset in the variance of the portfolio, wᵢ(Σw)ᵢ ÷ wᵀΣw; they sum to 1. */
export function riskShares(covariance: Rows, weights: ArrayLike<number>): Float64Array {
  const marginal = multiplyVector(covariance, weights);
  const parts = marginal.map((value, index) => value * (weights[index] as number));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}

function normalised(x: Float64Array): Float64Array {
  const sum = x.reduce((total, value) => total + value, 0);
  return x.map((value) => value / sum);
}
