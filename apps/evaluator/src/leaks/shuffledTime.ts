import { Random } from '@qca/base';
import { type AlignedBars, BAR_FIELDS, closeAt } from '../model/alignBars.ts';
import type { LeakFinding, Subject } from './Subject.ts';

export interface ShuffledTimeOptions {
  readonly seed: number;
  /** Steps whose outputs do not count. */
  readonly warmup: number;
}

/** Chance gives more than this once in 150,000 runs, since the returns follow each other by chance alone. */
const ERRORS_MAX = 4.5;

/**
 * Puts the bars in a random order, their form and volume with them, and asks whether outputs go with the return that comes next.
 *
 * Among returns in random order nothing that was seen tells what comes: whoever still knows looks ahead, or is handed what it
 * should not have. What real skill there is, in trends or returns to a mean, is gone, so that the test cannot take it for a leak.
 */
export async function shuffledTime(
  subject: Subject,
  bars: AlignedBars,
  { seed, warmup }: ShuffledTimeOptions,
): Promise<LeakFinding> {
  const shuffled = shuffleBars(bars, new Random(seed).fork('shuffled-time'));
  const outputs = await subject(shuffled);
  const { errors: value, count } = withNextReturn(outputs, shuffled, warmup);
  const passed = value <= ERRORS_MAX;
  return {
    name: 'shuffled-time',
    passed,
    value,
    threshold: ERRORS_MAX,
    detail: passed
      ? `with its bars in random order it knows nothing of the next one (${value.toFixed(1)} standard errors of ${count} outputs)`
      : `with its bars in random order it still knows the next one (${value.toFixed(1)} standard errors): the model looks ahead`,
  };
}

/** The same bars in another order, all instruments together; each keeps its form around its close, and prices go on from the first. */
export function shuffleBars(bars: AlignedBars, random: Random): AlignedBars {
  const width = bars.instruments.length;
  const steps = bars.timeUs.length;
  // The first bar stays: there is no return into it.
  const order = Int32Array.from({ length: steps }, (_, step) => step);
  for (let step = steps - 1; step > 1; step -= 1) {
    const other = 1 + random.nextBelow(step);
    const kept = order[step] as number;
    order[step] = order[other] as number;
    order[other] = kept;
  }
  const values = new Float64Array(bars.values.length).fill(Number.NaN);
  for (let column = 0; column < width; column += 1) {
    const growth = growths(bars, column);
    let price = Number.NaN;
    for (let step = 0; step < steps; step += 1) {
      const from = order[step] as number;
      const close = closeAt(bars, from, column);
      if (Number.isNaN(close)) continue;
      price = Number.isNaN(price) ? close : price * (growth[from] as number);
      const [source, target] = [(from * width + column) * BAR_FIELDS, (step * width + column) * BAR_FIELDS];
      for (let field = 0; field < 4; field += 1)
        values[target + field] = ((bars.values[source + field] as number) / close) * price;
      values[target + 4] = bars.values[source + 4] as number;
    }
  }
  return { ...bars, values };
}

/** Close over the close before it; 1 for the first. */
function growths(bars: AlignedBars, column: number): Float64Array {
  let last = Number.NaN;
  return Float64Array.from(bars.timeUs, (_, step) => {
    const close = closeAt(bars, step, column);
    if (Number.isNaN(close)) return 1;
    const growth = Number.isNaN(last) ? 1 : close / last;
    last = close;
    return growth;
  });
}

/**
 * How far outputs go with the sign of the return to the next close, in standard errors. The products of one step are summed before
 * they are squared: instruments that move together are no evidence of their own.
 */
function withNextReturn(
  outputs: Float64Array,
  bars: AlignedBars,
  warmup: number,
): { errors: number; count: number } {
  const width = bars.instruments.length;
  const products = new Float64Array(bars.timeUs.length);
  let count = 0;
  for (let column = 0; column < width; column += 1) {
    const pairs: { step: number; said: number; next: number }[] = [];
    for (let step = warmup; step + 1 < bars.timeUs.length; step += 1) {
      const said = outputs[step * width + column] as number;
      const next = closeAt(bars, step + 1, column) / closeAt(bars, step, column) - 1;
      // Returns far out would decide alone; their sign says enough.
      if (!Number.isNaN(said) && !Number.isNaN(next)) pairs.push({ step, said, next: Math.sign(next) });
    }
    const middle = pairs.reduce((sum, { said }) => sum + said, 0) / Math.max(1, pairs.length);
    const drift = pairs.reduce((sum, { next }) => sum + next, 0) / Math.max(1, pairs.length);
    const spread = Math.sqrt(
      pairs.reduce((sum, { said }) => sum + (said - middle) ** 2, 0) / Math.max(1, pairs.length),
    );
    if (spread === 0) continue;
    for (const { step, said, next } of pairs)
      products[step] = (products[step] as number) + ((said - middle) / spread) * (next - drift);
    count += pairs.length;
  }
  const total = products.reduce((sum, product) => sum + product, 0);
  const squares = products.reduce((sum, product) => sum + product * product, 0);
  return { errors: squares > 0 ? Math.abs(total) / Math.sqrt(squares) : 0, count };
}
