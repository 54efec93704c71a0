/** Maps between all numbers and those inside bounds, for one coordinate. */
export interface BoxMap {
  /** Into the bounds; the identity well inside them, smooth, and mirrored beyond. */
  readonly into: (free: number) => number;
  /** A number that `into` maps to the given one. */
  readonly out: (bound: number) => number;
}

/**
 * Keeps a search without bounds inside some: identity in the middle, a parabola that flattens at each end, mirrored beyond.
 * A bound may be infinite.
 *
 * Source: pycma, `BoxConstraintsLinQuadTransformation` (Hansen).
 */
export function boxMap(lower: number, upper: number): BoxMap {
  const half = (upper - lower) / 2;
  const margin = (bound: number): number =>
    Number.isFinite(bound) ? Math.min(half, (1 + Math.abs(bound)) / 20) : 0;
  const low = margin(lower);
  const high = margin(upper);
  if (lower === upper) return { into: () => lower, out: () => lower };
  const first = lower - low;
  const last = upper + high;
  const mirror = (free: number): number => {
    if (free >= first && free <= last) return free;
    if (Number.isFinite(first) && Number.isFinite(last)) {
      const period = 2 * (last - first);
      const offset = (((free - first) % period) + period) % period;
      return first + (offset > last - first ? period - offset : offset);
    }
    if (free < first) return 2 * first - free;
    return free > last ? 2 * last - free : free;
  };
  return {
    into: (free) => {
      const x = mirror(free);
      if (x < lower + low) return lower + (x - first) ** 2 / (4 * low);
      if (x > upper - high) return upper - (x - last) ** 2 / (4 * high);
      return x;
    },
    out: (bound) => {
      if (bound < lower + low) return first + 2 * Math.sqrt(low * Math.max(0, bound - lower));
      if (bound > upper - high) return last - 2 * Math.sqrt(high * Math.max(0, upper - bound));
      return bound;
    },
  };
}
