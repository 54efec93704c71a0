import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDecimals, negateDecimal } from './decimals.ts';

it('adds without losing a digit', () => {
  expect(addDecimals('9007199254740993', '0.00000001')).toBe('9007199254740993.00000001');
  expect(addDecimals('-0.5', '0.25')).toBe('-0.25');
  expect(addDecimals('1.50', '-1.5')).toBe('0.00');
});

it('adds as integers of the same scale do', () => {
  const atoms = fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n });
  const text = (value: bigint): string => {
    const size = (value < 0n ? -value : value).toString().padStart(5, '0');
    return `${value < 0n ? '-' : ''}${size.slice(0, -4)}.${size.slice(-4)}`;
  };
  fc.assert(fc.property(atoms, atoms, (a, b) => addDecimals(text(a), text(b)) === text(a + b)));
});

it('changes signs, but not of nothing', () => {
  expect(negateDecimal('-1.5')).toBe('1.5');
  expect(negateDecimal('2')).toBe('-2');
  expect(negateDecimal('0.00')).toBe('0.00');
});
