import { normalPdf, normalQuantile } from '@qca/numerics';
import { known, mean, type Numbers, standardDeviation } from '../describe/moments.ts';
import { quantile } from '../describe/quantile.ts';

/** Value at risk by history: the `cutoff` quantile of returns, negative for a loss. As empyrical; NaN where any return is not known. */
export function valueAtRiskHistorical(returns: Numbers, cutoff = 0.05): number {
  return quantile(returns, cutoff);
}

/** Value at risk if returns were normal, with `sigma` times their deviation: mean + z sigma deviation. As quantstats' `value_at_risk`. */
export function valueAtRiskNormal(returns: Numbers, cutoff = 0.05, sigma = 1): number {
  const all = known(returns);
  return mean(all) + normalQuantile(cutoff) * sigma * standardDeviation(all, 1);
}

/** Mean of the worst ⌊(n − 1) cutoff⌋ + 1 returns. As empyrical. */
export function expectedShortfallHistorical(returns: Numbers, cutoff = 0.05): number {
  const sorted = Float64Array.from(known(returns)).sort();
  return mean(sorted.subarray(0, Math.floor((sorted.length - 1) * cutoff) + 1));
}

/** Mean of the tail if returns were normal: mean − deviation φ(z) / cutoff. As quantstats from version 0.0.8x on. */
export function expectedShortfallNormal(returns: Numbers, cutoff = 0.05): number {
  const all = known(returns);
  return mean(all) - (standardDeviation(all, 1) * normalPdf(normalQuantile(cutoff))) / cutoff;
}

/**
 * Mean of the returns below the *normal* value at risk; that value itself where none is. A mixture of the two above.
 *
 * As quantstats at commit fbd10dae, `conditional_value_at_risk` and `expected_shortfall`.
 */
export function expectedShortfallBelowNormal(returns: Numbers, cutoff = 0.05, sigma = 1): number {
  const limit = valueAtRiskNormal(returns, cutoff, sigma);
  const tail = known(returns).filter((value) => value < limit);
  return tail.length === 0 ? limit : mean(tail);
}

/** Size of the upper `cutoff` quantile over that of the lower: above 1 where gains reach further. As empyrical and quantstats. */
export function tailRatio(returns: Numbers, cutoff = 0.95): number {
  const all = known(returns);
  return Math.abs(quantile(all, cutoff)) / Math.abs(quantile(all, 1 - cutoff));
}
