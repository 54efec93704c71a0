import type { VenueOrder, VenueSnapshot } from '@qca/orders';
import { isFinal } from '@qca/orders';
import type { KernelOrder } from './KernelOrder.ts';
import type { KernelState, VenueState } from './KernelState.ts';
import { ANSWER_TIMEOUT_US, cancelOrder } from './place.ts';
import { nextActionId, record } from './record.ts';
import { bookFunding, closeOrder, onFilled } from './reports.ts';

/** Wait before a venue is asked again for its account of our orders; doubles up to a minute while it is silent. */
const SNAPSHOT_RETRY_US = 2_000_000;
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

/** Takes the venue's account as the truth: books fills we missed, ends orders it has ended, and names every difference. */
export function reconcile(state: KernelState, snapshot: VenueSnapshot): void {
  const venue = state.venues.get(snapshot.venue);
  if (venue === undefined) return;
  venue.snapshotRequest = '';
  venue.snapshotTries = 0;
  state.timers.clear(`snapshot ${venue.id}`);
  const differences: string[] = [];
  bookMissedFills(state, snapshot, differences);
  bookMissedFundings(state, snapshot, differences);
  settleOrders(state, venue, snapshot, differences);
  compareBalances(state, venue, snapshot, differences);
  record(state, { kind: 'reconciled', timeUs: state.timeUs, venue: venue.id, differences });
  if (hasDoubt(state, venue)) state.timers.set(`snapshot ${venue.id}`, state.timeUs + SNAPSHOT_RETRY_US);
  if (hasDoubt(state, venue)) venue.snapshotRequest = 'again';
}

function bookMissedFills(state: KernelState, snapshot: VenueSnapshot, differences: string[]): void {
  for (const fill of snapshot.fills) {
    const order = state.orders.get(fill.orderId);
    if (order === undefined) {
      if (!fill.orderId.startsWith(`${state.configuration.stream}-`)) differences.push(`fill ${fill.fillId} of an order that is not ours`);
      continue;
    }
    if (order.fillIds.includes(fill.fillId)) continue;
    differences.push(`fill ${fill.fillId} of ${order.id} had not been heard`);
    onFilled(state, order, fill);
  }
}

function bookMissedFundings(state: KernelState, snapshot: VenueSnapshot, differences: string[]): void {
  for (const settled of snapshot.fundings) {
    if (state.settlements.has(`funding-${settled.instrument}-${settled.venueTimeUs}`)) continue;
    differences.push(`funding of instrument ${settled.instrument} had not been heard`);
    bookFunding(state, settled);
  }
}

function settleOrders(state: KernelState, venue: VenueState, snapshot: VenueSnapshot, differences: string[]): void {
  const known = new Map(snapshot.orders.map((each) => [each.orderId, each]));
  for (const each of snapshot.orders) {
    if (state.orders.has(each.orderId) || each.status !== 'open') continue;
    if (!each.orderId.startsWith(`${state.configuration.stream}-`)) differences.push(`open order ${each.orderId} is not ours`);
  }
  for (const order of [...state.orders.values()]) {
    if (isFinal(order) || state.instruments[order.spec.instrument]?.venue !== venue.id) continue;
    const truth = known.get(order.id);
    if (truth === undefined) absent(state, order, snapshot, differences);
    else settle(state, order, truth, differences);
  }
}

function settle(state: KernelState, order: KernelOrder, truth: VenueOrder, differences: string[]): void {
  const before = order.status;
  if (truth.status === 'open') {
    if (order.status === 'sent' || order.status === 'unknown') {
      order.status = order.filledLots > 0 ? 'partly-filled' : 'accepted';
      order.answerByUs = 0;
      state.awaiting.remove(order);
    }
    if (order.cancelWhy !== '') cancelOrder(state, order, order.cancelWhy);
  } else {
    order.reason = truth.reason ?? order.reason;
    const complete = order.filledLots === order.spec.quantityLots - truth.remainingLots;
    if (complete) closeOrder(state, order, truth.status);
    else order.closingLots = truth.remainingLots;
  }
  if (order.status !== before) differences.push(`${order.id} was ${before}, the venue says ${truth.status}`);
}

// A venue that does not know an order it should have received long ago never will: nothing of it can fill.
function absent(state: KernelState, order: KernelOrder, snapshot: VenueSnapshot, differences: string[]): void {
  if (order.id.endsWith('.tp') || order.id.endsWith('.sl')) return;
  if (snapshot.venueTimeUs - order.sentTimeUs < ANSWER_TIMEOUT_US) return;
  differences.push(`${order.id} never reached the venue`);
  order.reason = 'unknown-order';
  closeOrder(state, order, order.filledLots > 0 ? 'cancelled' : 'rejected');
}

function compareBalances(state: KernelState, venue: VenueState, snapshot: VenueSnapshot, differences: string[]): void {
  // Fills heard that are younger than the snapshot make the comparison unfair; the next one will be.
  if (venue.lastFillUs > snapshot.venueTimeUs) return;
  for (const { asset, total } of snapshot.balances) {
    const slot = state.slots.find(venue.id, asset);
    if (slot === undefined) continue;
    let ours = 0n;
    for (const strategy of state.strategies) ours += state.books.held(strategy.index, slot.index);
    if (ours !== total) differences.push(`${asset}: the ledger holds ${ours} atoms, the venue ${total}`);
  }
}

function hasDoubt(state: KernelState, venue: VenueState): boolean {
  for (const order of state.orders.values()) {
    if (order.status === 'unknown' && state.instruments[order.spec.instrument]?.venue === venue.id) return true;
  }
  return false;
}
