import type { ModelManifest } from '@qca/models';
import { isFull, pushValue, type RollingWindow, rollingWindow, windowDeviation } from '@qca/strategies';
import { type AlignedBars, closeAt } from './alignBars.ts';

/** Bars of returns behind the volatility that an expected return is held against. */
const VOLATILITY_BARS = 100;

export interface WeightsOptions {
  /** Steps before this one warm the model up: their outputs are not followed. */
  readonly first: number;
  /** Cost of a purchase and a sale, as a fraction of the value: expected returns below it are left alone. Shape: [instrument]. */
  readonly roundTripCost: ArrayLike<number>;
}

/**
 * Turns what a model says into parts of equity to hold. Shape: [step][instrument]; NaN before the model had an opinion.
 *
 * - `target-weights`: as they are, within ±1.
 * - `probability-up` p: (2p − 1) ÷ instruments.
 * - `expected-return` r over the horizon: r ÷ σ within ±1, ÷ instruments, where σ is the deviation of the last 100 returns
 *   × √horizon; 0 where |r| is below the cost of a purchase and a sale.
 *
 * Where the sizes of a row sum to more than 1, all are scaled down together. An instrument without an opinion keeps its last.
 */
export function toWeights(
  outputs: Float64Array,
  bars: AlignedBars,
  { output, horizon }: Pick<ModelManifest, 'output' | 'horizon'>,
  { first, roundTripCost }: WeightsOptions,
): Float64Array {
  const width = bars.instruments.length;
  const weights = new Float64Array(outputs.length).fill(Number.NaN);
  const volatilities = bars.instruments.map(() => new ReturnSpread(VOLATILITY_BARS));
  const last = new Float64Array(width).fill(Number.NaN);
  for (let step = 0; step < bars.timeUs.length; step += 1) {
    for (let column = 0; column < width; column += 1) {
      const spread = volatilities[column] as ReturnSpread;
      spread.close(closeAt(bars, step, column));
      const said = outputs[step * width + column] as number;
      if (step < first || Number.isNaN(said)) continue;
      if (output.meaning === 'target-weights') last[column] = clip(said);
      else if (output.meaning === 'probability-up') last[column] = clip(2 * said - 1) / width;
      else {
        const deviation = spread.deviation() * Math.sqrt(horizon);
        const worthIt = Math.abs(said) > (roundTripCost[column] as number);
        last[column] = worthIt && deviation > 0 ? clip(said / deviation) / width : 0;
      }
    }
    const gross = last.reduce((sum, weight) => sum + (Number.isNaN(weight) ? 0 : Math.abs(weight)), 0);
    for (let column = 0; column < width; column += 1)
      weights[step * width + column] = (last[column] as number) / Math.max(1, gross);
  }
  return weights;
}

function clip(weight: number): number {
  return Math.max(-1, Math.min(1, weight));
}

/** Deviation of the last simple returns of one instrument; bars that are missing are skipped. */
class ReturnSpread {
  readonly #window: RollingWindow;
  #last = Number.NaN;

  constructor(size: number) {
    this.#window = rollingWindow(size);
  }

  close(price: number): void {
    if (Number.isNaN(price)) return;
    if (!Number.isNaN(this.#last)) pushValue(this.#window, price / this.#last - 1);
    this.#last = price;
  }

  /** 0 until there are as many returns as the window takes. */
  deviation(): number {
    return isFull(this.#window) ? windowDeviation(this.#window) : 0;
  }
}
