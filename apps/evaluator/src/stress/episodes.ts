import { maxDrawdown, totalReturn } from '@qca/statistics';
import { type AlignedBars, closeAt } from '../model/alignBars.ts';

/** A stretch of the data in which the market did its worst (or best), and what the model did meanwhile. */
export interface Episode {
  readonly name: string;
  readonly fromUs: number;
  readonly toUs: number;
  /** Mean of the instruments' returns over the stretch. */
  readonly market: number;
  readonly model: number;
  /** Deepest fall of the model inside it. */
  readonly drawdown: number;
}

const DAY_US = 86_400_000_000;
const SPANS: readonly { readonly days: number; readonly name: string }[] = [
  { days: 1, name: 'day' },
  { days: 7, name: 'week' },
  { days: 30, name: 'month' },
];

/** Finds the worst and the best day, week and month of the market, and the roughest week. `returns` are the model's, by step. */
export function episodes(bars: AlignedBars, returns: Float64Array): Episode[] {
  const market = marketReturns(bars);
  const found: Episode[] = [];
  for (const { days, name } of SPANS) {
    const steps = Math.round((days * DAY_US) / bars.intervalUs);
    if (steps < 1 || steps >= bars.timeUs.length) continue;
    const sums = rolling(market, steps, (value) => Math.log1p(value));
    found.push(episode(`worst ${name}`, { bars, market, returns }, placeOf(sums, -1), steps));
    found.push(episode(`best ${name}`, { bars, market, returns }, placeOf(sums, 1), steps));
    if (days === 7) {
      const roughness = rolling(market, steps, (value) => value * value);
      found.push(episode(`roughest ${name}`, { bars, market, returns }, placeOf(roughness, 1), steps));
    }
  }
  return found;
}

/** Mean of the instruments' simple returns at each step; an instrument without a bar adds nothing. */
export function marketReturns(bars: AlignedBars): Float64Array {
  const width = bars.instruments.length;
  const last = new Float64Array(width).fill(Number.NaN);
  return Float64Array.from({ length: bars.timeUs.length }, (_, step) => {
    let sum = 0;
    let count = 0;
    for (let column = 0; column < width; column += 1) {
      const close = closeAt(bars, step, column);
      if (Number.isNaN(close)) continue;
      if (!Number.isNaN(last[column] as number)) {
        sum += close / (last[column] as number) - 1;
        count += 1;
      }
      last[column] = close;
    }
    return count === 0 ? 0 : sum / count;
  });
}

/** Sum over the `steps` values that end at each place. */
function rolling(values: Float64Array, steps: number, measure: (value: number) => number): Float64Array {
  const sums = new Float64Array(values.length).fill(Number.NaN);
  let sum = 0;
  for (let step = 0; step < values.length; step += 1) {
    sum += measure(values[step] as number);
    if (step >= steps) sum -= measure(values[step - steps] as number);
    if (step >= steps - 1) sums[step] = sum;
  }
  return sums;
}

function placeOf(sums: Float64Array, sign: number): number {
  let best = -1;
  for (let step = 0; step < sums.length; step += 1) {
    const value = sums[step] as number;
    if (Number.isNaN(value)) continue;
    if (best < 0 || sign * value > sign * (sums[best] as number)) best = step;
  }
  return best;
}

interface Series {
  readonly bars: AlignedBars;
  readonly market: Float64Array;
  readonly returns: Float64Array;
}

function episode(name: string, { bars, market, returns }: Series, last: number, steps: number): Episode {
  const first = last - steps + 1;
  const own = returns.subarray(first, last + 1);
  return {
    name,
    fromUs: (bars.timeUs[first] as number) - bars.intervalUs,
    toUs: bars.timeUs[last] as number,
    market: totalReturn(market.subarray(first, last + 1)),
    model: totalReturn(own),
    drawdown: -maxDrawdown(own),
  };
}
