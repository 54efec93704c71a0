import type { Instrument, VenueId } from '@qca/market';
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
  };
}

/** Returns how many whole lots `quote` buys at a price, fee included. Rounds down; never negative. */
export function affordableLotsDown(
  terms: InstrumentTerms,
  quote: number,
  priceTicks: number,
  fee: number,
): number {
  const price = priceTicks * terms.tickSize;
  if (!(price > 0)) return 0;
  const lots = Math.floor((quote - terms.quoteRounding) / (price * (1 + fee)) / terms.lotSize);
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
