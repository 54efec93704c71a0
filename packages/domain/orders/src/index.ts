export type { CancelIntent, Intent, LegSpec, LegsIntent, PlaceIntent, Why } from './Intent.ts';
export { averageFillTicks, isFinal, type Order, type OrderStatus, remainingLots } from './Order.ts';
export type { OrderSpec, OrderType, TimeInForce } from './OrderSpec.ts';
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
