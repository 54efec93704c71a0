import { Random } from '@qca/base';
import { type AlignedBars, sliceBars } from '../model/alignBars.ts';
import { noiseBars } from './noiseBars.ts';
import type { LeakFinding, Subject } from './Subject.ts';

export interface FutureNoiseOptions {
  readonly seed: number;
  /** Steps before the first cut of a window; the model has an opinion by then. */
  readonly lead: number;
  /** Windows over the data, and cuts in each: every cut is one more run of the model. */
  readonly windows?: number;
  readonly cuts?: number;
}

/** Steps of invented future behind a cut: farther than any label of the worked examples looks. */
const FUTURE_STEPS = 200;
/** Steps between the first and the last cut of a window. */
const SPAN_STEPS = 400;

/**
 * Replaces all data after a moment by noise and compares what was said up to that moment, to the bit.
 *
 * Whatever looks ahead — a shifted label, a centred window, scaling by the whole sample, a universe chosen by who survived,
 * the close of the bar that is traded — says something else when the future is another one. Cuts lie at random places of
 * windows spread over the data; the first window begins with the data, so that what is taken from the whole of it is seen.
 */
export async function futureNoise(
  subject: Subject,
  bars: AlignedBars,
  options: FutureNoiseOptions,
): Promise<LeakFinding> {
  const { seed, lead, windows = 3, cuts = 4 } = options;
  const random = new Random(seed).fork('future-noise');
  const width = bars.instruments.length;
  let compared = 0;
  let differing = 0;
  let firstAt = Number.NaN;
  const length = Math.min(bars.timeUs.length, lead + SPAN_STEPS + FUTURE_STEPS);
  for (let window = 0; window < windows; window += 1) {
    const from = windows === 1 ? 0 : Math.floor(((bars.timeUs.length - length) * window) / (windows - 1));
    const part = sliceBars(bars, from, from + length);
    const truth = await subject(part);
    for (let cut = 0; cut < cuts; cut += 1) {
      const first = Math.min(lead, Math.floor(length / 2));
      const last =
        first +
        random.nextBelow(Math.max(1, length - first - Math.min(FUTURE_STEPS, Math.floor(length / 4))));
      const other = await subject(noiseBars(part, last, random));
      for (let cell = 0; cell < (last + 1) * width; cell += 1) {
        compared += 1;
        if (Object.is(truth[cell], other[cell])) continue;
        differing += 1;
        if (Number.isNaN(firstAt)) firstAt = part.timeUs[Math.floor(cell / width)] as number;
      }
    }
  }
  return {
    name: 'future-noise',
    passed: differing === 0,
    value: differing,
    threshold: 0,
    detail:
      differing === 0
        ? `${compared} outputs stayed the same to the bit when the data after them became noise (${windows * cuts} cuts)`
        : `${differing} of ${compared} outputs changed when only later data did, the first at ${new Date(firstAt / 1000).toISOString()}: the model looks ahead`,
  };
}
