import { assert } from '@qca/base';

/**
 * Returns the exponentially weighted variance: entry t is the forecast for period t, and one entry more for the
 * period after the last.
 *
 * Entry t + 1 is lambda × entry t + (1 − lambda) × returns[t]². Entry 0 is `seed`, the first squared return
 * where none is given. The mean of returns is taken as zero.
 *
 * Units: squared units of `returns`. Shape: [period], one longer than `returns`.
 * Source: J.P. Morgan/Reuters, "RiskMetrics Technical Document" (1996), 5.2; lambda 0.94 for days.
 */
export function exponentialMovingVariance(
  returns: Float64Array,
  lambda: number,
  seed = (returns[0] as number) ** 2,
): Float64Array {
  assert(returns.length > 0, 'exponentialMovingVariance: there are no returns');
  assert(lambda > 0 && lambda < 1, `exponentialMovingVariance: lambda ${lambda} is not within 0 and 1`);
  const variances = new Float64Array(returns.length + 1);
  let variance = seed;
  variances[0] = variance;
  for (let period = 0; period < returns.length; period += 1) {
    variance = lambda * variance + (1 - lambda) * (returns[period] as number) ** 2;
    variances[period + 1] = variance;
  }
  return variances;
}
