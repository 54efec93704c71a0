import { readFileSync } from 'node:fs';
import type { Amount, Shares } from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { performanceFee } from './performanceFee.ts';

const FILE = new URL('../../../../vectors/performanceFee.json', import.meta.url);
type Case = Record<
  'shares' | 'before' | 'profit' | 'highWater' | 'feeBps' | 'feeShares' | 'highWaterAfter',
  string
>;
const cases = (JSON.parse(readFileSync(FILE, 'utf8')) as { cases: Case[] }).cases;

describe('performanceFee', () => {
  it('agrees with the shared vectors', () => {
    expect(cases.length).toBeGreaterThan(100);
    for (const each of cases) {
      const vault = {
        shares: BigInt(each.shares) as Shares,
        before: BigInt(each.before) as Amount,
        profit: BigInt(each.profit) as Amount,
        highWater: BigInt(each.highWater),
      };
      expect(performanceFee(vault, { feeBps: Number(each.feeBps) }), JSON.stringify(each)).toEqual({
        feeShares: BigInt(each.feeShares),
        highWater: BigInt(each.highWaterAfter),
      });
    }
  });

  it('takes nothing below the mark, nor twice on the same profit', () => {
    const size = fc.bigInt(1n, 10n ** 24n);
    fc.assert(
      fc.property(size, size, size, fc.integer({ min: 0, max: 5_000 }), (shares, before, profit, feeBps) => {
        const vault = { shares: shares as Shares, before: before as Amount, profit: profit as Amount };
        const first = performanceFee({ ...vault, highWater: 0n }, { feeBps });
        // Lost again and made again: the mark remembers.
        const again = { ...vault, shares: (shares + first.feeShares) as Shares, highWater: first.highWater };
        expect(performanceFee(again, { feeBps })).toEqual({ feeShares: 0n, highWater: first.highWater });
      }),
    );
  });

  it('takes a loss, and a fee of everything, for a mistake', () => {
    const vault = { shares: 1n as Shares, before: 1n as Amount, profit: -1n as Amount, highWater: 0n };
    expect(() => performanceFee(vault, { feeBps: 1 })).toThrow();
    expect(() => performanceFee({ ...vault, profit: 1n as Amount }, { feeBps: 10_000 })).toThrow();
  });
});
