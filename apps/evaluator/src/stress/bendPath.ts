import { assert } from '@qca/base';
import { quantile } from '@qca/statistics';
import { type AlignedBars, BAR_FIELDS, closeAt } from '../model/alignBars.ts';

/** How far a block of the market may be bent: taken from what blocks of the same length did in the data. */
export interface Plausible {
  /** Log-return over a block, least and most. Shape: [instrument]. */
  readonly driftMin: Float64Array;
  readonly driftMax: Float64Array;
  /** Factor on the moves inside a block around its own drift, least and most. */
  readonly spreadMin: number;
  readonly spreadMax: number;
}

/** Of all blocks in the data; what lies beyond has happened, but once in a hundred. */
const QUANTILE = 0.01;

/** Measures what blocks of `length` steps did: drifts and spreads between the first and the last hundredth. */
export function plausible(bars: AlignedBars, length: number): Plausible {
  const width = bars.instruments.length;
  const drifts = bars.instruments.map((): number[] => []);
  const spreads: number[] = [];
  const every = Math.max(1, Math.floor(length / 4));
  for (let column = 0; column < width; column += 1) {
    const logs = logCloses(bars, column);
    const overall = deviation(logs, 0, logs.length - 1);
    for (let from = 0; from + length < logs.length; from += every) {
      (drifts[column] as number[]).push((logs[from + length] as number) - (logs[from] as number));
      if (overall > 0) spreads.push(deviation(logs, from, from + length) / overall);
    }
  }
  return {
    driftMin: Float64Array.from(drifts, (each) => quantile(each, QUANTILE)),
    driftMax: Float64Array.from(drifts, (each) => quantile(each, 1 - QUANTILE)),
    spreadMin: Math.min(1, quantile(spreads, QUANTILE)),
    spreadMax: Math.max(1, quantile(spreads, 1 - QUANTILE)),
  };
}

/**
 * Bends a piece of the market: each block gets the drift and the spread that `shape` says, and keeps the rest of its form.
 *
 * Shape of `shape`: [block][drift of each instrument, spread], each in [0, 1] between what is plausible. Prices stay positive,
 * and a bar's high and low keep their distance from its body.
 */
export function bendPath(bars: AlignedBars, shape: ArrayLike<number>, bounds: Plausible): AlignedBars {
  const width = bars.instruments.length;
  const stride = width + 1;
  const blocks = shape.length / stride;
  assert(
    Number.isInteger(blocks) && blocks > 0,
    'a bent path has a drift for each instrument and a spread in every block',
  );
  const steps = bars.timeUs.length;
  const values = bars.values.slice();
  for (let column = 0; column < width; column += 1) {
    const logs = logCloses(bars, column);
    let price = logs[0] as number;
    for (let block = 0; block < blocks; block += 1) {
      const from = Math.floor((block * (steps - 1)) / blocks);
      const to = Math.floor(((block + 1) * (steps - 1)) / blocks);
      if (to <= from) continue;
      const own = ((logs[to] as number) - (logs[from] as number)) / (to - from);
      const low = bounds.driftMin[column] as number;
      const drift =
        (low + ((bounds.driftMax[column] as number) - low) * (shape[block * stride + column] as number)) /
        (to - from);
      const factor =
        bounds.spreadMin + (bounds.spreadMax - bounds.spreadMin) * (shape[block * stride + width] as number);
      for (let step = from + 1; step <= to; step += 1) {
        const move = (logs[step] as number) - (logs[step - 1] as number) - own;
        price += drift + factor * move;
        setBar(bars, values, { step, column, close: Math.exp(price) });
      }
    }
  }
  return { ...bars, values };
}

function setBar(
  bars: AlignedBars,
  values: Float64Array,
  { step, column, close }: { step: number; column: number; close: number },
): void {
  const at = (step * bars.instruments.length + column) * BAR_FIELDS;
  const was = bars.values[at + 3] as number;
  if (Number.isNaN(was)) return;
  // The whole bar moves with its close; its form stays.
  const factor = close / was;
  for (let field = 0; field < 4; field += 1)
    values[at + field] = (bars.values[at + field] as number) * factor;
}

/** Logarithms of the closes; a missing bar has the one before it. */
function logCloses(bars: AlignedBars, column: number): Float64Array {
  let last = Number.NaN;
  const logs = new Float64Array(bars.timeUs.length);
  for (let step = 0; step < logs.length; step += 1) {
    const close = closeAt(bars, step, column);
    if (!Number.isNaN(close)) last = Math.log(close);
    logs[step] = last;
  }
  const first = logs.find((value) => !Number.isNaN(value)) ?? 0;
  return logs.map((value) => (Number.isNaN(value) ? first : value));
}

function deviation(logs: Float64Array, from: number, to: number): number {
  const count = to - from;
  if (count < 2) return 0;
  const mean = ((logs[to] as number) - (logs[from] as number)) / count;
  let squares = 0;
  for (let step = from + 1; step <= to; step += 1)
    squares += ((logs[step] as number) - (logs[step - 1] as number) - mean) ** 2;
  return Math.sqrt(squares / (count - 1));
}
