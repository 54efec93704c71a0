import type { SendingTerms } from '../networks.ts';

/** What a transaction offers for a unit of gas, in wei: at most altogether, and of that at most to who makes the block. */
export interface Fees {
  readonly feePerGasMax: bigint;
  readonly tipPerGasMax: bigint;
}

/** What the last blocks took, oldest first; `nextBaseFee` is what the next block will burn. Wei for a unit of gas. */
export interface FeeHistory {
  readonly nextBaseFee: bigint;
  /** What half of each block's transactions paid as a tip, or less. */
  readonly medianTips: readonly bigint[];
}

/** Nodes take a replacement from a tenth more; some of them from an eighth. Source: go-ethereum `PriceBump`; Erigon. */
const BUMP_NUMERATOR = 9n;
const BUMP_DENOMINATOR = 8n;

/**
 * Offers what will do for the next six full blocks: twice the next base fee, and the tip of the middle of late.
 *
 * The base fee rises by an eighth a block at most, and (9/8)^6 is just above 2. Never above the cap. Source: EIP-1559.
 */
export function estimateFees({ nextBaseFee, medianTips }: FeeHistory, terms: SendingTerms): Fees {
  const sorted = medianTips.filter((tip) => tip > 0n).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const middle = sorted[sorted.length >> 1] ?? 0n;
  const tip = middle > terms.tipPerGasMin ? middle : terms.tipPerGasMin;
  return capped({ feePerGasMax: 2n * nextBaseFee + tip, tipPerGasMax: tip }, terms);
}

/**
 * Offers enough more than before that nodes take it in place of what is stuck, and no less than what is usual now.
 *
 * Nothing when that would be above the cap: then it waits.
 */
export function bumpFees(before: Fees, now: Fees, terms: SendingTerms): Fees | undefined {
  const feePerGasMax = larger(bumped(before.feePerGasMax), now.feePerGasMax);
  const tipPerGasMax = larger(bumped(before.tipPerGasMax), now.tipPerGasMax);
  if (feePerGasMax > terms.feePerGasMax) return undefined;
  return capped({ feePerGasMax, tipPerGasMax }, terms);
}

function bumped(fee: bigint): bigint {
  return (fee * BUMP_NUMERATOR) / BUMP_DENOMINATOR + 1n;
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

function capped({ feePerGasMax, tipPerGasMax }: Fees, terms: SendingTerms): Fees {
  const fee = feePerGasMax < terms.feePerGasMax ? feePerGasMax : terms.feePerGasMax;
  return { feePerGasMax: fee, tipPerGasMax: tipPerGasMax < fee ? tipPerGasMax : fee };
}
