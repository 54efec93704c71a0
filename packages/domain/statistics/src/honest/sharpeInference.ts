import { normalCdf, normalQuantile } from '@qca/numerics';
import { known, kurtosis, mean, type Numbers, skewness, standardDeviation } from '../describe/moments.ts';

/** What is known of the returns behind a Sharpe ratio. */
export interface SharpeSample {
  /** Observations. */
  readonly n: number;
  /** Sharpe ratio per observation, never annualised. */
  readonly sr: number;
  /** 0 for the normal distribution. */
  readonly skew: number;
  /** 3 for the normal distribution, not in excess of it. */
  readonly kurt: number;
}

/**
 * Reads a sample from returns: Sharpe ratio with divisor n − 1, skewness and kurtosis of a population.
 *
 * Returns that do not vary have moments of a normal distribution, so that only the ratio speaks.
 */
export function sharpeSample(returns: Numbers): SharpeSample {
  const all = known(returns);
  const deviation = standardDeviation(all, 1);
  const still = !(deviation > 0);
  return {
    n: all.length,
    sr: mean(all) / deviation,
    skew: still ? 0 : skewness(all),
    kurt: still ? 3 : kurtosis(all),
  };
}

/** 1 − skew sr + (kurt − 1) / 4 sr²: by how much the shape of returns widens the error of a Sharpe ratio. */
function shapeFactor({ sr, skew, kurt }: Omit<SharpeSample, 'n'>): number {
  return 1 - skew * sr + ((kurt - 1) / 4) * sr * sr;
}

/**
 * Standard error of a Sharpe ratio, per observation: √(shape factor / (n − 1)).
 *
 * NaN where the moments contradict each other. Source: Mertens (2002); Bailey and López de Prado, "The Sharpe Ratio Efficient
 * Frontier" (2012), equation 8.
 */
export function sharpeStandardError(sample: SharpeSample): number {
  return Math.sqrt(shapeFactor(sample) / (sample.n - 1));
}

/**
 * Probabilistic Sharpe ratio: confidence that the true ratio is above `benchmark`, both per observation.
 *
 * Source: Bailey and López de Prado (2012), equation 11.
 */
export function probabilisticSharpe(sample: SharpeSample, benchmark: number): number {
  return normalCdf((sample.sr - benchmark) / sharpeStandardError(sample));
}

/**
 * Minimum track record length: observations after which the probabilistic Sharpe ratio reaches `confidence`.
 *
 * Infinite where the ratio is not above `benchmark`: no track record is long enough. Not rounded.
 * Source: Bailey and López de Prado (2012), equation 13.
 */
export function minTrackRecord(
  sample: Omit<SharpeSample, 'n'>,
  benchmark: number,
  confidence: number,
): number {
  if (sample.sr <= benchmark) return Number.POSITIVE_INFINITY;
  return 1 + shapeFactor(sample) * (normalQuantile(confidence) / (sample.sr - benchmark)) ** 2;
}
