import { type AlignedBars, sliceBars } from '../model/alignBars.ts';
import type { LeakFinding, Subject } from './Subject.ts';

export interface WarmUpOptions {
  /** Steps that the manifest says the model needs. */
  readonly warmup: number;
}

/** Outputs of a late start may differ by this part of their spread: averages with endless memory never quite forget. */
const DIFFERENCE_MAX = 0.05;
/** Steps that are compared behind the warm-up. */
const COMPARED_STEPS = 500;

/**
 * Starts the model later and compares what it says behind its stated warm-up with what it said when it had seen more.
 *
 * A model whose answers depend on where its data began was not tested on what it will say live, where it begins elsewhere.
 */
export async function warmUp(
  subject: Subject,
  bars: AlignedBars,
  { warmup }: WarmUpOptions,
): Promise<LeakFinding> {
  const width = bars.instruments.length;
  const spare = Math.min(Math.max(100, warmup), Math.floor(bars.timeUs.length / 4));
  const part = sliceBars(bars, 0, Math.min(bars.timeUs.length, spare + warmup + COMPARED_STEPS));
  const early = await subject(part);
  const late = await subject(sliceBars(part, spare, part.timeUs.length));
  const compared: number[] = [];
  let onlyOne = 0;
  let largest = 0;
  for (let step = spare + warmup; step < part.timeUs.length; step += 1) {
    for (let column = 0; column < width; column += 1) {
      const before = early[step * width + column] as number;
      const after = late[(step - spare) * width + column] as number;
      if (Number.isNaN(before) !== Number.isNaN(after)) onlyOne += 1;
      if (Number.isNaN(before) || Number.isNaN(after)) continue;
      compared.push(before);
      largest = Math.max(largest, Math.abs(before - after));
    }
  }
  const mean = compared.reduce((sum, value) => sum + value, 0) / Math.max(1, compared.length);
  const spread = Math.sqrt(
    compared.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, compared.length),
  );
  const value = largest === 0 ? 0 : largest / Math.max(spread, Number.MIN_VALUE);
  const passed = onlyOne === 0 && value <= DIFFERENCE_MAX;
  return {
    name: 'warm-up',
    passed,
    value: onlyOne > 0 ? Number.POSITIVE_INFINITY : value,
    threshold: DIFFERENCE_MAX,
    detail: passed
      ? `behind its warm-up of ${warmup} bars it says the same wherever its data begins (${compared.length} outputs)`
      : `its outputs still depend on where its data began after ${warmup} bars: state a longer warm-up`,
  };
}
