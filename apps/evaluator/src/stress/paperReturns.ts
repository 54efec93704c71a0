import { type AlignedBars, closeAt } from '../model/alignBars.ts';

/**
 * Returns of holding weights from one close to the next, with a cost for each change of weight. Shape: [step]; the first is 0.
 *
 * A quick account for searches over thousands of paths: no lots, no delays, no market impact. What it finds is played through
 * the engine before it is told. `cost` is a fraction of the value traded.
 */
export function paperReturns(weights: Float64Array, bars: AlignedBars, cost: number): Float64Array {
  const width = bars.instruments.length;
  const returns = new Float64Array(bars.timeUs.length);
  const held = new Float64Array(width);
  const last = new Float64Array(width).fill(Number.NaN);
  for (let step = 0; step < returns.length; step += 1) {
    let total = 0;
    for (let column = 0; column < width; column += 1) {
      const close = closeAt(bars, step, column);
      if (Number.isNaN(close)) continue;
      const before = last[column] as number;
      if (!Number.isNaN(before)) total += (held[column] as number) * (close / before - 1);
      last[column] = close;
      const wanted = weights[step * width + column] as number;
      if (Number.isNaN(wanted)) continue;
      total -= Math.abs(wanted - (held[column] as number)) * cost;
      held[column] = wanted;
    }
    returns[step] = total;
  }
  return returns;
}
