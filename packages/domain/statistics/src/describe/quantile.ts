import type { Numbers } from './moments.ts';

/**
 * Quantile with straight lines between neighbours: numpy's and pandas' default, type 7 of Hyndman and Fan (1996).
 *
 * `probability` in [0, 1]. NaN of nothing, and where any value is not known.
 */
export function quantile(values: Numbers, probability: number): number {
  return quantileOfSorted(Float64Array.from(values).sort(), probability);
}

/** `quantile` of values that ascend already. */
export function quantileOfSorted(sorted: Float64Array, probability: number): number {
  // A typed array sorts NaN last.
  if (sorted.length === 0 || Number.isNaN(sorted.at(-1))) return Number.NaN;
  const place = probability * (sorted.length - 1);
  const below = Math.floor(place);
  const low = sorted[below] as number;
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number;
  return low + (high - low) * (place - below);
}
