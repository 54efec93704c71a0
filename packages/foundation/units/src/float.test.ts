import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromFloatDown, fromFloatUp, toFloat } from './float.ts';

/** A double as a fraction, by doubling until it is whole: every finite double becomes whole within 1,074 steps. */
function fractionOf(value: number): { numerator: bigint; denominator: bigint } {
  let scaled = value;
  let denominator = 1n;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(scaled), denominator };
}

const anyDouble = fc.double({ noNaN: true, noDefaultInfinity: true });
const scale = fc.integer({ min: 0, max: 24 });

describe('fromFloat', () => {
  it('brackets the double exactly, and both directions meet where it is whole', () => {
    fc.assert(
      fc.property(anyDouble, scale, (value, decimals) => {
        const { numerator, denominator } = fractionOf(value);
        const exact = numerator * 10n ** BigInt(decimals);
        const down = fromFloatDown(value, decimals);
        const up = fromFloatUp(value, decimals);
        expect(down * denominator <= exact && exact < (down + 1n) * denominator).toBe(true);
        expect((up - 1n) * denominator < exact && exact <= up * denominator).toBe(true);
        expect(up === down).toBe(exact % denominator === 0n);
      }),
      { numRuns: 300 },
    );
  });

  it('holds for doubles of ordinary size too', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), scale, (value, decimals) => {
        const { numerator, denominator } = fractionOf(value);
        const exact = numerator * 10n ** BigInt(decimals);
        expect(fromFloatDown(value, decimals) * denominator <= exact).toBe(true);
        expect(fromFloatUp(value, decimals) * denominator >= exact).toBe(true);
        expect(fromFloatUp(value, decimals) - fromFloatDown(value, decimals)).toBe(
          exact % denominator === 0n ? 0n : 1n,
        );
      }),
    );
  });

  it.each([
    // 0.1 as a double is 0.1000000000000000055511151231257827…; 0.3 is 0.299999999999999988897769753748…
    [0.1, 1, 1n, 2n],
    [0.1, 18, 100_000_000_000_000_005n, 100_000_000_000_000_006n],
    [0.3, 1, 2n, 3n],
    [-0.1, 1, -2n, -1n],
    [1.5, 0, 1n, 2n],
    [-1.5, 0, -2n, -1n],
    [2 ** 60, 2, 115_292_150_460_684_697_600n, 115_292_150_460_684_697_600n],
    [5e-324, 8, 0n, 1n],
    [-5e-324, 8, -1n, 0n],
    // The smallest double is 4.940656458412465441765687928682…e-324.
    [5e-324, 330, 4_940_656n, 4_940_657n],
    [2 ** -1022, 0, 0n, 1n],
    [0, 8, 0n, 0n],
    [-0, 8, 0n, 0n],
  ])('%d at %i decimals is between %i and %i', (value, decimals, down, up) => {
    expect([fromFloatDown(value, decimals), fromFloatUp(value, decimals)]).toEqual([down, up]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %d', (value) => {
    expect(() => fromFloatDown(value, 8)).toThrow(`fromFloat: ${value} is not a finite number`);
    expect(() => fromFloatUp(value, 8)).toThrow(`fromFloat: ${value} is not a finite number`);
  });
});

describe('toFloat', () => {
  it('returns the nearest double: no other is closer to the exact value', () => {
    const value = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    fc.assert(
      fc.property(value, fc.integer({ min: 0, max: 30 }), (atoms, decimals) => {
        const found = toFloat(atoms, decimals);
        const distance = (double: number): { numerator: bigint; denominator: bigint } => {
          const { numerator, denominator } = fractionOf(double);
          const difference = numerator * 10n ** BigInt(decimals) - atoms * denominator;
          return { numerator: difference < 0n ? -difference : difference, denominator };
        };
        const own = distance(found);
        for (const neighbour of neighboursOf(found)) {
          const other = distance(neighbour);
          expect(own.numerator * other.denominator <= other.numerator * own.denominator).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    [1250n, 3, 1.25],
    [-5n, 1, -0.5],
    [61_837_630_000_000_000_000_000n, 18, 61_837.63],
    [1n, 22, 1e-22],
    [1n, 25, 1e-25],
    [123n, 0, 123],
    // Doubles here are 2^-9 apart: …756.8301 is nearer than …756.8320, which dividing the rounded 9007199254756832 by 10^3 gives.
    [9_007_199_254_756_831n, 3, 9_007_199_254_756 + 425 / 512],
    [9_007_199_254_740_991n, 22, 9_007_199_254_740_991e-22],
  ])('%i at %i decimals is %d', (atoms, decimals, value) => {
    expect(toFloat(atoms, decimals)).toBe(value);
  });

  it('comes back whole through the other door', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 53n), max: 2n ** 53n }), (atoms) => {
        expect([fromFloatDown(toFloat(atoms, 0), 0), fromFloatUp(toFloat(atoms, 0), 0)]).toEqual([
          atoms,
          atoms,
        ]);
      }),
    );
  });
});

/** The doubles right below and right above. */
function neighboursOf(value: number): number[] {
  const view = new DataView(new ArrayBuffer(8));
  const moved = (by: bigint): number => {
    view.setFloat64(0, value);
    view.setBigInt64(0, view.getBigInt64(0) + by);
    return view.getFloat64(0);
  };
  return value === 0 ? [5e-324, -5e-324] : [moved(1n), moved(-1n)];
}
