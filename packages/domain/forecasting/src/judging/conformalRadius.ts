import { assert } from '@qca/base';

/**
 * Returns how far an interval reaches on each side of a forecast so that it covers the next value with at least the given probability.
 *
 * It holds for any distribution as long as the next error is exchangeable with those given: errors of forecasts made without knowing the value.
 * Infinite when there are too few errors for the coverage: fewer than coverage / (1 − coverage).
 *
 * Units: those of the errors. Source: split conformal prediction, Vovk, Gammerman and Shafer (2005); Lei and others (2018).
 */
export function conformalRadius(errors: Float64Array, coverage: number): number {
  assert(coverage > 0 && coverage < 1, `conformalRadius: coverage ${coverage} is not within 0 and 1`);
  const sizes = errors.map(Math.abs).sort();
  const rank = Math.ceil((errors.length + 1) * coverage);
  return rank > sizes.length ? Number.POSITIVE_INFINITY : (sizes[rank - 1] as number);
}
