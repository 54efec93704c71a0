import type { TimeUs } from '@qca/base';
import type { AssetId, Side } from '@qca/market';
import type { Amount } from '@qca/units';

// What a venue answers. `timeUs` is when we hear it, `venueTimeUs` when it happened there. Reports may come late,
// twice, or out of order; `fillId` and the order's state make each count once.

interface AboutOrder {
  readonly timeUs: TimeUs;
  readonly venueTimeUs: TimeUs;
  readonly orderId: string;
  readonly instrument: number;
}

export interface OrderAccepted extends AboutOrder {
  readonly kind: 'order-accepted';
}

export interface OrderRejected extends AboutOrder {
  readonly kind: 'order-rejected';
  readonly reason: VenueReason;
  readonly detail: string;
}

export interface OrderFilled extends AboutOrder {
  readonly kind: 'order-filled';
  /** Unique at the venue: the same fill told twice carries the same id. */
  readonly fillId: string;
  readonly side: Side;
  readonly priceTicks: number;
  readonly quantityLots: number;
  /** What is still open after this fill. */
  readonly remainingLots: number;
  readonly liquidity: 'maker' | 'taker';
  /** In atoms of `feeAsset`; negative is a rebate. */
  readonly fee: Amount;
  /** What the venue took the fee in. Absent is the quote asset: what was journaled before venues were asked. */
  readonly feeAsset?: AssetId;
  /**
   * Perpetuals: profit the venue realised with this fill on our net position, before the fee. Quote atoms. The venue
   * nets all strategies, in the order in which it filled; ours is told apart from it by this.
   */
  readonly realised?: Amount;
}

export interface OrderCancelled extends AboutOrder {
  readonly kind: 'order-cancelled';
  readonly reason: CancelReason;
  readonly remainingLots: number;
}

export interface OrderTriggered extends AboutOrder {
  readonly kind: 'order-triggered';
}

export interface CancelRejected extends AboutOrder {
  readonly kind: 'cancel-rejected';
  readonly reason: VenueReason;
  readonly detail: string;
}

export type CancelReason =
  | 'requested'
  | 'immediate-or-cancel'
  | 'fill-or-kill'
  | 'expired'
  | 'one-cancels-other'
  | 'reduce-only'
  | 'price-protection'
  | 'bracket-parent'
  | 'venue';

export type VenueReason =
  | 'unknown-instrument'
  | 'unknown-order'
  | 'duplicate-order-id'
  | 'below-minimum-notional'
  | 'bad-quantity'
  | 'bad-price'
  | 'insufficient-balance'
  | 'would-take-liquidity'
  | 'would-not-reduce'
  | 'no-liquidity'
  | 'expired'
  | 'rate-limited'
  | 'venue-unavailable'
  | 'not-supported'
  /** Refused on our own side before it left: the kill switch is on. */
  | 'kill-switch';

/** The connection to a venue went or came back; after `connected` the engine reconciles. */
export interface VenueConnection {
  readonly kind: 'venue-connected' | 'venue-disconnected';
  readonly timeUs: TimeUs;
  readonly venueTimeUs: TimeUs;
  readonly venue: string;
}

/** No answer within the time-out, or the connection broke on the way: the order may or may not live. */
export interface OrderUnknown extends AboutOrder {
  readonly kind: 'order-unknown';
  readonly detail: string;
}

/** The venue's own account of our orders, fills and balances: the truth in reconciliation. */
export interface VenueSnapshot {
  readonly kind: 'venue-snapshot';
  readonly timeUs: TimeUs;
  readonly venueTimeUs: TimeUs;
  readonly venue: string;
  /** Id of the snapshot request it answers. */
  readonly requestId: string;
  /** Our orders the venue has ever seen and not forgotten, open or done. */
  readonly orders: readonly VenueOrder[];
  /** All our fills the venue remembers, oldest first, as they were or should have been reported. */
  readonly fills: readonly OrderFilled[];
  /** All funding settlements the venue remembers, oldest first. */
  readonly fundings: readonly FundingSettled[];
  readonly balances: readonly { readonly asset: string; readonly total: Amount }[];
}

export interface VenueOrder {
  readonly orderId: string;
  readonly instrument: number;
  readonly status: 'open' | 'filled' | 'cancelled' | 'rejected';
  readonly remainingLots: number;
  readonly reason?: CancelReason | VenueReason;
}

/** Funding of our position in a perpetual was settled: once per instrument and `venueTimeUs`. */
export interface FundingSettled {
  readonly kind: 'funding-settled';
  readonly timeUs: TimeUs;
  readonly venueTimeUs: TimeUs;
  readonly instrument: number;
  /** Fraction of position value; longs pay when positive. */
  readonly rate: number;
  readonly markTicks: number;
  /** What it brought our account in quote atoms; negative was paid. */
  readonly payment: Amount;
}

export type Report =
  | OrderAccepted
  | OrderRejected
  | OrderFilled
  | OrderCancelled
  | OrderTriggered
  | CancelRejected
  | OrderUnknown
  | VenueConnection
  | VenueSnapshot
  | FundingSettled;
