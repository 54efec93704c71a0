/** What became of a field that should be a decimal. */
export type DecimalOutcome = 0 | 1 | 2 | 3;
export const DECIMAL_OK = 0;
export const DECIMAL_EMPTY = 1;
export const DECIMAL_INVALID = 2;
/** More significant digits than a double holds exactly. */
export const DECIMAL_TOO_LONG = 3;

/** 10^0 … 10^22: the powers of ten that a double holds exactly. */
export const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, power) => Number(`1e${power}`));

/** Digits that a whole number of 32 bits holds, whatever they are. */
const SHORT_DIGITS = 9;

const ZERO = 0x30;
const POINT = 0x2e;
const MINUS = 0x2d;
const PLUS = 0x2b;
const EXPONENT_MASK = 0x20; // turns E into e
const LETTER_E = 0x65;

/**
 * Reads a decimal text straight from bytes: `mantissa` × 10^−`decimals`, exactly, without trailing zeros behind the
 * point. `61837.63000000` is 6183763 and 2; `4.35e-06` is 435 and 8. No string is made.
 *
 * The fields hold the last number read and are valid after `DECIMAL_OK` only.
 */
export class DecimalScanner {
  mantissa = 0;
  decimals = 0;

  /** Reads `bytes[start, end)`. Refuses `NaN`, `inf`, hexadecimal, spaces and an empty field. */
  scan(bytes: Uint8Array, start: number, end: number): DecimalOutcome {
    // Nearly every field is up to nine digits, a point and up to nine digits: whole numbers of 32 bits do for both
    // parts, at half the cost of doubles. Everything else takes the general road.
    let at = start;
    let whole = 0;
    let digit = 0;
    const wholeEnd = Math.min(end, start + SHORT_DIGITS);
    for (; at < wholeEnd; at += 1) {
      digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      whole = (whole * 10 + digit) | 0;
    }
    if (at === end && at > start) {
      this.mantissa = whole;
      this.decimals = 0;
      return DECIMAL_OK;
    }
    if (at === start || bytes[at] !== POINT || end - at - 1 > SHORT_DIGITS)
      return this.#scanAny(bytes, start, end);
    at += 1;
    const firstDecimal = at;
    let behindLast = at; // behind the last digit other than 0
    let fraction = 0;
    for (; at < end; at += 1) {
      digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return this.#scanAny(bytes, start, end);
      fraction = (fraction * 10 + digit) | 0;
      if (digit !== 0) behindLast = at + 1;
    }
    const decimals = behindLast - firstDecimal;
    const mantissa =
      whole * (POWERS_OF_TEN[decimals] as number) + fraction / (POWERS_OF_TEN[end - behindLast] as number);
    if (mantissa > Number.MAX_SAFE_INTEGER) return DECIMAL_TOO_LONG;
    this.mantissa = mantissa;
    this.decimals = decimals;
    return DECIMAL_OK;
  }

  /** Reads any spelling: signs, any number of digits, exponents. */
  #scanAny(bytes: Uint8Array, start: number, end: number): DecimalOutcome {
    if (start === end) return DECIMAL_EMPTY;
    let at = start;
    const sign = bytes[at] as number;
    if (sign === MINUS || sign === PLUS) at += 1;
    const firstDigit = at;
    let mantissa = 0;
    let digit = 0;
    for (; at < end; at += 1) {
      digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      mantissa = mantissa * 10 + digit;
    }
    let digits = at - firstDigit;
    let decimals = 0;
    if (at < end && bytes[at] === POINT) {
      at += 1;
      const firstDecimal = at;
      let zeros = 0;
      for (; at < end; at += 1) {
        digit = (bytes[at] as number) - ZERO;
        if (digit < 0 || digit > 9) break;
        if (digit === 0) {
          zeros += 1;
        } else {
          if (zeros > 21) return DECIMAL_TOO_LONG;
          mantissa = mantissa * (POWERS_OF_TEN[zeros + 1] as number) + digit;
          decimals += zeros + 1;
          zeros = 0;
        }
      }
      digits += at - firstDecimal;
    }
    if (digits === 0) return DECIMAL_INVALID;
    if (mantissa > Number.MAX_SAFE_INTEGER) return DECIMAL_TOO_LONG;
    this.mantissa = sign === MINUS && mantissa !== 0 ? -mantissa : mantissa;
    this.decimals = decimals;
    if (at === end) return decimals > 22 ? DECIMAL_TOO_LONG : DECIMAL_OK;
    return ((bytes[at] as number) | EXPONENT_MASK) === LETTER_E
      ? this.#applyExponent(bytes, at + 1, end)
      : DECIMAL_INVALID;
  }

  #applyExponent(bytes: Uint8Array, start: number, end: number): DecimalOutcome {
    const negative = bytes[start] === MINUS;
    let at = negative || bytes[start] === PLUS ? start + 1 : start;
    // Three digits reach beyond every double; a longer exponent is no price.
    if (at === end || end - at > 3) return DECIMAL_INVALID;
    let exponent = 0;
    for (; at < end; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return DECIMAL_INVALID;
      exponent = exponent * 10 + digit;
    }
    if (this.mantissa === 0) {
      this.decimals = 0;
      return DECIMAL_OK;
    }
    let decimals = this.decimals + (negative ? exponent : -exponent);
    let mantissa = this.mantissa;
    while (decimals > 0 && mantissa % 10 === 0) {
      mantissa /= 10;
      decimals -= 1;
    }
    if (decimals < -15 || decimals > 22) return DECIMAL_TOO_LONG;
    if (decimals < 0) {
      mantissa *= POWERS_OF_TEN[-decimals] as number;
      decimals = 0;
      if (Math.abs(mantissa) > Number.MAX_SAFE_INTEGER) return DECIMAL_TOO_LONG;
    }
    this.mantissa = mantissa;
    this.decimals = decimals;
    return DECIMAL_OK;
  }
}
