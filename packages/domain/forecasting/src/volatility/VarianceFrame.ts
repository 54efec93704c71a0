import { exponentialMovingVariance } from './exponentialMovingVariance.ts';

/** Decay and reach of the weights that give the variance before the first period, as `arch` 8.0.0 chooses them. */
const BACKCAST_DECAY = 0.94;
const BACKCAST_PERIODS = 75;

/**
 * What a fit of a volatility model takes from the data once: where the recursion starts, and loose bounds that keep
 * a wild trial of the optimiser finite.
 */
export interface VarianceFrame {
  /** Variance taken for the period before the first. */
  readonly backcast: number;
  /** Shape: [period], units of squared returns. */
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/**
 * Returns the start and the bounds that `arch` 8.0.0 uses, from returns less their mean.
 *
 * Source: `VolatilityProcess.backcast` and `variance_bounds` of arch 8.0.0.
 */
export function varianceFrame(residuals: Float64Array): VarianceFrame {
  const backcast = backcastVariance(residuals);
  const moving = exponentialMovingVariance(residuals, BACKCAST_DECAY, backcast);
  const squareMax = residuals.reduce((most, value) => Math.max(most, value * value), 0);
  const mean = residuals.reduce((sum, value) => sum + value, 0) / residuals.length;
  const variance = residuals.reduce((sum, value) => sum + (value - mean) ** 2, 0) / residuals.length;
  const lower = new Float64Array(residuals.length);
  const upper = new Float64Array(residuals.length);
  for (let period = 0; period < residuals.length; period += 1) {
    const around = moving[period] as number;
    lower[period] = Math.max(around / 1e6, variance / 1e8);
    upper[period] = Math.min(Math.max(around * 1e6, 1 + squareMax), 1e7 * (1 + squareMax));
  }
  return { backcast, lower, upper };
}

function backcastVariance(residuals: Float64Array): number {
  const periods = Math.min(BACKCAST_PERIODS, residuals.length);
  let weight = 1;
  let weights = 0;
  let sum = 0;
  for (let period = 0; period < periods; period += 1) {
    weights += weight;
    sum += weight * (residuals[period] as number) ** 2;
    weight *= BACKCAST_DECAY;
  }
  return sum / weights;
}
