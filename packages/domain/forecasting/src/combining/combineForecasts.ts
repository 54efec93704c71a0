import { assert } from '@qca/base';
import { type Loss, meanOf, squaredLoss } from '../judging/losses.ts';

/** How past losses become weights: one over them, or exp(−rate × loss). */
export type WeightRule = 'inverse' | 'exponential';

export interface CombinationOptions {
  /** What one period's age takes from the weight of its loss, above 0 and up to 1. */
  readonly discount?: number;
  readonly rule?: WeightRule;
  /** Of the exponential rule: how sharply weights follow losses, per unit of loss. */
  readonly rate?: number;
  readonly loss?: Loss;
}

export interface Combination {
  /** For the period after the last. Shape: [forecaster], not below 0, sum one. */
  readonly weights: Float64Array;
  /** Weights that each period was combined with, from the periods before it. Shape: [period][forecaster]. */
  readonly weightPath: readonly Float64Array[];
  /** Shape: [period]. */
  readonly combined: Float64Array;
  /** Mean loss of the combination, of the plain average, and of each forecaster. */
  readonly combinedLoss: number;
  readonly averageLoss: number;
  readonly losses: Float64Array;
}

/**
 * Combines forecasts with weights by their past losses, each period from the periods before it alone; equal weights to begin with.
 *
 * Shape: forecasts [period][forecaster], actual [period]. Source: Bates and Granger (1969) with the discount of Stock and Watson (2004);
 * the exponential rule is that of Vovk (1990) with discounted losses.
 */
export function combineForecasts(
  forecasts: readonly Float64Array[],
  actual: Float64Array,
  { discount = 0.95, rule = 'inverse', rate = 1, loss = squaredLoss }: CombinationOptions = {},
): Combination {
  assert(
    forecasts.length === actual.length && actual.length > 0,
    'combineForecasts: lengths differ or are 0',
  );
  assert(discount > 0 && discount <= 1, `combineForecasts: discount ${discount} is not within 0 and 1`);
  const count = (forecasts[0] as Float64Array).length;
  const past = new Float64Array(count);
  const totals = new Float64Array(count);
  const weightPath: Float64Array[] = [];
  const combined = new Float64Array(actual.length);
  let weights: Float64Array = new Float64Array(count).fill(1 / count);
  let combinedLoss = 0;
  let averageLoss = 0;
  for (const [period, value] of actual.entries()) {
    const row = forecasts[period] as Float64Array;
    weightPath.push(weights);
    const mixed = row.reduce((sum, part, index) => sum + part * (weights[index] as number), 0);
    combined[period] = mixed;
    combinedLoss += loss(value, mixed) / actual.length;
    averageLoss += loss(value, meanOf(row)) / actual.length;
    for (const [index, part] of row.entries()) {
      const cost = loss(value, part);
      past[index] = discount * (past[index] as number) + cost;
      totals[index] = (totals[index] as number) + cost / actual.length;
    }
    weights = weightsOf(past, rule, rate);
  }
  return { weights, weightPath, combined, combinedLoss, averageLoss, losses: totals };
}

/** Weights of discounted losses. Shape: [forecaster], not below 0, sum one. */
export function weightsOf(losses: Float64Array, rule: WeightRule, rate = 1): Float64Array {
  const least = Math.min(...losses);
  // One without loss takes all of an inverse; several share it.
  const raw =
    rule === 'exponential'
      ? losses.map((loss) => Math.exp(-rate * (loss - least)))
      : least > 0
        ? losses.map((loss) => least / loss)
        : losses.map((loss) => (loss === 0 ? 1 : 0));
  const sum = raw.reduce((total, value) => total + value, 0);
  return raw.map((value) => value / sum);
}
