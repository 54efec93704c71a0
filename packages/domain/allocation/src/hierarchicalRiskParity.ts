import type { Rows } from '@qca/numerics';
import { cluster, correlationDistance, type Linkage, leafOrder, type Merger } from './clusters.ts';

export interface Hierarchy {
  /** Shape: [asset][asset]. */
  readonly covariance: Rows;
  readonly correlation: Rows;
  readonly linkage?: Linkage;
  /**
   * Which of two single assets that merge stands first. `columns`: the one with the lower column, as SciPy and
   * PyPortfolioOpt have it, so that the order of the columns can change the weights where a bisection parts the two.
   * `variance`: the calmer one, so that it cannot.
   */
  readonly siblings?: 'columns' | 'variance';
}

export interface HierarchicalWeights {
  readonly weights: Float64Array;
  /** Assets from left to right in the tree. */
  readonly order: readonly number[];
  readonly mergers: readonly Merger[];
}

/**
 * Hierarchical risk parity: assets are put in the order of a clustering of their correlations, and each half of each
 * bisection gets weight against its variance, that of its inverse-variance portfolio.
 *
 * Source: López de Prado, "Building diversified portfolios that outperform out of sample" (2016).
 */
export function hierarchicalRiskParity(hierarchy: Hierarchy): HierarchicalWeights {
  const { covariance, correlation, linkage = 'single', siblings = 'columns' } = hierarchy;
  const mergers = cluster(correlationDistance(correlation), linkage);
  const order = leafOrder(siblings === 'columns' ? mergers : calmerFirst(mergers, covariance));
  const weights = new Float64Array(covariance.length).fill(1);
  const waiting = [order];
  while (waiting.length > 0) {
    const assets = waiting.pop() as readonly number[];
    if (assets.length < 2) continue;
    const half = Math.floor(assets.length / 2);
    const left = assets.slice(0, half);
    const right = assets.slice(half);
    const leftVariance = inverseVarianceRisk(covariance, left);
    const share = 1 - leftVariance / (leftVariance + inverseVarianceRisk(covariance, right));
    for (const asset of left) weights[asset] = (weights[asset] as number) * share;
    for (const asset of right) weights[asset] = (weights[asset] as number) * (1 - share);
    waiting.push(left, right);
  }
  return { weights, order, mergers };
}

function calmerFirst(mergers: readonly Merger[], covariance: Rows): readonly Merger[] {
  const leaves = covariance.length;
  const variance = (leaf: number): number => covariance[leaf]?.[leaf] as number;
  return mergers.map((merger) =>
    merger.right < leaves && variance(merger.right) < variance(merger.left)
      ? { ...merger, left: merger.right, right: merger.left }
      : merger,
  );
}

/** Variance of the portfolio of these assets with weights against their own variances. */
function inverseVarianceRisk(covariance: Rows, assets: readonly number[]): number {
  let total = 0;
  let variance = 0;
  for (const one of assets) {
    const row = covariance[one] as Float64Array;
    const weight = 1 / (row[one] as number);
    total += weight;
    for (const other of assets)
      variance += (weight * (row[other] as number)) / (covariance[other]?.[other] as number);
  }
  return variance / (total * total);
}
