/** Maps values to pixels, in a straight line. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly at: (value: number) => number;
}

/** A scale from `min` to `max` over pixels `from` to `to`. A single value gets room on both sides. */
export function linearScale(min: number, max: number, from: number, to: number): Scale {
  const [low, high] = min === max ? [min - 1, max + 1] : [min, max];
  return { min: low, max: high, at: (value) => from + ((value - low) / (high - low)) * (to - from) };
}

/** Round numbers that cut a range in about `count` parts: 1, 2 or 5 times a power of ten apart. */
export function niceTicks(min: number, max: number, count: number): number[] {
  const span = max - min;
  if (!(span > 0) || count < 1) return [min];
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  const first = Math.ceil(min / step);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  );
}

/** Digits after the point that tell ticks apart. */
export function digitsOf(ticks: readonly number[]): number {
  const step = ticks.length < 2 ? 1 : Math.abs((ticks[1] as number) - (ticks[0] as number));
  return step >= 1 || step === 0 ? 0 : Math.min(8, Math.ceil(-Math.log10(step) - 1e-9));
}
