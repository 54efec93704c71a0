import { assert } from '@qca/base';
import {
  type Amount,
  mulDivDown,
  mulDivUp,
  PRICE_DECIMALS,
  type Price,
  type Quantity,
  type Ratio,
  toFloat,
} from '@qca/units';
import type { Asset } from './asset.ts';
import type { FeeAsset, FeeSchedule } from './fees.ts';

/** Lower case name of a venue, `kraken`. */
export type VenueId = string;

/** `<venue>:<base>/<quote>`, with `-PERP` behind a perpetual: `binance-usdm:BTC/USDT-PERP`. */
export type InstrumentId = string;

/** What may be traded, and in which steps. */
export interface InstrumentSpec {
  readonly venue: VenueId;
  readonly kind: 'spot' | 'perpetual';
  readonly base: Asset;
  /** Prices and profit are in the quote asset (perpetuals here are linear: settled in quote). */
  readonly quote: Asset;
  /** The smallest price step. */
  readonly tick: Price;
  /** The smallest quantity step, in base atoms. */
  readonly lot: Quantity;
  /** An order below this value is rejected by the venue. Quote atoms. */
  readonly minimumNotional: Amount;
  readonly fees: FeeSchedule;
  /** What fees are taken in; absent is the quote asset. */
  readonly feeAsset?: FeeAsset;
  /** Full bid–ask spread assumed where the data has trades or bars but no quotes. */
  readonly assumedSpread: Ratio;
  readonly margin?: MarginTerms;
}

/** Terms of a perpetual. Source: the venue's contract specification. */
export interface MarginTerms {
  readonly initialRatio: Ratio;
  readonly maintenanceRatio: Ratio;
  readonly fundingIntervalUs: number;
}

/** An instrument as a run knows it: its spec, its place in the run, and what follows from both. */
export interface Instrument extends InstrumentSpec {
  readonly id: InstrumentId;
  /** Position in the run's instrument list; every hot path speaks of instruments by this number. */
  readonly index: number;
  /** One tick in whole quote units, as an estimate. */
  readonly tickSize: number;
  /** One lot in whole base units, as an estimate. */
  readonly lotSize: number;
  /** Value of one tick × one lot in quote atoms is numerator ÷ denominator, exactly. */
  readonly notionalNumerator: bigint;
  readonly notionalDenominator: bigint;
}

/** Derives what a run needs of an instrument. */
export function defineInstrument(spec: InstrumentSpec, index: number): Instrument {
  assert(spec.tick > 0n && spec.lot > 0n, 'an instrument has a positive tick and lot');
  return {
    ...spec,
    id: instrumentId(spec),
    index,
    tickSize: toFloat(spec.tick, PRICE_DECIMALS),
    lotSize: toFloat(spec.lot, spec.base.decimals),
    notionalNumerator: spec.tick * spec.lot * 10n ** BigInt(spec.quote.decimals),
    notionalDenominator: 10n ** BigInt(PRICE_DECIMALS + spec.base.decimals),
  };
}

export function instrumentId(spec: Pick<InstrumentSpec, 'venue' | 'kind' | 'base' | 'quote'>): InstrumentId {
  return `${spec.venue}:${spec.base.id}/${spec.quote.id}${spec.kind === 'perpetual' ? '-PERP' : ''}`;
}

/** Values lots at ticks in quote atoms. Rounds down: for what we receive. */
export function lotsNotionalDown(instrument: Instrument, lots: number, ticks: number): Amount {
  const product = BigInt(lots) * BigInt(ticks);
  return mulDivDown(product, instrument.notionalNumerator, instrument.notionalDenominator) as Amount;
}

/** Values lots at ticks in quote atoms. Rounds up: for what we pay. */
export function lotsNotionalUp(instrument: Instrument, lots: number, ticks: number): Amount {
  const product = BigInt(lots) * BigInt(ticks);
  return mulDivUp(product, instrument.notionalNumerator, instrument.notionalDenominator) as Amount;
}

/** Values base atoms at ticks in quote atoms. Rounds down. */
export function baseNotionalDown(instrument: Instrument, base: Amount, ticks: number): Amount {
  const { notionalDenominator, notionalNumerator, lot } = instrument;
  // The numerator holds a whole lot; it divides out exactly.
  return mulDivDown(base * BigInt(ticks), notionalNumerator / lot, notionalDenominator) as Amount;
}

/** Returns lots in base atoms. Exact. */
export function lotsToBase(instrument: Instrument, lots: number): Amount {
  return (BigInt(lots) * instrument.lot) as bigint as Amount;
}

/** Returns how many whole lots an amount of base covers. Rounds down. */
export function baseToLotsDown(instrument: Instrument, base: Amount): number {
  return Number(mulDivDown(base, 1n, instrument.lot));
}

/** Returns the price of a number of ticks in whole quote units, as an estimate. */
export function ticksToFloat(instrument: Instrument, ticks: number): number {
  return ticks * instrument.tickSize;
}

/** Returns a number of ticks as an exact price. */
export function ticksToPrice(instrument: Instrument, ticks: number): Price {
  return (BigInt(ticks) * instrument.tick) as Price;
}
