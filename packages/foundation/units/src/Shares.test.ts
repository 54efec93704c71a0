import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Amount } from './Amount.ts';
import {
  type PoolTotals,
  type Shares,
  toAssetsDown,
  toAssetsUp,
  toSharesDown,
  toSharesUp,
  ZERO_SHARES,
} from './Shares.ts';
import { vectorCases } from './vectors.fixture.ts';

const size = fc.bigInt({ min: 0n, max: 10n ** 30n });
const pool = fc.record({ assets: size, shares: size }) as fc.Arbitrary<PoolTotals>;

describe('shares', () => {
  it('agree with the shared vectors', () => {
    type Case = Record<
      'totalAssets' | 'totalShares' | 'size' | 'toSharesDown' | 'toSharesUp' | 'toAssetsDown' | 'toAssetsUp',
      string
    >;
    const cases = vectorCases<Case>('shares');
    expect(cases.length).toBeGreaterThan(60);
    for (const each of cases) {
      const totals: PoolTotals = {
        assets: BigInt(each.totalAssets) as Amount,
        shares: BigInt(each.totalShares) as Shares,
      };
      const assets = BigInt(each.size) as Amount;
      const shares = BigInt(each.size) as Shares;
      expect(toSharesDown(assets, totals)).toBe(BigInt(each.toSharesDown));
      expect(toSharesUp(assets, totals)).toBe(BigInt(each.toSharesUp));
      expect(toAssetsDown(shares, totals)).toBe(BigInt(each.toAssetsDown));
      expect(toAssetsUp(shares, totals)).toBe(BigInt(each.toAssetsUp));
    }
  });

  it('never give back more than was put in, whichever way round', () => {
    fc.assert(
      fc.property(pool, size, (totals, put) => {
        const assets = put as Amount;
        const shares = put as Shares;
        expect(toAssetsDown(toSharesDown(assets, totals), totals) <= assets).toBe(true);
        expect(toAssetsUp(toSharesUp(assets, totals), totals) >= assets).toBe(true);
        expect(toSharesDown(toAssetsDown(shares, totals), totals) <= shares).toBe(true);
        expect(toSharesUp(toAssetsUp(shares, totals), totals) >= shares).toBe(true);
      }),
    );
  });

  it('never let the value of a share fall by a deposit or a redemption', () => {
    fc.assert(
      fc.property(pool, size, (totals, put) => {
        const minted = toSharesDown(put as Amount, totals);
        const after = { assets: totals.assets + put, shares: totals.shares + minted };
        expect(
          (after.assets + 1n) * (totals.shares + 1_000_000n) >=
            (totals.assets + 1n) * (after.shares + 1_000_000n),
        ).toBe(true);
        const burnt = put > totals.shares ? totals.shares : (put as Shares);
        const paid = toAssetsDown(burnt, totals);
        expect(paid <= totals.assets).toBe(true);
        const left = { assets: totals.assets - paid, shares: totals.shares - burnt };
        expect(
          (left.assets + 1n) * (totals.shares + 1_000_000n) >=
            (totals.assets + 1n) * (left.shares + 1_000_000n),
        ).toBe(true);
      }),
    );
  });

  it('starts at a million shares per asset atom', () => {
    const empty: PoolTotals = { assets: 0n as Amount, shares: ZERO_SHARES };
    expect(toSharesDown(5n as Amount, empty)).toBe(5_000_000n);
    expect(toAssetsUp(1n as Shares, empty)).toBe(1n);
    expect(toAssetsDown(999_999n as Shares, empty)).toBe(0n);
  });

  it('makes the inflation attack cost the attacker, not the depositor', () => {
    // One atom deposited, 10^10 donated, then a victim deposits 10^10: the loss of the victim stays below one part in a million.
    const first = toSharesDown(1n as Amount, { assets: 0n as Amount, shares: ZERO_SHARES });
    const inflated: PoolTotals = { assets: (1n + 10n ** 10n) as Amount, shares: first };
    const victim = toSharesDown((10n ** 10n) as Amount, inflated);
    const after: PoolTotals = {
      assets: (1n + 2n * 10n ** 10n) as Amount,
      shares: (first + victim) as Shares,
    };
    expect(toAssetsDown(victim, after) > 10n ** 10n - 10n ** 4n).toBe(true);
    expect(toAssetsDown(first, after) < 10n ** 10n).toBe(true);
  });
});
