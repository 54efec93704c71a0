import { assert } from '@qca/base';
import type { Ratio } from '@qca/units';
import type { Asset, AssetId } from './asset.ts';

/** What a venue charges from a traded volume on. A negative maker fee is a rebate. */
export interface FeeTier {
  /** Traded value of the last 30 days, in whole units of the reporting asset, from which the tier holds. */
  readonly volumeMin: number;
  readonly maker: Ratio;
  readonly taker: Ratio;
}

/** Fee tiers of a venue by rising `volumeMin`; the first starts at 0. Source: the venue's fee page. */
export type FeeSchedule = readonly FeeTier[];

/** Returns the tier that a 30-day volume has reached. */
export function feeTier(schedule: FeeSchedule, volume: number): FeeTier {
  let reached = schedule[0];
  assert(reached !== undefined && reached.volumeMin === 0, 'a fee schedule starts with the tier of volume 0');
  for (const tier of schedule) if (volume >= tier.volumeMin) reached = tier;
  return reached;
}

/**
 * What a venue takes its fees in, as data of the contract.
 *
 * `quote`: always the quote asset. `received`: what the fill brings, so base on a buy and quote on a sale. A discount
 * asset: that asset at its value, less the discount, while the account holds enough of it, and else what is received.
 * Perpetuals bring nothing but profit in quote, so `received` is quote there.
 *
 * The schedule in `fees` is before the discount: nobody may count on one that ends when the asset runs out.
 * Source: Binance, "Use BNB to pay for fees"; the commission fields of its API (`commissionAsset`, `N`).
 */
export type FeeAsset = 'quote' | 'received' | DiscountAsset;

/** An asset that a venue likes to be paid in. */
export interface DiscountAsset {
  readonly asset: AssetId;
  /** Basis points off the fee: 2,500 is a quarter. */
  readonly discountBps: number;
}

/** What decides where a fee comes from; every instrument has it. */
interface FeeTerms {
  readonly kind: 'spot' | 'perpetual';
  readonly quote: Asset;
  readonly feeAsset?: FeeAsset;
}

/** Returns the asset that pays fees at a discount, where the instrument has one. */
export function discountAsset({ feeAsset }: Pick<FeeTerms, 'feeAsset'>): DiscountAsset | undefined {
  return typeof feeAsset === 'object' ? feeAsset : undefined;
}

/** Whether a purchase brings less base than it trades, because the fee is (or may be, where a discount asset runs out) taken from it. */
export function isFeeInBase({ kind, feeAsset }: Pick<FeeTerms, 'kind' | 'feeAsset'>): boolean {
  return kind === 'spot' && feeAsset !== undefined && feeAsset !== 'quote';
}

/**
 * Whether a purchase must be able to pay its fee in quote beside the price: always where fees are taken in quote, and
 * where the quote is itself the asset that pays at a discount.
 */
export function isFeeInQuote(terms: FeeTerms): boolean {
  return !isFeeInBase(terms) || discountAsset(terms)?.asset === terms.quote.id;
}
