import { assert } from '@qca/base';

type Matrix = readonly Float64Array[];

/** Mean correlation over all pairs of different trials; 0 for one trial. Pairs without a correlation count as 0. */
export function averageCorrelation(correlations: Matrix): number {
  const n = correlations.length;
  if (n < 2) return 0;
  let total = 0;
  for (let row = 0; row < n; row += 1)
    for (let column = 0; column < row; column += 1) total += correlations[row]?.[column] || 0;
  return total / ((n * (n - 1)) / 2);
}

/**
 * Effective number of trials by average correlation: ρ + (1 − ρ) N. All when independent, one when all are the same.
 *
 * A negative average counts as 0, so that the answer is never above N.
 * Source: Bailey and López de Prado, "The Deflated Sharpe Ratio" (2014), appendix 3.
 */
export function effectiveTrialsByAverage(correlations: Matrix): number {
  const rho = Math.max(0, averageCorrelation(correlations));
  return rho + (1 - rho) * correlations.length;
}

/** Correlation above which two groups of trials are held for one idea: √((1 − ρ) / 2) = 0.5 in distance. */
export const SAME_IDEA_CORRELATION = 0.5;

/**
 * Puts trials into clusters by correlation distance √((1 − ρ) / 2); the number of clusters is the effective number of trials.
 *
 * Agglomerative, average linkage, cut at the distance of `sameIdea`. Unlike a search for the best silhouette (López de Prado and
 * Lewis, 2019), it never merges independent trials, so the count errs on the strict side, and it needs no random start.
 * Answers the cluster of each trial, counted from 0 in order of first member.
 */
export function clusterTrials(correlations: Matrix, sameIdea = SAME_IDEA_CORRELATION): Int32Array {
  const n = correlations.length;
  assert(
    correlations.every((row) => row.length === n),
    'clusterTrials: the matrix is not square',
  );
  const limit = distanceOf(sameIdea);
  const distances = correlations.map((row) => row.map((rho) => distanceOf(Number.isNaN(rho) ? 0 : rho)));
  const sizes = new Float64Array(n).fill(1);
  const home = Int32Array.from({ length: n }, (_, index) => index);
  const alive = Array.from({ length: n }, (_, index) => index);
  for (;;) {
    const closest = closestPair(distances, alive);
    if (closest === undefined || closest.distance > limit) return numberInOrder(home);
    mergeInto(distances, sizes, alive, closest);
    for (let trial = 0; trial < n; trial += 1) if (home[trial] === closest.other) home[trial] = closest.one;
  }
}

/** Distance between trials of a correlation: 0 for the same, √½ for independent, 1 for opposite. */
function distanceOf(correlation: number): number {
  return Math.sqrt(Math.max(0, 1 - correlation) / 2);
}

interface ClosestPair {
  readonly one: number;
  readonly other: number;
  readonly distance: number;
}

function closestPair(distances: Matrix, alive: readonly number[]): ClosestPair | undefined {
  let best: ClosestPair | undefined;
  for (let place = 0; place < alive.length; place += 1) {
    const one = alive[place] as number;
    const row = distances[one] as Float64Array;
    for (let next = place + 1; next < alive.length; next += 1) {
      const other = alive[next] as number;
      const distance = row[other] as number;
      if (best === undefined || distance < best.distance) best = { one, other, distance };
    }
  }
  return best;
}

/** Average linkage: the distance to a merged cluster is the mean over its members. */
function mergeInto(
  distances: Matrix,
  sizes: Float64Array,
  alive: number[],
  { one, other }: ClosestPair,
): void {
  alive.splice(alive.indexOf(other), 1);
  const sizeOne = sizes[one] as number;
  const sizeOther = sizes[other] as number;
  sizes[one] = sizeOne + sizeOther;
  for (const third of alive) {
    const toOne = distances[one]?.[third] as number;
    const toOther = distances[other]?.[third] as number;
    const joined = (toOne * sizeOne + toOther * sizeOther) / (sizeOne + sizeOther);
    (distances[one] as Float64Array)[third] = joined;
    (distances[third] as Float64Array)[one] = joined;
  }
}

function numberInOrder(home: Int32Array): Int32Array {
  const numbers = new Map<number, number>();
  return home.map((cluster) => {
    if (!numbers.has(cluster)) numbers.set(cluster, numbers.size);
    return numbers.get(cluster) as number;
  });
}

/** Number of clusters of `clusterTrials`. */
export function effectiveTrialsByClusters(correlations: Matrix, sameIdea = SAME_IDEA_CORRELATION): number {
  return new Set(clusterTrials(correlations, sameIdea)).size;
}
