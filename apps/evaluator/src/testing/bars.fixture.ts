import { Random } from '@qca/base';
import { type AlignedBars, BAR_FIELDS } from '../model/alignBars.ts';

export interface Wander {
  readonly seed: number;
  readonly steps: number;
  readonly instruments?: number;
  /** Of log-returns. */
  readonly deviation?: number;
  /** Part of the cells that have no bar. */
  readonly missing?: number;
}

export const HOUR_US = 3_600_000_000;
/** A moment in 2024. */
export const BEGIN_US = 1_704_067_200_000_000;

/** Hourly bars of markets that wander at random. */
export function wanderingBars({
  seed,
  steps,
  instruments = 2,
  deviation = 0.01,
  missing = 0,
}: Wander): AlignedBars {
  const random = new Random(seed);
  const prices = Array.from({ length: instruments }, () => 100);
  const values = new Float64Array(steps * instruments * BAR_FIELDS).fill(Number.NaN);
  for (let step = 0; step < steps; step += 1) {
    for (let column = 0; column < instruments; column += 1) {
      const open = prices[column] as number;
      const close = open * Math.exp(deviation * random.nextGaussian());
      prices[column] = close;
      if (step > 0 && random.nextBoolean(missing)) continue;
      const wick = 1 + 0.3 * deviation * random.nextFloat();
      values.set(
        [open, Math.max(open, close) * wick, Math.min(open, close) / wick, close, 1 + random.nextFloat()],
        (step * instruments + column) * BAR_FIELDS,
      );
    }
  }
  return {
    instruments: Array.from({ length: instruments }, (_, column) => `test:A${column}/USD`),
    indexes: Array.from({ length: instruments }, (_, column) => column),
    timeUs: Float64Array.from({ length: steps }, (_, step) => BEGIN_US + (step + 1) * HOUR_US),
    values,
    intervalUs: HOUR_US,
  };
}

/** One instrument's closes. */
export function closesOf({ values, instruments, timeUs }: AlignedBars, column: number): Float64Array {
  return Float64Array.from(
    timeUs,
    (_, step) => values[(step * instruments.length + column) * BAR_FIELDS + 3] as number,
  );
}

/** Fills a model's answer cell by cell. Shape: [step][instrument]. */
export function outputsOf(bars: AlignedBars, say: (step: number, column: number) => number): Float64Array {
  const width = bars.instruments.length;
  return Float64Array.from({ length: bars.timeUs.length * width }, (_, cell) =>
    say(Math.floor(cell / width), cell % width),
  );
}
