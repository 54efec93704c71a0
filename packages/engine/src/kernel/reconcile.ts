import { isFinal, type VenueOrder, type VenueSnapshot } from '@qca/orders';
import type { KernelOrder } from './KernelOrder.ts';
import type { KernelState, VenueState } from './KernelState.ts';
import { answered, bookFunding, closeOrder, goesOn, onFilled } from './orderChanges.ts';
import { cancelOrder } from './place.ts';
import { record } from './record.ts';
import { SNAPSHOT_RETRY_US } from './snapshots.ts';

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
      if (!fill.orderId.startsWith(`${state.configuration.stream}-`))
        differences.push(`fill ${fill.fillId} of an order that is not ours`);
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

function settleOrders(
  state: KernelState,
  venue: VenueState,
  snapshot: VenueSnapshot,
  differences: string[],
): void {
  const known = new Map(snapshot.orders.map((each) => [each.orderId, each]));
  for (const each of snapshot.orders) {
    if (state.orders.has(each.orderId) || each.status !== 'open') continue;
    if (!each.orderId.startsWith(`${state.configuration.stream}-`))
      differences.push(`open order ${each.orderId} is not ours`);
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
    if (order.status === 'sent' || order.status === 'unknown')
      goesOn(state, order, order.filledLots > 0 ? 'partly-filled' : 'accepted');
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
function absent(
  state: KernelState,
  order: KernelOrder,
  snapshot: VenueSnapshot,
  differences: string[],
): void {
  const parent = parentOf(state, order);
  if (parent !== undefined) return asleep(state, order, parent);
  if (snapshot.venueTimeUs - order.sentTimeUs < state.configuration.answerTimeoutUs) return;
  differences.push(`${order.id} never reached the venue`);
  order.reason = 'unknown-order';
  closeOrder(state, order, order.filledLots > 0 ? 'cancelled' : 'rejected');
}

/** The order whose fills wake a bracket's child; undefined for any other order. */
function parentOf(state: KernelState, order: KernelOrder): KernelOrder | undefined {
  const [, parentId] = /^(.*)\.(?:tp|sl)$/.exec(order.id) ?? [];
  return parentId === undefined ? undefined : state.orders.get(parentId);
}

// A child is unknown to the venue until its parent fills; a parent that ended without a fill has none.
function asleep(state: KernelState, child: KernelOrder, parent: KernelOrder): void {
  answered(state, child);
  if (isFinal(parent) && parent.filledLots === 0) {
    child.reason = 'bracket-parent';
    closeOrder(state, child, 'cancelled');
  } else child.status = 'sent';
}

function compareBalances(
  state: KernelState,
  venue: VenueState,
  snapshot: VenueSnapshot,
  differences: string[],
): void {
  // Fills heard that are younger than the snapshot make the comparison unfair; the next one will be.
  if (venue.lastFillUs > snapshot.venueTimeUs) return;
  for (const { asset, total } of snapshot.balances) {
    const slot = state.slots.find(venue.id, asset);
    if (slot === undefined) continue;
    const beside = unassigned(state, venue.id, asset);
    const ours = state.books.venueTotal(slot.index) + beside;
    if (ours === total) continue;
    const assigned = beside === 0n ? '' : ` with ${beside} that no strategy has`;
    differences.push(`${asset}: the ledger holds ${ours} atoms${assigned}, the venue ${total}`);
  }
}

function unassigned({ configuration }: KernelState, venue: string, asset: string): bigint {
  const entry = configuration.unassigned?.find((each) => each.venue === venue && each.asset === asset);
  return BigInt(entry?.atoms ?? 0);
}

function hasDoubt(state: KernelState, venue: VenueState): boolean {
  for (const order of state.orders.values()) {
    if (order.status === 'unknown' && state.instruments[order.spec.instrument]?.venue === venue.id)
      return true;
  }
  return false;
}
