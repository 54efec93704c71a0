import { assert } from '@qca/base';

/** Returns ⌊a × b ÷ divisor⌋. Rounds toward minus infinity, so signed profit and loss never gains from rounding. */
export function mulDivDown(a: bigint, b: bigint, divisor: bigint): bigint {
  assert(divisor > 0n, `mulDivDown: divisor ${divisor} must be positive`);
  const product = a * b;
  const quotient = product / divisor;
  return product < 0n && quotient * divisor !== product ? quotient - 1n : quotient;
}

/** Returns ⌈a × b ÷ divisor⌉. Rounds toward plus infinity. */
export function mulDivUp(a: bigint, b: bigint, divisor: bigint): bigint {
  assert(divisor > 0n, `mulDivUp: divisor ${divisor} must be positive`);
  const product = a * b;
  const quotient = product / divisor;
  return product > 0n && quotient * divisor !== product ? quotient + 1n : quotient;
}
