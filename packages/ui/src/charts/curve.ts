/** A value at a moment; null where there is none: a gap, drawn as a gap. */
export interface CurvePoint {
  readonly timeUs: number;
  readonly value: number | null;
}

export interface Curve {
  readonly key: string;
  readonly name: string;
  /** Oldest first. */
  readonly points: readonly CurvePoint[];
}

/** The smallest and largest time and value of curves; undefined where there is not one point. */
export function extentOf(
  curves: readonly Curve[],
): { fromUs: number; toUs: number; min: number; max: number } | undefined {
  let found: { fromUs: number; toUs: number; min: number; max: number } | undefined;
  for (const { points } of curves) {
    for (const { timeUs, value } of points) {
      if (value === null) continue;
      found ??= { fromUs: timeUs, toUs: timeUs, min: value, max: value };
      if (timeUs < found.fromUs) found.fromUs = timeUs;
      if (timeUs > found.toUs) found.toUs = timeUs;
      if (value < found.min) found.min = value;
      if (value > found.max) found.max = value;
    }
  }
  return found;
}

/** Writes an SVG path. A missing value lifts the pen. */
export function pathOf(
  points: readonly CurvePoint[],
  x: (timeUs: number) => number,
  y: (value: number) => number,
): string {
  let path = '';
  let down = false;
  for (const { timeUs, value } of points) {
    if (value === null) {
      down = false;
      continue;
    }
    path += `${down ? 'L' : 'M'}${x(timeUs).toFixed(1)} ${y(value).toFixed(1)}`;
    down = true;
  }
  return path;
}

/** All moments of the curves, each once, oldest first. */
export function momentsOf(curves: readonly Curve[]): readonly number[] {
  return [...new Set(curves.flatMap(({ points }) => points.map(({ timeUs }) => timeUs)))].sort(
    (a, b) => a - b,
  );
}

/** What a curve was worth at a moment: its last value by then; null before its first and in a gap. */
export function valueAt(points: readonly CurvePoint[], timeUs: number): number | null {
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((points[middle] as CurvePoint).timeUs <= timeUs) low = middle + 1;
    else high = middle;
  }
  return points[low - 1]?.value ?? null;
}

/** Where a key moves the cursor among `count` moments; undefined for other keys. Time goes right in every language. */
export function moveCursor(key: string, index: number, count: number): number | undefined {
  const step = Math.max(1, Math.floor(count / 10));
  const to = { ArrowRight: index + 1, ArrowLeft: index - 1, PageUp: index + step, PageDown: index - step };
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const next = to[key as keyof typeof to];
  return next === undefined ? undefined : Math.min(count - 1, Math.max(0, next));
}
