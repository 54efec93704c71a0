import { assert } from '@qca/base';
import { studentTCdf } from '@qca/numerics';
import { meanOf } from './losses.ts';

export interface DieboldMariano {
  /** Mean loss of the first forecast less that of the second: below 0 the first is better. */
  readonly meanDifference: number;
  /** As published, standard normal when both are equally good. */
  readonly statistic: number;
  /** With the correction for few periods; Student's t with n − 1 degrees of freedom. NaN when the losses do not differ. */
  readonly corrected: number;
  /** Two-sided, of the corrected statistic. */
  readonly pValue: number;
}

/**
 * Tests whether two forecasts are equally good, from their losses in the same periods.
 *
 * The variance of the mean counts autocovariances up to `horizon` − 1; where these make it negative, Bartlett's weights are used instead.
 * Shape: both [period], at least two. Source: Diebold and Mariano (1995); Harvey, Leybourne and Newbold (1997).
 */
export function dieboldMariano(first: Float64Array, second: Float64Array, horizon = 1): DieboldMariano {
  const { length } = first;
  assert(length === second.length && length >= 2, 'dieboldMariano: lengths differ, or are below two');
  assert(
    horizon >= 1 && horizon < length,
    `dieboldMariano: horizon ${horizon} is not within 1 and ${length}`,
  );
  const differences = first.map((loss, period) => loss - (second[period] as number));
  const meanDifference = meanOf(differences);
  const plain = longRunVariance(differences, horizon - 1, () => 1);
  const variance = plain > 0 ? plain : longRunVariance(differences, horizon - 1, (lag) => 1 - lag / horizon);
  const statistic = meanDifference / Math.sqrt(variance / length);
  const correction = (length + 1 - 2 * horizon + (horizon * (horizon - 1)) / length) / length;
  const corrected = variance > 0 ? statistic * Math.sqrt(correction) : Number.NaN;
  const pValue = Number.isNaN(corrected) ? 1 : 2 * studentTCdf(-Math.abs(corrected), length - 1);
  return { meanDifference, statistic: variance > 0 ? statistic : Number.NaN, corrected, pValue };
}

/** Autocovariances summed on both sides with weights by lag, divided by the number of values each. */
export function longRunVariance(values: Float64Array, lags: number, weight: (lag: number) => number): number {
  const mean = meanOf(values);
  let sum = 0;
  for (let lag = 0; lag <= lags; lag += 1) {
    let product = 0;
    for (let at = lag; at < values.length; at += 1)
      product += ((values[at] as number) - mean) * ((values[at - lag] as number) - mean);
    sum += ((lag === 0 ? 1 : 2 * weight(lag)) * product) / values.length;
  }
  return sum;
}
