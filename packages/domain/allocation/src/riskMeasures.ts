/** Mean loss of the worst 1 − confidence of the values, a loss being a value below zero; parts of a scenario count in part. */
export function conditionalValueAtRisk(values: Float64Array, confidence: number): number {
  return meanOfLargest(
    values.map((value) => -value),
    confidence,
  );
}

/** Mean of the deepest 1 − confidence of the drawdowns of the running sum of returns. */
export function conditionalDrawdownAtRisk(returns: Float64Array, confidence: number): number {
  return meanOfLargest(sumDrawdowns(returns), confidence);
}

/** Drawdown at each row below the highest running sum so far, which starts at zero. Nothing is compounded. */
export function sumDrawdowns(returns: Float64Array): Float64Array {
  let drawdown = 0;
  return returns.map((value) => {
    drawdown = Math.max(0, drawdown - value);
    return drawdown;
  });
}

/** Mean distance of the values from their mean. */
export function meanAbsoluteDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + Math.abs(value - mean), 0) / values.length;
}

/** Root of the mean squared shortfall below `benchmark`, over all values. */
export function semideviation(values: Float64Array, benchmark: number): number {
  const squares = values.reduce((sum, value) => sum + Math.min(0, value - benchmark) ** 2, 0);
  return Math.sqrt(squares / values.length);
}

function meanOfLargest(values: Float64Array, confidence: number): number {
  const sorted = values.slice().sort().reverse();
  const size = sorted.length * (1 - confidence);
  // 1 − 0.95 is not exact: a share within rounding of a whole number of scenarios is that number.
  const whole = Math.floor(size + 1e-9);
  let sum = 0;
  for (let index = 0; index < whole; index += 1) sum += sorted[index] as number;
  if (size > whole) sum += (size - whole) * (sorted[whole] ?? 0);
  return sum / size;
}
