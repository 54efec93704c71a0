import { assert, type TimeUs } from '@qca/base';
import type { OrderSpec } from './OrderSpec.ts';
import type { CancelReason, VenueReason } from './Report.ts';

/**
 * Where an order stands, as far as we know.
 *
 * sent → accepted → partly-filled → filled; `cancelling` after we asked; `unknown` when an answer is missing and only
 * the venue can tell. `filled`, `cancelled` and `rejected` are final.
 */
export type OrderStatus =
  | 'sent'
  | 'accepted'
  | 'partly-filled'
  | 'cancelling'
  | 'unknown'
  | 'filled'
  | 'cancelled'
  | 'rejected';

/** An order of ours. Owned and changed by the kernel alone. */
export interface Order {
  readonly id: string;
  readonly strategy: number;
  readonly spec: OrderSpec;
  /** The legs-trade it belongs to, or empty. */
  readonly tradeId: string;
  readonly sentTimeUs: TimeUs;
  /** Mid price when the strategy decided: slippage is measured against it. */
  readonly decisionTicks: number;
  status: OrderStatus;
  filledLots: number;
  /** Σ price × lots of its fills, for the average price. */
  filledTickLots: number;
  reason: CancelReason | VenueReason | '';
}

const FINAL: ReadonlySet<OrderStatus> = new Set(['filled', 'cancelled', 'rejected']);

export function isFinal(order: Pick<Order, 'status'>): boolean {
  return FINAL.has(order.status);
}

export function remainingLots(order: Pick<Order, 'spec' | 'filledLots'>): number {
  return order.spec.quantityLots - order.filledLots;
}

/** Returns the mean fill price in ticks. */
export function averageFillTicks(order: Pick<Order, 'filledLots' | 'filledTickLots'>): number {
  assert(order.filledLots > 0, 'an order without fills has no average price');
  return order.filledTickLots / order.filledLots;
}
