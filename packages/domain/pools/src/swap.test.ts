import { readFileSync } from 'node:fs';
import type { Amount, Bps } from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optimalInputDown, type PoolReserves, swapInputUp, swapOutputDown } from './swap.ts';

const FILE = new URL('../../../../vectors/poolSwap.json', import.meta.url);
type Case = Record<'reserveIn' | 'reserveOut' | 'feeBps' | 'input' | 'output' | 'exactInput', string>;
const cases = (JSON.parse(readFileSync(FILE, 'utf8')) as { cases: Case[] }).cases;

const wholeBps = (bps: bigint) => (bps * 10_000n) as Bps;
const size = fc.bigInt(1n, 2n ** 112n) as fc.Arbitrary<Amount>;
const pool: fc.Arbitrary<PoolReserves> = fc.record({ reserveIn: size, reserveOut: size });
const anyFee = fc.bigInt(0n, 3_000_000n) as fc.Arbitrary<Bps>;

/** The product with the fee kept out of the input, times 10^8. */
function product(
  { reserveIn, reserveOut }: PoolReserves,
  input: bigint,
  output: bigint,
  fee: bigint,
): bigint {
  return (reserveIn * 10n ** 8n + input * (10n ** 8n - fee)) * (reserveOut - output);
}

describe('a swap', () => {
  it('agrees with the shared vectors, there and back', () => {
    expect(cases).toHaveLength(120);
    for (const each of cases) {
      const reserves = {
        reserveIn: BigInt(each.reserveIn) as Amount,
        reserveOut: BigInt(each.reserveOut) as Amount,
      };
      const fee = wholeBps(BigInt(each.feeBps));
      const output = swapOutputDown(BigInt(each.input) as Amount, reserves, fee);
      expect(output, JSON.stringify(each)).toBe(BigInt(each.output));
      if (output > 0n)
        expect(swapInputUp(output, reserves, fee)).toEqual({ ok: true, value: BigInt(each.exactInput) });
    }
  });

  it('gives the most that the law of the pool allows, and no atom more', () => {
    fc.assert(
      fc.property(pool, size, anyFee, (reserves, input, fee) => {
        const output = swapOutputDown(input, reserves, fee);
        const before = product(reserves, 0n, 0n, fee);
        expect(product(reserves, input, output, fee) >= before).toBe(true);
        expect(product(reserves, input, output + 1n, fee) < before).toBe(true);
      }),
    );
  });

  it('costs the least that buys it, and no atom less', () => {
    fc.assert(
      fc.property(pool, fc.integer({ min: 1, max: 999_999 }), anyFee, (reserves, part, fee) => {
        const output = ((reserves.reserveOut * BigInt(part)) / 1_000_000n) as Amount;
        const input = swapInputUp(output, reserves, fee);
        if (!input.ok) throw new Error('less than the reserve');
        expect(swapOutputDown(input.value, reserves, fee) >= output).toBe(true);
        if (input.value > 0n)
          expect(swapOutputDown((input.value - 1n) as Amount, reserves, fee) < output).toBe(true);
      }),
    );
  });

  it('refuses to sell the whole reserve, and a fee that takes everything is a mistake', () => {
    const reserves = { reserveIn: 10n as Amount, reserveOut: 10n as Amount };
    expect(swapInputUp(10n as Amount, reserves, wholeBps(30n))).toEqual({
      ok: false,
      rejection: { kind: 'more-than-reserve', output: 10n, reserve: 10n },
    });
    expect(() => swapOutputDown(1n as Amount, reserves, wholeBps(10_000n))).toThrow();
    expect(() => swapOutputDown(1n as Amount, { ...reserves, reserveIn: 0n as Amount }, 0n as Bps)).toThrow();
  });
});

describe('entering with one asset', () => {
  it('sells so much that the rest stands to the bought as the reserves then do', () => {
    fc.assert(
      fc.property(pool, size, anyFee, ({ reserveIn, reserveOut }, amount, fee) => {
        const sold = optimalInputDown(amount, reserveIn, fee);
        expect(sold >= 0n && sold <= amount).toBe(true);
        // The equation itself, without a root: the sold part does not overshoot it, and one atom more does.
        const kept = 10n ** 8n - fee;
        const law = (x: bigint) =>
          kept * x * x + (10n ** 8n + kept) * reserveIn * x <= amount * reserveIn * 10n ** 8n;
        expect(law(sold) && !law(sold + 1n)).toBe(true);
        expect(reserveOut > 0n).toBe(true);
      }),
    );
  });
});
