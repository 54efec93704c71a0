import { parseDecimal } from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DECIMAL_EMPTY,
  DECIMAL_INVALID,
  DECIMAL_OK,
  DECIMAL_TOO_LONG,
  type DecimalOutcome,
  DecimalScanner,
} from './DecimalScanner.ts';

function scan(text: string): { outcome: DecimalOutcome; mantissa: number; decimals: number } {
  const scanner = new DecimalScanner();
  const bytes = new TextEncoder().encode(`,${text},`);
  const outcome = scanner.scan(bytes, 1, bytes.length - 1);
  return { outcome, mantissa: scanner.mantissa, decimals: scanner.decimals };
}

describe('DecimalScanner', () => {
  it.each([
    ['61837.63000000', 6183763, 2],
    ['4.35e-06', 435, 8],
    ['1.78E-6', 178, 8],
    ['0', 0, 0],
    ['0.000', 0, 0],
    ['-12.50', -125, 1],
    ['+7', 7, 0],
    ['.5', 5, 1],
    ['5.', 5, 0],
    ['120e-1', 12, 0],
    ['12e3', 12_000, 0],
    ['0e99', 0, 0],
    ['9007199254740991', 9007199254740991, 0],
    ['1.0000000000000000000000000', 1, 0],
  ])('reads %s exactly', (text, mantissa, decimals) => {
    expect(scan(text)).toEqual({ outcome: DECIMAL_OK, mantissa, decimals });
  });

  it.each([
    'NaN',
    'inf',
    '-Infinity',
    '1,5',
    '1 ',
    ' 1',
    '0x1f',
    '1e',
    '1e+',
    'e5',
    '--1',
    '1.2.3',
    '.',
    '-',
    '1e1234',
  ])('refuses %s', (text) => {
    expect(scan(text).outcome).toBe(DECIMAL_INVALID);
  });

  it('tells an empty field from a bad one', () => {
    expect(scan('').outcome).toBe(DECIMAL_EMPTY);
  });

  it.each(['9007199254740992', '0.12345678901234567890123', '1e22', '1e-30', '0.00000000000000000000000001'])(
    'refuses to round %s',
    (text) => {
      expect(scan(text).outcome).toBe(DECIMAL_TOO_LONG);
    },
  );

  it('agrees with the exact bigint parser on any decimal of up to 15 digits', () => {
    const decimalText = fc
      .tuple(
        fc.constantFrom('', '-', '+'),
        fc.stringMatching(/^\d{1,8}$/),
        fc.option(fc.stringMatching(/^\d{1,7}$/), { nil: undefined }),
        fc.option(fc.integer({ min: -5, max: 0 }), { nil: undefined }),
      )
      .map(([sign, whole, fraction, exponent]) => {
        const tail = `${fraction === undefined ? '' : `.${fraction}`}${exponent === undefined ? '' : `e${exponent}`}`;
        return `${sign}${whole}${tail}`;
      });
    fc.assert(
      fc.property(decimalText, (text) => {
        const { outcome, mantissa, decimals } = scan(text);
        const exact = parseDecimal(text, 18);
        expect(outcome).toBe(DECIMAL_OK);
        expect(exact.ok && exact.value).toBe(BigInt(mantissa) * 10n ** BigInt(18 - decimals));
      }),
    );
  });

  it('keeps no trailing zeros, so that equal values have one spelling', () => {
    fc.assert(
      fc.property(fc.nat(999_999), fc.nat(6), fc.nat(6), (digits, decimals, zeros) => {
        const text =
          (digits / 10 ** decimals).toFixed(decimals) + (decimals === 0 ? '.' : '') + '0'.repeat(zeros);
        const plain = scan((digits / 10 ** decimals).toFixed(decimals));
        expect(scan(text)).toEqual(plain);
      }),
    );
  });
});
