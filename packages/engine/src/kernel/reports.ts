import { isFinal, type OrderCancelled, type OrderRejected, type Report } from '@qca/orders';
import type { KernelOrder } from './KernelOrder.ts';
import type { KernelState } from './KernelState.ts';
import {
  answered,
  bookFunding,
  closeOrder,
  closeWhenComplete,
  goesOn,
  ignore,
  type OrderReport,
  onFilled,
} from './orderChanges.ts';
import { reconcile } from './reconcile.ts';
import { doubt, requestSnapshot } from './snapshots.ts';

/** Takes in what a venue told. Late, repeated and contradictory reports change nothing twice. */
export function onReport(state: KernelState, report: Report): void {
  switch (report.kind) {
    case 'venue-connected':
      return onConnected(state, report.venue);
    case 'venue-disconnected':
      return onDisconnected(state, report.venue);
    case 'venue-snapshot':
      return reconcile(state, report);
    case 'funding-settled':
      return bookFunding(state, report);
    default:
      return onOrderReport(state, report);
  }
}

function onOrderReport(state: KernelState, report: OrderReport): void {
  const order = state.orders.get(report.orderId);
  if (order === undefined) return ignore(state, report, 'unknown-order', report.kind);
  switch (report.kind) {
    case 'order-accepted':
    case 'order-triggered':
      return onAccepted(state, order);
    case 'order-rejected':
      return onRejected(state, order, report);
    case 'order-filled':
      return onFilled(state, order, report);
    case 'order-cancelled':
      return onCancelled(state, order, report);
    case 'cancel-rejected':
      return onCancelRejected(state, order, report.detail);
    case 'order-unknown':
      return isFinal(order) ? undefined : doubt(state, order, report.detail);
  }
}

function onAccepted(state: KernelState, order: KernelOrder): void {
  if (order.status === 'sent' || order.status === 'unknown')
    goesOn(state, order, order.filledLots > 0 ? 'partly-filled' : 'accepted');
}

function onRejected(state: KernelState, order: KernelOrder, report: OrderRejected): void {
  if (isFinal(order)) return ignore(state, report, 'after-final', report.reason);
  if (order.filledLots > 0)
    return ignore(state, report, 'impossible', `rejected after ${order.filledLots} lots filled`);
  order.reason = report.reason;
  closeOrder(state, order, 'rejected');
}

function onCancelled(state: KernelState, order: KernelOrder, report: OrderCancelled): void {
  if (isFinal(order)) return ignore(state, report, 'after-final', report.reason);
  order.reason = report.reason;
  order.closingLots = report.remainingLots;
  closeWhenComplete(state, order);
}

function onCancelRejected(state: KernelState, order: KernelOrder, detail: string): void {
  if (isFinal(order)) return;
  answered(state, order);
  doubt(state, order, `the venue would not cancel: ${detail}`);
}

function onConnected(state: KernelState, id: string): void {
  const venue = state.venues.get(id);
  if (venue === undefined) return;
  venue.up = true;
  requestSnapshot(state, venue);
}

function onDisconnected(state: KernelState, id: string): void {
  const venue = state.venues.get(id);
  if (venue !== undefined) venue.up = false;
}
