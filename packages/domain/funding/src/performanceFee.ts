import { assert } from '@qca/base';
import { type Amount, mulDivDown, mulDivUp, type Shares, VIRTUAL_ASSETS, VIRTUAL_SHARES } from '@qca/units';

/** A vault at the moment it books a profit. */
export interface VaultProfit {
  readonly shares: Shares;
  /** Everything the vault owned before, locked profit included. */
  readonly before: Amount;
  readonly profit: Amount;
  /** The highest price of a share so far, in `PRICE_SCALE`. */
  readonly highWater: bigint;
}

export interface FeeTerms {
  /** Whole basis points of what is above the high-water mark. */
  readonly feeBps: number;
}

/** 27 decimals less the six of a share leave 21 of assets for one. */
const PRICE_SCALE = 10n ** 27n;
const WHOLE_BPS = 10_000n;

/**
 * Returns the shares that a performance fee comes to, and the high-water mark after it. Rounds down: the fee is never worth
 * more than its part of the profit above the mark. The mark rounds up, so that no profit pays twice.
 *
 * Twin: contracts/src/shares/ShareBook.sol, `_addProfit` and `settle`.
 */
export function performanceFee(
  { shares, before, profit, highWater }: VaultProfit,
  { feeBps }: FeeTerms,
): { readonly feeShares: Shares; readonly highWater: bigint } {
  assert(profit >= 0n && before >= 0n && shares >= 0n, 'a fee is due on a profit');
  assert(Number.isInteger(feeBps) && feeBps >= 0 && feeBps < 10_000, 'a fee is a part of the profit');
  const now = before + profit + VIRTUAL_ASSETS;
  const counted = shares + VIRTUAL_SHARES;
  const mark = mulDivUp(highWater, counted, PRICE_SCALE);
  const aboveMark = now > mark ? now - mark : 0n;
  const taxed = profit < aboveMark ? profit : aboveMark;
  const fee = shares === 0n ? 0n : mulDivDown(taxed, BigInt(feeBps), WHOLE_BPS);
  const feeShares = mulDivDown(fee, counted, now - fee);
  const price = mulDivUp(now, PRICE_SCALE, counted + feeShares);
  return { feeShares: feeShares as Shares, highWater: price > highWater ? price : highWater };
}
