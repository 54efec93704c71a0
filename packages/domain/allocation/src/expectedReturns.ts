import type { Rows } from '@qca/numerics';
import { columnOf } from './returns.ts';

/** Periods a year where the rows are trading days. */
export const TRADING_DAYS = 252;

/**
 * Yearly compounded mean of each column over its own known rows: Π(1 + r)^(frequency ÷ n) − 1.
 *
 * Shape: [date][asset], simple returns with gaps.
 */
export function compoundedMean(returns: Rows, frequency = TRADING_DAYS): Float64Array {
  return perColumn(returns, (values) => {
    let growth = 1;
    let count = 0;
    for (const value of values) {
      if (Number.isNaN(value)) continue;
      growth *= 1 + value;
      count += 1;
    }
    return growth ** (frequency / count) - 1;
  });
}

/** Yearly arithmetic mean of each column over its own known rows: mean(r) × frequency. */
export function arithmeticMean(returns: Rows, frequency = TRADING_DAYS): Float64Array {
  return perColumn(returns, (values) => mean(values) * frequency);
}

/**
 * Yearly compounded mean with weights that fall by 1 − 2 ÷ (span + 1) for every row further back, gaps counted as rows:
 * (1 + weighted mean)^frequency − 1; where not compounded, weighted mean × frequency.
 *
 * Source: the definition of pandas `ewm(span).mean()`, adjusted.
 */
export function exponentialMean(
  returns: Rows,
  span = 500,
  frequency = TRADING_DAYS,
  isCompounded = true,
): Float64Array {
  return perColumn(returns, (values) => {
    const weighted = exponentiallyWeighted(values, span);
    return isCompounded ? (1 + weighted) ** frequency - 1 : weighted * frequency;
  });
}

/** Mean of the known values with exponential weights; NaN where nothing is known. */
export function exponentiallyWeighted(values: ArrayLike<number>, span: number): number {
  const decay = 1 - 2 / (span + 1);
  let sum = 0;
  let weights = 0;
  for (let index = 0; index < values.length; index += 1) {
    sum *= decay;
    weights *= decay;
    const value = values[index] as number;
    if (Number.isNaN(value)) continue;
    sum += value;
    weights += 1;
  }
  return sum / weights;
}

/** Mean of the known values; NaN where nothing is known. */
export function mean(values: Iterable<number>): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return sum / count;
}

function perColumn(rows: Rows, estimate: (values: Float64Array) => number): Float64Array {
  return Float64Array.from(rows[0] ?? [], (_, column) => estimate(columnOf(rows, column)));
}
