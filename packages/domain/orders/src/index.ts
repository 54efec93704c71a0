export type { CancelIntent, Intent, LegSpec, LegsIntent, PlaceIntent, Why } from './Intent.ts';
export { averageFillTicks, isFinal, type Order, type OrderStatus, remainingLots } from './Order.ts';
export { endsAtOnce, isImmediate, type OrderSpec, type OrderType, type TimeInForce } from './OrderSpec.ts';
export type {
  CancelReason,
  CancelRejected,
  FundingSettled,
  OrderAccepted,
  OrderCancelled,
  OrderFilled,
  OrderRejected,
  OrderTriggered,
  OrderUnknown,
  Report,
  VenueConnection,
  VenueOrder,
  VenueReason,
  VenueSnapshot,
} from './Report.ts';
