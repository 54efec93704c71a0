export const DAY_US = 86_400_000_000;

// What clocks are cut by: seconds, minutes, hours, days. In seconds.
const STEPS = [
  1, 5, 15, 30, 60, 300, 900, 1_800, 3_600, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800, 2_592_000,
];

/** Round moments within a stretch of time, about `count` of them. Microseconds. */
export function niceTimes(fromUs: number, toUs: number, count: number): number[] {
  const span = (toUs - fromUs) / 1e6;
  if (!(span > 0)) return [fromUs];
  const step = (STEPS.find((each) => span / each <= count) ?? (STEPS.at(-1) as number)) * 1e6;
  const first = Math.ceil(fromUs / step);
  const last = Math.floor(toUs / step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => (first + index) * step);
}

/** Place of the moment nearest to `timeUs`. Shape: `moments` oldest first, at least one. */
export function nearest(moments: readonly number[], timeUs: number): number {
  let best = 0;
  for (const [index, each] of moments.entries()) {
    if (Math.abs(each - timeUs) < Math.abs((moments[best] as number) - timeUs)) best = index;
  }
  return best;
}
