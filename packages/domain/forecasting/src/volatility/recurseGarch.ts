/** What a GARCH(1,1) recursion with given parameters runs on. */
export interface GarchRecursion {
  readonly omega: number;
  readonly alpha: number;
  readonly beta: number;
  /** Variance before the first return; the first squared return where none is given. */
  readonly start?: number;
}

/**
 * Returns the variance for the period after each return: entry t is omega + alpha returns[t]² + beta × entry t − 1.
 *
 * Units: squared units of returns. Shape: [period]. Source: Bollerslev (1986); the start is that of QuantLib's `Garch11`.
 */
export function recurseGarch(
  { omega, alpha, beta, start }: GarchRecursion,
  returns: Float64Array,
): Float64Array {
  let variance = start ?? (returns[0] ?? 0) ** 2;
  return returns.map((value) => {
    variance = omega + alpha * value * value + beta * variance;
    return variance;
  });
}
