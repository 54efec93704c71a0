import { assert } from '@qca/base';
import type { Instrument, Side } from '@qca/market';
import type { OrderSpec, PlaceIntent, Why } from '@qca/orders';
import { admit, applyAdmitted, type OrderRequest, type Verdict } from '@qca/risk';
import type { GateNumbers } from '../entries.ts';
import { assetExposure, lotValue, strategyExposure, venueExposure } from './exposure.ts';
import type { KernelOrder } from './KernelOrder.ts';
import type { KernelState, StrategySlot } from './KernelState.ts';
import { nextActionId, record } from './record.ts';

/** Market orders carry this protection when the strategy gave none: worst price against the touch. */
const MARKET_PROTECTION = 0.02;
/** An order that the free balance covers to this part is shrunk to it; below, the strategy has miscounted. */
const AFFORDABLE_PART_MIN = 0.98;

/** What the engine adds to an intent: the trade it belongs to and, for legs, the exposure it closes. */
export interface PlaceContext {
  readonly tradeId: string;
  /** Signed lots of exposure that this order closes; 0 when the position itself decides. */
  readonly closesLots: number;
}

export const ON_ITS_OWN: PlaceContext = { tradeId: '', closesLots: 0 };

/** Takes an intent through gate and ledger; returns the order that is on its way, or nothing after recording why not. */
export function placeOrder(
  state: KernelState,
  strategy: StrategySlot,
  intent: Pick<PlaceIntent, 'order' | 'why'>,
  context: PlaceContext,
): KernelOrder | undefined {
  const { why } = intent;
  const fault = impossible(state, strategy, intent.order, context);
  if (fault !== undefined) return refuse(state, strategy, intent.order, why, fault);
  const asked = intent.order.quantityLots;
  const spec = withProtection(state, intent.order);
  const request = orderRequest(state, strategy, spec, context);
  const verdict = admit(state.risk, request);
  if (verdict.kind === 'refused') return refuse(state, strategy, spec, why, verdict);
  const gated = verdict.kind === 'shrunk' ? verdict.quantityLots : asked;
  const affordable = state.books.affordableLots(strategy.index, spec, gated);
  if (affordable < gated && (affordable < 1 || affordable < gated * AFFORDABLE_PART_MIN)) {
    return refuse(state, strategy, spec, why, {
      rule: 'insufficient-funds',
      value: gated,
      limit: affordable,
      unit: 'lots',
    });
  }
  const lots = Math.min(gated, affordable);
  const sized = lots === spec.quantityLots ? spec : { ...spec, quantityLots: lots };
  const numbers =
    verdict.kind === 'shrunk'
      ? gateNumbers(verdict)
      : lots < asked
        ? { rule: 'insufficient-funds', value: asked, limit: lots, unit: 'lots' }
        : 'admitted';
  if (numbers !== 'admitted') strategy.shrunk += 1;
  applyAdmitted(state.risk, request, lots);
  return send(state, strategy, sized, why, context.tradeId, asked, numbers);
}

/** Asks the venue to cancel an order that is still open. */
export function cancelOrder(state: KernelState, order: KernelOrder, why: string): void {
  if (order.status === 'cancelling' || order.closingLots >= 0) return;
  record(state, { kind: 'cancel-sent', timeUs: state.timeUs, orderId: order.id, why });
  order.status = 'cancelling';
  order.cancelWhy = why;
  expectAnswer(state, order);
  state.actions.push({ kind: 'cancel-order', orderId: order.id, instrument: order.spec.instrument });
}

/** Starts the wait for an answer about an order. */
export function expectAnswer(state: KernelState, order: KernelOrder): void {
  order.answerByUs = state.timeUs + state.configuration.answerTimeoutUs;
  state.awaiting.add(order);
}

export function orderRequest(
  state: KernelState,
  strategy: StrategySlot,
  spec: OrderSpec,
  context: PlaceContext,
): OrderRequest {
  const index = spec.instrument;
  const instrument = state.instruments[index] as Instrument;
  const closing = context.closesLots !== 0;
  const positionLots = closing ? context.closesLots : state.books.positionLots(strategy.index, index);
  const open = spec.side === 'buy' ? strategy.openBuyLots : strategy.openSellLots;
  return {
    timeUs: state.timeUs,
    strategy: strategy.index,
    instrument: index,
    side: spec.side,
    quantityLots: spec.quantityLots,
    priceTicks: aggressiveTicks(state, spec),
    markTicks: state.board.lastTicks(index),
    lotValue: lotValue(state, index),
    lastHeardUs: state.board.lastHeardUs(index),
    positionLots,
    openSameSideLots: closing ? 0 : (open[index] as number),
    // The gate finds out by itself what an order does to the position; the flag says that it means to close.
    reducing: closing || spec.reduceOnly === true,
    byKill: closing && state.kill?.plan.reduce === 'everything',
    budget: strategy.budget,
    strategyEquity: strategy.equity,
    platformEquity: state.platformEquity,
    strategyExposure: strategyExposure(state, strategy),
    venueExposure: venueExposure(state, instrument.venue),
    assetExposure: assetExposure(state, instrument.base.id),
  };
}

function send(
  state: KernelState,
  strategy: StrategySlot,
  spec: OrderSpec,
  why: Why,
  tradeId: string,
  askedLots: number,
  verdict: GateNumbers | 'admitted',
): KernelOrder {
  const id = nextActionId(state);
  const bidTicks = state.board.bidTicks(spec.instrument);
  const askTicks = state.board.askTicks(spec.instrument);
  const decisionTicks =
    bidTicks > 0 && askTicks > 0 ? (bidTicks + askTicks) / 2 : state.board.lastTicks(spec.instrument);
  const reserved = state.books.reserve(strategy.index, id, spec, state.timeUs);
  const order = newOrder(state, strategy, spec, {
    id,
    tradeId,
    decisionTicks,
    pendingId: reserved.pendingId,
    paySlot: reserved.slot,
    lotValue: lotValue(state, spec.instrument),
    why: why.text,
  });
  record(state, {
    kind: 'order-placed',
    timeUs: state.timeUs,
    orderId: id,
    strategy: strategy.index,
    spec,
    tradeId,
    why,
    cause: state.sequence,
    bidTicks,
    askTicks,
    decisionTicks,
    askedLots,
    verdict,
    posting: reserved.posting,
  });
  track(state, strategy, order);
  if (spec.bracket !== undefined) trackChildren(state, strategy, order, spec.bracket);
  state.actions.push({ kind: 'place-order', orderId: id, spec });
  return order;
}

function newOrder(
  state: KernelState,
  strategy: StrategySlot,
  spec: OrderSpec,
  given: Pick<KernelOrder, 'id' | 'tradeId' | 'decisionTicks' | 'pendingId' | 'paySlot' | 'lotValue' | 'why'>,
): KernelOrder {
  return {
    id: given.id,
    strategy: strategy.index,
    spec,
    tradeId: given.tradeId,
    sentTimeUs: state.timeUs,
    decisionTicks: given.decisionTicks,
    status: 'sent',
    filledLots: 0,
    filledTickLots: 0,
    reason: '',
    paySlot: given.paySlot,
    pendingId: given.pendingId,
    fillIds: [],
    baseFee: 0n,
    closingLots: -1,
    cancelWhy: '',
    lotValue: given.lotValue,
    why: given.why,
    answerByUs: 0,
    cause: state.sequence,
  };
}

function track(state: KernelState, strategy: StrategySlot, order: KernelOrder): void {
  const { spec } = order;
  state.orders.set(order.id, order);
  strategy.openOrders.set(order.id, order);
  strategy.orders += 1;
  const open = spec.side === 'buy' ? strategy.openBuyLots : strategy.openSellLots;
  open[spec.instrument] = (open[spec.instrument] as number) + spec.quantityLots;
  expectAnswer(state, order);
}

// A bracket's children sleep at the venue under ids of their own until the parent fills; they answer only then.
function trackChildren(
  state: KernelState,
  strategy: StrategySlot,
  parent: KernelOrder,
  bracket: NonNullable<OrderSpec['bracket']>,
): void {
  const side: Side = parent.spec.side === 'buy' ? 'sell' : 'buy';
  const shared = {
    instrument: parent.spec.instrument,
    side,
    quantityLots: parent.spec.quantityLots,
    ocoGroup: parent.id,
  };
  const specs: readonly [string, OrderSpec][] = [
    [`${parent.id}.tp`, { ...shared, type: 'limit', limitTicks: bracket.takeProfitTicks }],
    [`${parent.id}.sl`, { ...shared, type: 'stop', triggerTicks: bracket.stopTicks }],
  ];
  for (const [id, spec] of specs) {
    const given = {
      id,
      tradeId: '',
      decisionTicks: parent.decisionTicks,
      pendingId: -1,
      paySlot: -1,
      lotValue: 0,
      why: parent.why,
    };
    const child = newOrder(state, strategy, spec, given);
    state.orders.set(id, child);
    strategy.openOrders.set(id, child);
  }
}

export function refuse(
  state: KernelState,
  strategy: StrategySlot,
  spec: OrderSpec,
  why: Why,
  numbers: GateNumbers,
): undefined {
  strategy.refused += 1;
  record(state, {
    kind: 'intent-refused',
    timeUs: state.timeUs,
    strategy: strategy.index,
    instrument: spec.instrument,
    side: spec.side,
    askedLots: spec.quantityLots,
    why,
    cause: state.sequence,
    verdict: gateNumbers(numbers),
  });
  return undefined;
}

function gateNumbers(verdict: GateNumbers | Extract<Verdict, { rule: string }>): GateNumbers {
  const { rule, value, limit, unit } = verdict;
  return { rule, value, limit, unit };
}

/** Says what makes an order impossible whatever the limits are, or nothing. */
export function impossible(
  state: KernelState,
  strategy: StrategySlot,
  spec: OrderSpec,
  context: PlaceContext,
): GateNumbers | undefined {
  const no = (rule: string, value: number, limit: number, unit: string): GateNumbers => ({
    rule,
    value,
    limit,
    unit,
  });
  const instrument = state.instruments[spec.instrument];
  if (instrument === undefined || !strategy.configuration.instruments.includes(spec.instrument)) {
    return no('unknown-instrument', spec.instrument, state.instruments.length - 1, 'instrument');
  }
  // A trade under way still closes its legs.
  if (context.closesLots === 0) {
    if (state.stopping) return no('stopping', 0, 0, 'orders');
    if (state.kill !== undefined) return no('killed', 0, 0, 'orders');
    if (!strategy.on) return no('switched-off', 0, 0, 'orders');
  }
  if (state.venues.get(instrument.venue)?.up === false) return no('venue-disconnected', 0, 0, 'orders');
  if (!(Number.isSafeInteger(spec.quantityLots) && spec.quantityLots > 0)) {
    return no('bad-quantity', Number.isFinite(spec.quantityLots) ? spec.quantityLots : 0, 1, 'lots');
  }
  for (const ticks of [spec.limitTicks, spec.triggerTicks, spec.trailTicks]) {
    if (ticks !== undefined && !(Number.isSafeInteger(ticks) && ticks > 0)) {
      return no('bad-price', Number.isFinite(ticks) ? ticks : 0, 1, 'ticks');
    }
  }
  if ((spec.type === 'limit' || spec.type === 'stop-limit') && spec.limitTicks === undefined)
    return no('bad-price', 0, 1, 'ticks');
  if (state.board.lastTicks(spec.instrument) <= 0) return no('no-price-yet', 0, 1, 'prices');
  return undefined;
}

// Without a worst price a market order could cost anything: what is reserved must bound what is paid.
function withProtection(state: KernelState, spec: OrderSpec): OrderSpec {
  if (spec.limitTicks !== undefined || (spec.type !== 'market' && spec.type !== 'stop')) return spec;
  const reference = spec.triggerTicks ?? touchTicks(state, spec.instrument, spec.side);
  return { ...spec, limitTicks: protectedTicks(reference, spec.side, MARKET_PROTECTION) };
}

/** Returns the worst price at a distance from a reference, in whole ticks, never below one. */
export function protectedTicks(reference: number, side: Side, distance: number): number {
  assert(reference > 0, 'a protection needs a reference price');
  return side === 'buy'
    ? Math.ceil(reference * (1 + distance))
    : Math.max(1, Math.floor(reference * (1 - distance)));
}

/** Best price on the side that an order would take; the last price before a touch was heard. */
export function touchTicks(state: KernelState, instrument: number, side: Side): number {
  const touch = side === 'buy' ? state.board.askTicks(instrument) : state.board.bidTicks(instrument);
  return touch > 0 ? touch : state.board.lastTicks(instrument);
}

/** The price an order would accept now, for the collar: a stop sleeps until the market has come to it. */
function aggressiveTicks(state: KernelState, spec: OrderSpec): number {
  const isAsleep = spec.type === 'stop' || spec.type === 'stop-limit' || spec.type === 'trailing-stop';
  if (isAsleep) return state.board.lastTicks(spec.instrument);
  return spec.limitTicks ?? touchTicks(state, spec.instrument, spec.side);
}
