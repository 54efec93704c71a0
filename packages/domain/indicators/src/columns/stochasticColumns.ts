import { smaColumn } from './smaColumn.ts';

interface Ranges {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** Returns what `Stochastic` answers, to the bit. Shape: [k, d][bar]. */
export function stochasticColumns(
  bars: Ranges,
  { window, k, d }: { readonly window: number; readonly k: number; readonly d: number },
): Float64Array[] {
  const length = bars.close.length;
  const first = window - 1;
  // Averages begin with the first of what they average, as the running ones do.
  const slow = smaColumn(places(bars, window).subarray(first), k).subarray(k - 1);
  const smooth = smaColumn(slow, d);
  const answers = [0, 1].map(() => new Float64Array(length).fill(Number.NaN));
  const lookback = first + k - 1 + d - 1;
  if (lookback < length) {
    answers[0]!.set(slow.subarray(d - 1), lookback);
    answers[1]!.set(smooth.subarray(d - 1), lookback);
  }
  return answers;
}

/** Where the close stands in the range of the window, in percent. An extreme is looked for anew only when it leaves. */
function places({ high, low, close }: Ranges, window: number): Float64Array {
  const answers = new Float64Array(close.length);
  let [highest, lowest] = [0, 0];
  for (let i = 0; i < close.length; i += 1) {
    const oldest = i - window + 1;
    if (high[i]! >= high[highest]!) highest = i;
    else if (highest < oldest) {
      highest = oldest;
      for (let j = oldest + 1; j <= i; j += 1) if (high[j]! >= high[highest]!) highest = j;
    }
    if (low[i]! <= low[lowest]!) lowest = i;
    else if (lowest < oldest) {
      lowest = oldest;
      for (let j = oldest + 1; j <= i; j += 1) if (low[j]! <= low[lowest]!) lowest = j;
    }
    const range = high[highest]! - low[lowest]!;
    answers[i] = range === 0 ? 0 : (close[i]! - low[lowest]!) / (range / 100);
  }
  return answers;
}
