/** 1 buys, −1 sells, 0 does nothing. */
export type Signal = -1 | 0 | 1;

/**
 * Returns the signal of one bar of the moving-average cross: buy where `fast` is above `slow` and was not on the bar
 * before (`fastBefore <= slowBefore`), sell where it is below and was not (`fastBefore >= slowBefore`). An average
 * that is not yet full is NaN, and gives no signal on its bar or on the next.
 */
export function crossSignal(fast: number, slow: number, fastBefore: number, slowBefore: number): Signal {
  if (fast > slow && fastBefore <= slowBefore) return 1;
  if (fast < slow && fastBefore >= slowBefore) return -1;
  return 0;
}

/**
 * Returns the signals of a whole history; bar 0 has none.
 *
 * Shape: `fast`, `slow` and the result are [bar].
 */
export function crossSignals(fast: Float64Array, slow: Float64Array): Int8Array {
  const signals = new Int8Array(fast.length);
  for (let bar = 1; bar < signals.length; bar += 1) {
    signals[bar] = crossSignal(fast[bar]!, slow[bar]!, fast[bar - 1]!, slow[bar - 1]!);
  }
  return signals;
}
