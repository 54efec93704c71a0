import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mulDivDown, mulDivUp } from './mulDiv.ts';
import { vectorCases } from './vectors.fixture.ts';

const factor = fc.bigInt({ min: -(2n ** 256n), max: 2n ** 256n });
const divisor = fc.bigInt({ min: 1n, max: 2n ** 256n });

describe('mulDiv', () => {
  it('brackets the true quotient: below by less than one, above by less than one, together where exact', () => {
    fc.assert(
      fc.property(factor, factor, divisor, (a, b, d) => {
        const product = a * b;
        const down = mulDivDown(a, b, d);
        const up = mulDivUp(a, b, d);
        expect(down * d <= product && product < (down + 1n) * d).toBe(true);
        expect((up - 1n) * d < product && product <= up * d).toBe(true);
        expect(up - down).toBe(product % d === 0n ? 0n : 1n);
      }),
    );
  });

  it('keeps multiples exact in both directions', () => {
    fc.assert(
      fc.property(factor, divisor, (a, d) => {
        expect([mulDivDown(a, d, d), mulDivUp(a, d, d), mulDivDown(d, a, d), mulDivUp(d, a, d)]).toEqual([
          a,
          a,
          a,
          a,
        ]);
      }),
    );
  });

  it.each([
    [7n, 1n, 2n, 3n, 4n],
    [-7n, 1n, 2n, -4n, -3n],
    [7n, -1n, 2n, -4n, -3n],
    [-7n, -1n, 2n, 3n, 4n],
    [1n, 1n, 3n, 0n, 1n],
    [-1n, 1n, 3n, -1n, 0n],
    [0n, 5n, 3n, 0n, 0n],
  ])('%i × %i ÷ %i is between %i and %i', (a, b, d, down, up) => {
    expect([mulDivDown(a, b, d), mulDivUp(a, b, d)]).toEqual([down, up]);
  });

  it('agrees with the shared vectors', () => {
    const cases = vectorCases<Record<'a' | 'b' | 'divisor' | 'down' | 'up', string>>('mulDiv');
    expect(cases.length).toBeGreaterThan(300);
    for (const { a, b, divisor: d, down, up } of cases) {
      expect(mulDivDown(BigInt(a), BigInt(b), BigInt(d))).toBe(BigInt(down));
      expect(mulDivUp(BigInt(a), BigInt(b), BigInt(d))).toBe(BigInt(up));
    }
  });

  it.each([0n, -1n, -(10n ** 18n)])('refuses a divisor of %i', (d) => {
    expect(() => mulDivDown(1n, 1n, d)).toThrow(`mulDivDown: divisor ${d} must be positive`);
    expect(() => mulDivUp(1n, 1n, d)).toThrow(`mulDivUp: divisor ${d} must be positive`);
  });
});
