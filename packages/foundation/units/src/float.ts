import { assert } from '@qca/base';

// The one door between exact numbers and estimates: nothing else converts.

/** Returns the nearest double to a whole number of 10^−decimals. For estimates, charts and sizes, never for money. */
export function toFloat(value: bigint, decimals: number): number {
  const whole = Number(value);
  // Both numbers exact (2^53, 10^22), one rounding. Beyond, the division would round a second time; the parser rounds once.
  const isExact = Math.abs(whole) <= Number.MAX_SAFE_INTEGER && decimals <= 22;
  return isExact ? whole / 10 ** decimals : Number(`${value}e-${decimals}`);
}

/** Returns the largest whole number of 10^−decimals not above `value`. */
export function fromFloatDown(value: number, decimals: number): bigint {
  return fromFloat(value, decimals, 'down');
}

/** Returns the smallest whole number of 10^−decimals not below `value`. */
export function fromFloatUp(value: number, decimals: number): bigint {
  return fromFloat(value, decimals, 'up');
}

// A double is mantissa × 2^exponent: scaling that in bigint is exact, where value * 10^decimals is not.
function fromFloat(value: number, decimals: number, direction: 'down' | 'up'): bigint {
  assert(Number.isFinite(value), `fromFloat: ${value} is not a finite number`);
  const { mantissa, exponent } = split(value);
  const scaled = mantissa * 10n ** BigInt(decimals);
  if (exponent >= 0) return scaled << BigInt(exponent);
  const shift = BigInt(-exponent);
  const floor = scaled >> shift; // arithmetic shift: toward minus infinity
  return direction === 'up' && floor << shift !== scaled ? floor + 1n : floor;
}

const VIEW = new DataView(new ArrayBuffer(8));

function split(value: number): { mantissa: bigint; exponent: number } {
  VIEW.setFloat64(0, value);
  const bits = VIEW.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const magnitude = biased === 0 ? fraction : fraction | (1n << 52n);
  return {
    mantissa: bits >> 63n === 1n ? -magnitude : magnitude,
    exponent: (biased === 0 ? 1 : biased) - 1075,
  };
}
