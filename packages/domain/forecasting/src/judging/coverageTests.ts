import { assert } from '@qca/base';
import { chiSquaredTail } from '@qca/numerics';

export interface LikelihoodRatio {
  readonly statistic: number;
  readonly pValue: number;
}

export interface CoverageTests {
  /** Share of misses is as announced: chi-squared with one degree of freedom. */
  readonly unconditional: LikelihoodRatio;
  /** A miss does not make another one more likely the period after: one degree of freedom. */
  readonly independence: LikelihoodRatio;
  /** Both: two degrees of freedom. */
  readonly conditional: LikelihoodRatio;
}

/**
 * Tests whether misses are as frequent as announced. `rate`: announced share of misses, within 0 and 1.
 *
 * Source: Kupiec (1995), proportion of failures.
 */
export function kupiec(misses: number, periods: number, rate: number): LikelihoodRatio {
  assert(
    periods > 0 && misses >= 0 && misses <= periods,
    `kupiec: ${misses} misses of ${periods} are impossible`,
  );
  assert(rate > 0 && rate < 1, `kupiec: rate ${rate} is not within 0 and 1`);
  const hits = periods - misses;
  return ratioOf(logBinomial(hits, misses, rate), logBinomial(hits, misses, misses / periods), 1);
}

/**
 * Tests rate and independence of misses together.
 *
 * The independence test looks at pairs of neighbouring periods; the joint statistic is the sum of both, as commonly reported.
 * Shape: misses [period], whether the value was missed; at least two. Source: Christoffersen (1998).
 */
export function christoffersen(misses: readonly boolean[], rate: number): CoverageTests {
  assert(misses.length >= 2, 'christoffersen: at least two periods are needed');
  const pairs = { calmCalm: 0, calmMiss: 0, missCalm: 0, missMiss: 0 };
  for (let period = 1; period < misses.length; period += 1) {
    const before = misses[period - 1] === true ? 'miss' : 'calm';
    pairs[`${before}${misses[period] === true ? 'Miss' : 'Calm'}`] += 1;
  }
  const { calmCalm, calmMiss, missCalm, missMiss } = pairs;
  const together = (calmMiss + missMiss) / (misses.length - 1);
  const independence = ratioOf(
    logBinomial(calmCalm + missCalm, calmMiss + missMiss, together),
    logBinomial(calmCalm, calmMiss, calmMiss / (calmCalm + calmMiss)) +
      logBinomial(missCalm, missMiss, missMiss / (missCalm + missMiss)),
    1,
  );
  const unconditional = kupiec(misses.filter(Boolean).length, misses.length, rate);
  const statistic = unconditional.statistic + independence.statistic;
  return {
    unconditional,
    independence,
    conditional: { statistic, pValue: chiSquaredTail(statistic, 2) },
  };
}

function ratioOf(restricted: number, free: number, degrees: number): LikelihoodRatio {
  // Rounding can leave a hair below zero where both are equal.
  const statistic = Math.max(0, 2 * (free - restricted));
  return { statistic, pValue: chiSquaredTail(statistic, degrees) };
}

/** Log-likelihood of so many hits and misses; a count of 0 adds nothing, whatever its probability. */
function logBinomial(hits: number, misses: number, rate: number): number {
  return (hits > 0 ? hits * Math.log1p(-rate) : 0) + (misses > 0 ? misses * Math.log(rate) : 0);
}
