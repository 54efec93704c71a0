import { describe, expect, it } from 'vitest';
import { formatDecimal, formatEstimate } from './formatDecimal.ts';

describe('formatDecimal', () => {
  it.each([
    ['0', undefined, '0'],
    ['-0.00', undefined, '0'],
    ['12.5', undefined, '12.5'],
    ['12.50000000', undefined, '12.5'],
    ['-1234567.25', undefined, '−1,234,567.25'],
    // More digits than a float holds: 2^53 + 1 and a fraction.
    ['9007199254740993.00000001', undefined, '9,007,199,254,740,993.00000001'],
    ['12.345', { min: 2, max: 2 }, '12.35'],
    ['-0.004', { min: 2, max: 2 }, '0.00'],
    ['7', { min: 2, max: 2 }, '7.00'],
    ['0.10', { max: 8 }, '0.1'],
  ] as const)('writes %s', (text, digits, expected) => {
    expect(formatDecimal(text, 'en', digits)).toBe(expected);
  });

  it('writes a plus only where asked, and never on nothing', () => {
    expect(formatDecimal('3', 'en', undefined, 'always')).toBe('+3');
    expect(formatDecimal('-3', 'en', undefined, 'always')).toBe('−3');
    expect(formatDecimal('0.001', 'en', { max: 2 }, 'always')).toBe('0.00');
  });

  it('groups by locale, in digits that line up everywhere', () => {
    expect(formatDecimal('1234567.5', 'de')).toBe('1.234.567,5');
    expect(formatDecimal('1234.5', 'ar')).toBe('1,234.5');
  });
});

describe('formatEstimate', () => {
  it('rounds to the digits that are known', () => {
    expect(formatEstimate(-1234.567, 'en', 2)).toBe('−1,234.57');
    expect(formatEstimate(-0.001, 'en', 2)).toBe('0.00');
    expect(formatEstimate(Number.POSITIVE_INFINITY, 'en', 2)).toBe('∞');
  });
});
