import { accept, type Result, reject } from '@qca/base';

/** Why a text is not an exact decimal of the asked scale. */
export type DecimalRejection =
  | { readonly kind: 'not-a-decimal'; readonly text: string }
  | {
      readonly kind: 'too-many-decimals';
      readonly text: string;
      readonly decimals: number;
      readonly decimalsMax: number;
    };

// Digits, optional fraction, optional exponent: what exchanges and spreadsheets print (4.35e-06 included).
const DECIMAL = /^([+-]?)(\d{1,60})(?:\.(\d{1,60}))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Parses a decimal text into a whole number of 10^−decimals. Exact, or refused.
 *
 * Rejects: `not-a-decimal` for anything else than digits, point and exponent; `too-many-decimals` when digits
 * other than zero lie beyond the scale (nothing is rounded silently).
 */
export function parseDecimal(text: string, decimals: number): Result<bigint, DecimalRejection> {
  const match = DECIMAL.exec(text);
  if (match === null) return reject({ kind: 'not-a-decimal', text });
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const shift = decimals - fraction.length + Number(exponent);
  const digits = BigInt(whole + fraction);
  if (shift >= 0) return accept(signed(sign, digits * 10n ** BigInt(shift)));
  const divisor = 10n ** BigInt(-shift);
  if (digits % divisor !== 0n) {
    return reject({
      kind: 'too-many-decimals',
      text,
      decimals: fraction.length - Number(exponent),
      decimalsMax: decimals,
    });
  }
  return accept(signed(sign, digits / divisor));
}

/** Formats a whole number of 10^−decimals without trailing zeros: `formatDecimal(1250n, 3)` is `1.25`. */
export function formatDecimal(value: bigint, decimals: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function signed(sign: string, digits: bigint): bigint {
  return sign === '-' ? -digits : digits;
}
