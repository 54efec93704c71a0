/** Below it a number is what rounding left of zero. Source: TA-Lib, TA_EPSILON. */
const EPSILON = 1e-14;

/** Whether a divisor counts as zero. */
export function isNaught(value: number): boolean {
  return value > -EPSILON && value < EPSILON;
}
