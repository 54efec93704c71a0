/**
 * Maps any numbers to the coefficients of a stationary autoregression, by way of its partial autocorrelations.
 *
 * Source: Monahan (1984); x / sqrt(1 + x²) as in `constrain_stationary_univariate` of statsmodels.
 */
export function toStationary(x: Float64Array): Float64Array {
  const coefficients = new Float64Array(x.length);
  const before = new Float64Array(x.length);
  for (const [lag, value] of x.entries()) {
    const partial = value / Math.sqrt(1 + value * value);
    before.set(coefficients);
    for (let at = 0; at < lag; at += 1)
      coefficients[at] = (before[at] as number) - partial * (before[lag - 1 - at] as number);
    coefficients[lag] = partial;
  }
  return coefficients;
}

/** Returns the numbers that `toStationary` maps to these coefficients, or nothing when they are not stationary. */
export function fromStationary(coefficients: Float64Array): Float64Array | undefined {
  const x = new Float64Array(coefficients.length);
  let rest = coefficients.slice();
  for (let lag = coefficients.length - 1; lag >= 0; lag -= 1) {
    const partial = rest[lag] as number;
    if (!(Math.abs(partial) < 1)) return undefined;
    x[lag] = partial / Math.sqrt(1 - partial * partial);
    rest = rest
      .subarray(0, lag)
      .map((value, at, all) => (value + partial * (all[lag - 1 - at] as number)) / (1 - partial * partial));
  }
  return x;
}
