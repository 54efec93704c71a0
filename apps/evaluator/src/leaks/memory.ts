import { Random } from '@qca/base';
import { averageRanks } from '@qca/statistics';
import { type AlignedBars, closeAt } from '../model/alignBars.ts';
import { noiseBars } from './noiseBars.ts';
import type { LeakFinding, Subject } from './Subject.ts';

export interface MemoryOptions {
  readonly seed: number;
  /** Bars ahead that an output speaks of. */
  readonly horizon: number;
  /** Steps whose outputs do not count. */
  readonly warmup: number;
}

/** Shifts of the outcomes that the true placing is held against. */
const SHIFTS = 999;
/** Below this many opinions nothing can be said. */
const OPINIONS_MIN = 100;
/** How far beyond luck a correlation must be, in standard errors of independent draws: chance gives one in 30,000. */
const ERRORS_MIN = 4;

/**
 * Runs the model on invented bars under the true clock, and asks whether it still knows what truly happened next.
 *
 * Noise tells nothing about the true outcomes; a model that has them in its weights or in a table, keyed by date, does. The
 * correlation of outputs with true returns over the horizon is compared with the same outcomes shifted in time, which keeps
 * how both depend on their own past.
 */
export async function memory(
  subject: Subject,
  bars: AlignedBars,
  options: MemoryOptions,
): Promise<LeakFinding> {
  const { seed, horizon, warmup } = options;
  const random = new Random(seed).fork('memory');
  const outputs = await subject(noiseBars(bars, -1, random));
  const pairs = bars.instruments.map((_, column) => pairsOf(bars, outputs, { column, horizon, warmup }));
  const opinions = pairs.reduce((sum, { said }) => sum + said.length, 0);
  const steps = Math.max(...pairs.map(({ said }) => said.length), 0);
  if (opinions < OPINIONS_MIN || steps < 2) {
    return {
      name: 'memory',
      passed: true,
      value: 0,
      threshold: ERRORS_MIN,
      detail: `only ${opinions} opinions on invented bars: a memory of dates could not be seen, nor used`,
    };
  }
  const here = Math.abs(correlationAt(pairs, 0));
  let larger = 0;
  let squares = 0;
  for (let shift = 0; shift < SHIFTS; shift += 1) {
    const there = correlationAt(pairs, 1 + random.nextBelow(steps - 1));
    squares += there * there;
    if (Math.abs(there) >= here) larger += 1;
  }
  const spread = Math.max(Math.sqrt(squares / SHIFTS), 1 / Math.sqrt(opinions));
  const value = here / spread;
  const passed = larger > 0 || value < ERRORS_MIN;
  return {
    name: 'memory',
    passed,
    value,
    threshold: ERRORS_MIN,
    detail: passed
      ? `on invented bars under the true clock, outputs and true outcomes have nothing to do with each other (${value.toFixed(1)} standard errors)`
      : `on invented bars the model still knew what truly happened next (${value.toFixed(1)} standard errors): it remembers this data`,
  };
}

interface Pairs {
  /** Ranks around their middle, so that no single bar decides. */
  readonly said: Float64Array;
  readonly came: Float64Array;
}

function pairsOf(
  bars: AlignedBars,
  outputs: Float64Array,
  { column, horizon, warmup }: { column: number; horizon: number; warmup: number },
): Pairs {
  const said: number[] = [];
  const came: number[] = [];
  for (let step = warmup; step + horizon < bars.timeUs.length; step += 1) {
    const output = outputs[step * bars.instruments.length + column] as number;
    const change = closeAt(bars, step + horizon, column) / closeAt(bars, step, column) - 1;
    if (Number.isNaN(output) || Number.isNaN(change)) continue;
    said.push(output);
    came.push(change);
  }
  return { said: centredRanks(said), came: centredRanks(came) };
}

/** Correlation over all instruments, with the outcomes of each turned by `shift` places. */
function correlationAt(pairs: readonly Pairs[], shift: number): number {
  let product = 0;
  let one = 0;
  let other = 0;
  for (const { said, came } of pairs) {
    const { length } = said;
    for (let index = 0, at = length === 0 ? 0 : shift % length; index < length; index += 1, at += 1) {
      if (at === length) at = 0;
      const x = said[index] as number;
      const y = came[at] as number;
      product += x * y;
      one += x * x;
      other += y * y;
    }
  }
  return one > 0 && other > 0 ? product / Math.sqrt(one * other) : 0;
}

function centredRanks(values: readonly number[]): Float64Array {
  return averageRanks(values).map((rank) => rank - (values.length + 1) / 2);
}
