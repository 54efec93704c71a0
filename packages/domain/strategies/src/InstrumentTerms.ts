import { discountAsset, type Instrument, isFeeInBase, isFeeInQuote, type VenueId } from '@qca/market';
import { toFloat } from '@qca/units';

/**
 * What sizing needs of an instrument, as plain numbers, taken once at the start.
 *
 * Sizes from here are wishes: the risk gate and the ledger check them again, exactly.
 */
export interface InstrumentTerms {
  readonly index: number;
  readonly id: string;
  readonly venue: VenueId;
  readonly base: string;
  readonly quote: string;
  readonly perpetual: boolean;
  readonly tickSize: number;
  readonly lotSize: number;
  /** Value of one tick times one lot, in whole quote units. */
  readonly tickLotValue: number;
  /** In whole quote units. */
  readonly minimumNotional: number;
  /** Two atoms of quote: cost and fee are each rounded up by less than one. */
  readonly quoteRounding: number;
  /** Whether a purchase must be able to pay its fee in quote beside its price. */
  readonly feeInQuote: boolean;
  /**
   * Whether a purchase brings less base than it fills, because the fee is kept back from it. `at-worst`: only where the
   * asset that pays fees at a discount has run out, which nobody announces.
   */
  readonly feeInBase: 'always' | 'at-worst' | 'never';
}

export function instrumentTerms(instrument: Instrument): InstrumentTerms {
  return {
    index: instrument.index,
    id: instrument.id,
    venue: instrument.venue,
    base: instrument.base.id,
    quote: instrument.quote.id,
    perpetual: instrument.kind === 'perpetual',
    tickSize: instrument.tickSize,
    lotSize: instrument.lotSize,
    tickLotValue: instrument.tickSize * instrument.lotSize,
    minimumNotional: toFloat(instrument.minimumNotional, instrument.quote.decimals),
    quoteRounding: 2 * 10 ** -instrument.quote.decimals,
    feeInQuote: isFeeInQuote(instrument),
    feeInBase: !isFeeInBase(instrument)
      ? 'never'
      : discountAsset(instrument) === undefined
        ? 'always'
        : 'at-worst',
  };
}

/** Returns the fee that a purchase pays in quote beside its price, as a fraction of it. */
export function quoteFee(terms: InstrumentTerms, fee: number): number {
  return terms.feeInQuote ? fee : 0;
}

/** Returns the part of what a purchase fills that it brings, at worst. */
export function broughtPart(terms: InstrumentTerms, fee: number): number {
  return terms.feeInBase === 'never' ? 1 : 1 - fee;
}

/** Returns what a unit that a purchase brings costs, fee included, as a multiple of the price; at worst. */
export function purchaseCost(terms: InstrumentTerms, fee: number): number {
  return terms.feeInBase === 'never' ? 1 + fee : 1 / (1 - fee);
}

/** Returns how many whole lots must be bought for `lots` (maybe a part of one) to be brought. Rounds up. */
export function lotsToBring(terms: InstrumentTerms, lots: number, fee: number): number {
  return Math.ceil((terms.feeInBase === 'always' ? lots / (1 - fee) : lots) - 1e-6);
}

/** Returns how many whole lots `quote` buys at a price, with the fee where that is in quote. Rounds down; never negative. */
export function affordableLotsDown(
  terms: InstrumentTerms,
  quote: number,
  priceTicks: number,
  fee: number,
): number {
  const price = priceTicks * terms.tickSize;
  if (!(price > 0)) return 0;
  const lots = Math.floor(
    (quote - terms.quoteRounding) / (price * (1 + quoteFee(terms, fee))) / terms.lotSize,
  );
  return Math.max(lots, 0);
}

/** Returns how many whole lots an amount of base holds. Rounds down; never negative. */
export function heldLotsDown(terms: InstrumentTerms, base: number): number {
  // A held 0.3 is 0.29999… of a double over a lot of 0.1: a millionth of a lot brings it back.
  const lots = Math.floor(base / terms.lotSize + 1e-6);
  return Math.max(lots, 0);
}

/** Returns whether a venue would take an order of this size. */
export function isLargeEnough(terms: InstrumentTerms, lots: number, priceTicks: number): boolean {
  return lots > 0 && lots * priceTicks * terms.tickLotValue >= terms.minimumNotional;
}
