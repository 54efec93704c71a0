/** Maps values to pixels. */
export interface Scale {
  readonly at: (value: number) => number;
  /** Round values within the range, in order. */
  readonly ticks: readonly number[];
  /** Digits behind the point that tell the ticks apart. */
  readonly digits: number;
}

const STEPS = [1, 2, 2.5, 5, 10] as const;

/** A linear scale of about `count` ticks over the range of some values; a range of one value is widened. */
export function scaleOf(values: readonly number[], [from, to]: readonly [number, number], count = 5): Scale {
  let low = Math.min(...values);
  let high = Math.max(...values);
  if (!(high > low)) {
    const half = Math.max(Math.abs(low) * 0.05, 0.5);
    low -= half;
    high += half;
  }
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((each) => each * power >= rough) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  const digits = Math.max(0, Math.ceil(-Math.log10(step) - 1e-9) + (step / power === 2.5 ? 1 : 0));
  return {
    at: (value) => from + ((value - low) / (high - low)) * (to - from),
    ticks,
    digits: Math.min(digits, 6),
  };
}
