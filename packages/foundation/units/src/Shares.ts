import type { Brand } from '@qca/base';
import type { Amount } from './Amount.ts';
import { mulDivDown, mulDivUp } from './mulDiv.ts';

/** A part of a pool. Units: share atoms; a share has six decimals more than the pool's asset. */
export type Shares = Brand<bigint, 'Shares'>;

export const ZERO_SHARES = 0n as Shares;

/** What a pool holds, and what it owes to its holders in shares. */
export interface PoolTotals {
  readonly assets: Amount;
  readonly shares: Shares;
}

/**
 * Shares and assets every pool counts beside the real ones; nobody owns them and they are never redeemed.
 *
 * Six decimals of offset make it cost a million times the stolen amount to inflate the price of a share
 * by a donation before the first deposit. Source: ERC-4626, OpenZeppelin `_decimalsOffset`; Morpho `SharesMathLib`.
 */
export const VIRTUAL_SHARES = 1_000_000n;
export const VIRTUAL_ASSETS = 1n;

/** Values `assets` in shares. Rounds down: for what a depositor gets. */
export function toSharesDown(assets: Amount, totals: PoolTotals): Shares {
  return mulDivDown(assets, totals.shares + VIRTUAL_SHARES, totals.assets + VIRTUAL_ASSETS) as Shares;
}

/** Values `assets` in shares. Rounds up: for what a withdrawer of exact assets gives. */
export function toSharesUp(assets: Amount, totals: PoolTotals): Shares {
  return mulDivUp(assets, totals.shares + VIRTUAL_SHARES, totals.assets + VIRTUAL_ASSETS) as Shares;
}

/** Values `shares` in assets. Rounds down: for what a redeemer gets. */
export function toAssetsDown(shares: Shares, totals: PoolTotals): Amount {
  return mulDivDown(shares, totals.assets + VIRTUAL_ASSETS, totals.shares + VIRTUAL_SHARES) as Amount;
}

/** Values `shares` in assets. Rounds up: for what a minter of exact shares pays. */
export function toAssetsUp(shares: Shares, totals: PoolTotals): Amount {
  return mulDivUp(shares, totals.assets + VIRTUAL_ASSETS, totals.shares + VIRTUAL_SHARES) as Amount;
}
