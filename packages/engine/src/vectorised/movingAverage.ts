import { assert } from '@qca/base';

/**
 * Returns the mean of the last `window` values on each bar, that bar included; NaN before the window is full.
 *
 * A running sum makes the cost independent of the window. It is exact while values are whole numbers (ticks) whose
 * sums stay below 2^53, so that each mean is the correctly rounded quotient and two means are equal exactly when
 * they should be. Fractional values collect rounding errors: at most `2 × bars × 2^−53 × window × largest value` in
 * the sum, which is why prices are better given in ticks.
 *
 * Shape: [bar] in and out.
 */
export function movingAverage(values: Float64Array, window: number): Float64Array {
  assert(
    Number.isInteger(window) && window >= 1,
    `a window of ${window} bars: it is a whole number from 1 up`,
  );
  const averages = new Float64Array(values.length);
  const filling = Math.min(window - 1, values.length);
  let sum = 0;
  for (let bar = 0; bar < filling; bar += 1) {
    sum += values[bar]!;
    averages[bar] = Number.NaN;
  }
  for (let bar = filling; bar < values.length; bar += 1) {
    sum += values[bar]!;
    averages[bar] = sum / window;
    sum -= values[bar - filling]!;
  }
  return averages;
}
