/** How distinct times follow each other. */
export interface Spacing {
  /** The interval given or found; 0 where times follow none. */
  readonly intervalUs: number;
  readonly missing: number;
  readonly gapIntervalsMax: number;
  /** Gaps and uneven steps by time, each at the index of the time behind it. */
  readonly gaps: readonly { readonly index: number; readonly missing: number }[];
  readonly offGrid: readonly number[];
}

const UNEVEN: Spacing = { intervalUs: 0, missing: 0, gapIntervalsMax: 1, gaps: [], offGrid: [] };

/**
 * Measures the steps between rising, distinct times.
 *
 * Without a given interval the most common step is taken (the smallest of equals); with `regularOnly` it must be
 * more than half of all steps, else the times follow no interval. A step of n intervals, rounded, misses n − 1 bars.
 */
export function measureSpacing(
  times: Float64Array,
  given: { readonly intervalUs: number | undefined; readonly regularOnly: boolean },
): Spacing {
  const intervalUs = given.intervalUs ?? commonStep(times, given.regularOnly);
  if (intervalUs === 0) return UNEVEN;
  const gaps: { index: number; missing: number }[] = [];
  const offGrid: number[] = [];
  let missing = 0;
  let gapIntervalsMax = 1;
  for (let index = 1; index < times.length; index += 1) {
    const step = times[index]! - times[index - 1]!;
    const intervals = Math.round(step / intervalUs);
    if (step % intervalUs !== 0) offGrid.push(index);
    if (intervals <= 1) continue;
    missing += intervals - 1;
    gapIntervalsMax = Math.max(gapIntervalsMax, intervals);
    gaps.push({ index, missing: intervals - 1 });
  }
  return { intervalUs, missing, gapIntervalsMax, gaps, offGrid };
}

function commonStep(times: Float64Array, regularOnly: boolean): number {
  if (times.length < 2) return 0;
  const steps = new Float64Array(times.length - 1);
  for (let index = 0; index < steps.length; index += 1) steps[index] = times[index + 1]! - times[index]!;
  steps.sort();
  let common = 0;
  let commonCount = 0;
  let runStart = 0;
  for (let index = 1; index <= steps.length; index += 1) {
    if (index < steps.length && steps[index] === steps[runStart]) continue;
    if (index - runStart > commonCount) {
      common = steps[runStart]!;
      commonCount = index - runStart;
    }
    runStart = index;
  }
  return regularOnly && commonCount * 2 <= steps.length ? 0 : common;
}
