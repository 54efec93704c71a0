import { isFinal } from '@qca/orders';
import type { KernelOrder } from './KernelOrder.ts';
import type { KernelState, VenueState } from './KernelState.ts';
import { nextActionId, record } from './record.ts';

/** Wait before a venue is asked again for its account of our orders; doubles up to a minute while it is silent. */
export const SNAPSHOT_RETRY_US = 2_000_000;
const SNAPSHOT_RETRY_US_MAX = 60_000_000;

/** Marks an order whose fate only the venue knows, and asks it. */
export function doubt(state: KernelState, order: KernelOrder, detail: string): void {
  if (!isFinal(order)) order.status = 'unknown';
  record(state, { kind: 'order-doubted', timeUs: state.timeUs, orderId: order.id, detail });
  const venue = state.venues.get(state.instruments[order.spec.instrument]?.venue ?? '');
  if (venue !== undefined) requestSnapshot(state, venue);
}

/** Asks a venue for all it knows of us, unless it has just been asked. */
export function requestSnapshot(state: KernelState, venue: VenueState): void {
  if (venue.snapshotRequest !== '') return;
  venue.snapshotRequest = nextActionId(state);
  state.actions.push({ kind: 'request-snapshot', requestId: venue.snapshotRequest, venue: venue.id });
  const waitUs = Math.min(SNAPSHOT_RETRY_US * 2 ** venue.snapshotTries, SNAPSHOT_RETRY_US_MAX);
  venue.snapshotTries += 1;
  state.timers.set(`snapshot ${venue.id}`, state.timeUs + waitUs);
}

/** The venue stayed silent: ask again. */
export function onSnapshotOverdue(state: KernelState, venueId: string): void {
  const venue = state.venues.get(venueId);
  if (venue === undefined || venue.snapshotRequest === '') return;
  venue.snapshotRequest = '';
  requestSnapshot(state, venue);
}
