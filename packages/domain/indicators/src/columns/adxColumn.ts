import { AverageDirectional } from '../running/AverageDirectional.ts';

/** Returns what `AverageDirectional` answers. A loop of its own, for the engine to make one piece of both. */
export function adxColumn(
  {
    high,
    low,
    close,
  }: { readonly high: Float64Array; readonly low: Float64Array; readonly close: Float64Array },
  period: number,
): Float64Array {
  const answers = new Float64Array(close.length);
  const running = new AverageDirectional(period);
  const bar = { open: 0.5, high: 0.5, low: 0.5, close: 0.5, volume: 0.5 };
  for (let i = 0; i < close.length; i += 1) {
    bar.high = high[i]!;
    bar.low = low[i]!;
    bar.close = close[i]!;
    answers[i] = running.next(bar);
  }
  return answers;
}
