import { known, type Numbers } from '../describe/moments.ts';
import { quantile } from '../describe/quantile.ts';

/**
 * Fall of wealth from its highest point so far, the start counted, after each return. Units: fraction, 0 or negative.
 *
 * A return that is not known changes nothing, as in empyrical.
 */
export function drawdowns(returns: Numbers): Float64Array {
  let wealth = 1;
  let peak = 1;
  return Float64Array.from(returns, (value) => {
    if (!Number.isNaN(value)) wealth *= 1 + value;
    peak = Math.max(peak, wealth);
    return wealth / peak - 1;
  });
}

/** Deepest drawdown: 0 or negative, NaN of nothing. As empyrical and quantstats. */
export function maxDrawdown(returns: Numbers): number {
  return returns.length === 0
    ? Number.NaN
    : drawdowns(returns).reduce((least, value) => Math.min(least, value), 0);
}

export interface DrawdownEpisode {
  /** First observation under water. Index into the returns. */
  readonly start: number;
  /** Deepest observation, the first of equals. */
  readonly valley: number;
  /** Last observation under water. */
  readonly end: number;
  /** Observations under water. */
  readonly length: number;
  /** Fraction, negative. */
  readonly depth: number;
  /** Depth once the deepest hundredth is left out, as quantstats; NaN in an episode of one observation. */
  readonly depth99: number;
  /** Whether a new high followed. */
  readonly recovered: boolean;
}

/**
 * Every stretch under water, in order of time.
 *
 * As quantstats `drawdown_details`, in fractions rather than percent. One difference: a single stretch that begins at the first
 * observation is listed here, and quantstats leaves it out.
 */
export function drawdownEpisodes(returns: Numbers): DrawdownEpisode[] {
  const depths = drawdowns(returns);
  const episodes: DrawdownEpisode[] = [];
  let start = -1;
  for (let index = 0; index <= depths.length; index += 1) {
    const under = index < depths.length && (depths[index] as number) < 0;
    if (under && start < 0) start = index;
    if (!under && start >= 0) {
      episodes.push(describeEpisode(depths, start, index - 1));
      start = -1;
    }
  }
  return episodes;
}

function describeEpisode(depths: Float64Array, start: number, end: number): DrawdownEpisode {
  const stretch = depths.subarray(start, end + 1);
  let valley = 0;
  for (let index = 1; index < stretch.length; index += 1)
    if ((stretch[index] as number) < (stretch[valley] as number)) valley = index;
  const limit = quantile(
    stretch.map((depth) => -depth),
    0.99,
  );
  const milder = stretch.filter((depth) => -depth < limit);
  return {
    start,
    valley: start + valley,
    end,
    length: stretch.length,
    depth: stretch[valley] as number,
    depth99: milder.length === 0 ? Number.NaN : Math.min(...milder),
    recovered: end < depths.length - 1,
  };
}

/** Ulcer index: root of the sum of squared drawdowns over n − 1. Units: fraction. Source: Martin (1987), as quantstats. */
export function ulcerIndex(returns: Numbers): number {
  const depths = drawdowns(known(returns));
  return Math.sqrt(depths.reduce((sum, depth) => sum + depth * depth, 0) / (depths.length - 1));
}
