export { type Asset, type AssetId, VENUE_ASSET_DECIMALS, venueAsset } from './asset.ts';
export { BarBuilder } from './BarBuilder.ts';
export { BookSequence } from './BookSequence.ts';
export {
  type Bar,
  type Depth,
  type Funding,
  type MarketEvent,
  oppositeSide,
  type Quote,
  type Side,
  type Trade,
} from './events.ts';
export {
  type DiscountAsset,
  discountAsset,
  type FeeAsset,
  type FeeSchedule,
  type FeeTier,
  feeTier,
  isFeeInBase,
  isFeeInQuote,
} from './fees.ts';
export {
  baseNotionalDown,
  baseToLotsDown,
  defineInstrument,
  type Instrument,
  type InstrumentId,
  type InstrumentSpec,
  instrumentId,
  lotsNotionalDown,
  lotsNotionalUp,
  lotsToBase,
  type MarginTerms,
  ticksToFloat,
  ticksToPrice,
  type VenueId,
} from './instrument.ts';
export { MarketBoard } from './MarketBoard.ts';
export { fingerprintBytes, fingerprintText } from './quality/fingerprint.ts';
export { QualityCheck, type QualityOptions, type RowVerdict } from './quality/QualityCheck.ts';
export {
  ISSUES_LISTED_MAX,
  isInformational,
  QUALITY_KINDS,
  type QualityIssue,
  type QualityKind,
  type QualityReport,
} from './quality/QualityReport.ts';
export { SequencedBook } from './SequencedBook.ts';
export { Valuation } from './Valuation.ts';
