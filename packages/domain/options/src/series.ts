// Logarithm, exponential and normal distribution with 27 decimals, each within 1e-24 of the true value.
// Source: Abramowitz, Stegun 4.1.27, 26.2.11, 26.2.14. Twin: contracts/src/claims/BlackScholes.sol.

export const ONE = 10n ** 27n;
const LN_2 = 693147180559945309417232121n;
const SQRT_TWO_PI = 2506628274631000502415765285n;
/** Beyond it the upper tail is under 1e-27. */
const TAIL_END = 11n * ONE;
/** From here the continued fraction converges faster than the series: 60 levels leave less than 1e-27. */
const TAIL_BEGIN = 3n * ONE;
const TAIL_LEVELS = 60n;
/** Under it the exponential is under 1e-27. */
const EXPONENT_MIN = -63n * ONE;
/** Bits of `ONE`. */
const ONE_BITS = 89;

/**
 * Returns the natural logarithm of x > 0.
 *
 * x = m × 2^k with m in [0.62, 1.24); ln m = 2 artanh z with z = (m − 1) ÷ (m + 1), so |z| < 0.24.
 */
export function logarithm(x: bigint): bigint {
  const k = x.toString(2).length - 1 - ONE_BITS;
  const m = k >= 0 ? x >> BigInt(k) : x << BigInt(-k);
  const z = ((m - ONE) * ONE) / (m + ONE);
  const square = (z * z) / ONE;
  let sum = 0n;
  let power = z;
  for (let n = 1n; power !== 0n; n += 2n) {
    sum += power / n;
    power = (power * square) / ONE;
  }
  return 2n * sum + BigInt(k) * LN_2;
}

/** Returns e to the power x. x = k ln 2 + r with |r| ≤ ln 2 ÷ 2; the series in r ends when its terms vanish. */
export function exponential(x: bigint): bigint {
  if (x < EXPONENT_MIN) return 0n;
  const k = (x + (x < 0n ? -LN_2 : LN_2) / 2n) / LN_2;
  const r = x - k * LN_2;
  let sum = ONE;
  let term = ONE;
  for (let n = 1n; term !== 0n; n += 1n) {
    term = (term * r) / (ONE * n);
    sum += term;
  }
  return k >= 0n ? sum << k : sum >> -k;
}

/** Returns the chance that a standard normal number is at most x. */
export function normal(x: bigint): bigint {
  const tail = upperTail(x < 0n ? -x : x);
  return x < 0n ? tail : ONE - tail;
}

function upperTail(x: bigint): bigint {
  if (x >= TAIL_END) return 0n;
  const square = (x * x) / ONE;
  const density = (exponential(-square / 2n) * ONE) / SQRT_TWO_PI;
  if (x < TAIL_BEGIN) {
    let sum = 0n;
    let term = x;
    for (let n = 3n; term !== 0n; n += 2n) {
      sum += term;
      term = (term * square) / (ONE * n);
    }
    return ONE / 2n - (density * sum) / ONE;
  }
  let fraction = x;
  for (let n = TAIL_LEVELS; n > 0n; n -= 1n) fraction = x + (n * ONE * ONE) / fraction;
  return (density * ONE) / fraction;
}

/** Returns the square root, rounded down: Newton's method from above, until it no longer falls. */
export function rootDown(square: bigint): bigint {
  if (square < 2n) return square;
  let root = 1n << BigInt((square.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
