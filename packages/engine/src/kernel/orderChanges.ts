import { assert } from '@qca/base';
import { endsAtOnce, type FundingSettled, isFinal, type OrderFilled, type Report } from '@qca/orders';
import { applyReleased } from '@qca/risk';
import { amount } from '@qca/units';
import type { Posting, ReportIgnored } from '../entries.ts';
import type { KernelOrder } from './KernelOrder.ts';
import { assetValueIndex, type KernelState, type StrategySlot } from './KernelState.ts';
import { expectAnswer } from './place.ts';
import { record } from './record.ts';
import { doubt } from './snapshots.ts';

// What happens to an order of ours, whoever tells: a report as it comes, or the venue's account afterwards.

/** Final orders kept for late and repeated reports; a venue repeats itself within seconds, not ten thousand orders. */
const CLOSED_ORDERS_MAX = 10_000;

/** A report about one order. */
export type OrderReport = Extract<Report, { orderId: string }>;

/** Books a fill once. Exported for reconciliation, which hears of fills through the venue's own account. */
export function onFilled(state: KernelState, order: KernelOrder, fill: OrderFilled): void {
  if (order.fillIds.includes(fill.fillId)) return ignore(state, fill, 'duplicate', fill.fillId);
  const fault = impossibleFill(order, fill);
  if (fault !== undefined) return ignore(state, fill, 'impossible', fault);
  const strategy = strategyOf(state, order);
  const wasFinal = isFinal(order);
  order.fillIds.push(fill.fillId);
  order.filledLots += fill.quantityLots;
  order.filledTickLots += fill.quantityLots * fill.priceTicks;
  strategy.fills += 1;
  const posting = bookFill(state, order, fill);
  record(state, {
    kind: 'booked',
    timeUs: state.timeUs,
    reference: fill.fillId,
    orderId: order.id,
    strategy: order.strategy,
    posting,
  });
  const venue = state.venues.get(state.instruments[order.spec.instrument]?.venue ?? '');
  assert(venue !== undefined, 'a fill comes from a venue of the run');
  venue.lastFillUs = Math.max(venue.lastFillUs, fill.venueTimeUs);
  state.refreshEquity.add(order.strategy);
  state.heard.push({ strategy, event: fill });
  if (wasFinal) return doubt(state, order, 'a fill came after the order was final');
  reduceOpen(strategy, order, fill.quantityLots);
  if (order.filledLots === order.spec.quantityLots) return closeOrder(state, order, 'filled');
  if (order.closingLots >= 0) return closeWhenComplete(state, order);
  if (order.status === 'cancelling') return;
  goesOn(state, order, 'partly-filled');
}

function bookFill(state: KernelState, order: KernelOrder, fill: OrderFilled): Posting {
  const { books, timeUs } = state;
  if (fill.feeAsset === undefined) return books.bookFill(order, fill, timeUs);
  if (fill.feeAsset === state.instruments[fill.instrument]?.base.id) order.baseFee += fill.fee;
  const opened = books.ledger.accounts.length;
  const posting = books.bookFill(order, fill, timeUs);
  if (books.ledger.accounts.length > opened) recordOpened(state, opened);
  return posting;
}

// A fee came in an asset that no instrument trades: whoever reads the journal must know the accounts before the booking.
function recordOpened(state: KernelState, opened: number): void {
  for (const [offset, { path, asset }] of state.books.ledger.accounts.slice(opened).entries()) {
    const account = opened + offset;
    record(state, { kind: 'account-opened', timeUs: state.timeUs, account, name: path, asset });
  }
  for (const strategy of state.strategies) strategy.assetValueIndex = assetValueIndex(state, strategy.index);
}

// Venues are believed in prices and fees, not in what contradicts the order itself.
function impossibleFill({ spec, filledLots }: KernelOrder, fill: OrderFilled): string | undefined {
  const { quantityLots, priceTicks } = fill;
  if (fill.instrument !== spec.instrument || fill.side !== spec.side)
    return `${fill.side} of instrument ${fill.instrument}`;
  const isWhole =
    Number.isSafeInteger(quantityLots) &&
    quantityLots > 0 &&
    Number.isSafeInteger(priceTicks) &&
    priceTicks > 0;
  if (!isWhole) return `${quantityLots} lots at ${priceTicks} ticks`;
  return filledLots + quantityLots > spec.quantityLots
    ? `${quantityLots} lots more than the order's ${spec.quantityLots}`
    : undefined;
}

// A cancellation says how much is left. Fills it counts but we have not heard are still on their way: wait for them.
export function closeWhenComplete(state: KernelState, order: KernelOrder): void {
  const filledAtVenue = order.spec.quantityLots - order.closingLots;
  if (order.filledLots >= filledAtVenue) return closeOrder(state, order, 'cancelled');
  order.status = 'cancelling';
  expectAnswer(state, order);
}

/** Ends an order: what it still reserved is free again, and whoever waits for it hears of it. */
export function closeOrder(
  state: KernelState,
  order: KernelOrder,
  status: 'filled' | 'cancelled' | 'rejected',
): void {
  const strategy = strategyOf(state, order);
  answered(state, order);
  order.status = status;
  reduceOpen(strategy, order, order.spec.quantityLots - order.filledLots);
  const unfilledLots = order.spec.quantityLots - order.filledLots;
  if (unfilledLots > 0 && order.paySlot >= 0) {
    const value = unfilledLots * order.lotValue;
    applyReleased(state.risk, { strategy: order.strategy, admittedUs: order.sentTimeUs, value });
  }
  const posting = state.books.release(order, state.timeUs);
  record(state, {
    kind: 'order-closed',
    timeUs: state.timeUs,
    orderId: order.id,
    status,
    reason: order.reason,
    filledLots: order.filledLots,
    posting,
  });
  strategy.openOrders.delete(order.id);
  forgetOldest(state, order.id);
  state.heard.push({ strategy, event: { kind: 'order-closed', timeUs: state.timeUs, order } });
}

/** What was heard of an order leaves it open. One that the venue ends by itself still owes its last word, which can get lost, too. */
export function goesOn(state: KernelState, order: KernelOrder, status: 'accepted' | 'partly-filled'): void {
  if (endsAtOnce(order.spec)) expectAnswer(state, order);
  else answered(state, order);
  order.status = status;
}

export function answered(state: KernelState, order: KernelOrder): void {
  order.answerByUs = 0;
  state.awaiting.remove(order);
}

function reduceOpen(strategy: StrategySlot, order: KernelOrder, lots: number): void {
  if (order.paySlot < 0) return; // children of a bracket never counted as open
  const open = order.spec.side === 'buy' ? strategy.openBuyLots : strategy.openSellLots;
  open[order.spec.instrument] = (open[order.spec.instrument] as number) - lots;
}

function forgetOldest(state: KernelState, id: string): void {
  state.closed.push(id);
  if (state.closed.length < 2 * CLOSED_ORDERS_MAX) return;
  for (const old of state.closed.splice(0, CLOSED_ORDERS_MAX)) state.orders.delete(old);
}

/** Settlements remembered, so that each counts once; a venue repeats itself within hours, not hundreds of settlements. */
const SETTLEMENTS_MAX = 1_000;

/**
 * Books a settlement once: to each strategy what its own position brings, and what is left of the venue's payment
 * (roundings, and positions that changed before we heard) to the first that trades the instrument.
 */
export function bookFunding(state: KernelState, settled: FundingSettled): void {
  const reference = `funding-${settled.instrument}-${settled.venueTimeUs}`;
  if (state.settlements.has(reference)) return;
  state.settlements.add(reference);
  forgetOldestSettlement(state);
  const traders = state.strategies.filter((each) =>
    each.configuration.instruments.includes(settled.instrument),
  );
  const shares = traders.map((each) => state.books.fundingShare(each.index, settled));
  const first = shares.findIndex((share) => share !== 0n);
  const rest = settled.payment - shares.reduce((sum, share) => sum + share, 0n);
  for (const [place, strategy] of traders.entries()) {
    const share = (shares[place] as bigint) + (place === Math.max(first, 0) ? rest : 0n);
    const posting = state.books.bookFunding(strategy.index, settled, amount(share), state.timeUs);
    if (posting === null) continue;
    state.refreshEquity.add(strategy.index);
    record(state, {
      kind: 'booked',
      timeUs: state.timeUs,
      reference,
      orderId: '',
      strategy: strategy.index,
      posting,
    });
  }
}

function forgetOldestSettlement(state: KernelState): void {
  if (state.settlements.size <= SETTLEMENTS_MAX) return;
  const [oldest] = state.settlements;
  if (oldest !== undefined) state.settlements.delete(oldest);
}

export function strategyOf(state: KernelState, order: KernelOrder): StrategySlot {
  return state.strategies[order.strategy] as StrategySlot;
}

export function ignore(
  state: KernelState,
  report: OrderReport,
  reason: ReportIgnored['reason'],
  detail: string,
): void {
  record(state, { kind: 'report-ignored', timeUs: state.timeUs, orderId: report.orderId, reason, detail });
}
