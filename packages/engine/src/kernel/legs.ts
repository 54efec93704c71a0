import { type Instrument, oppositeSide, type Side } from '@qca/market';
import { isFinal, type LegSpec, type LegsIntent, type OrderSpec } from '@qca/orders';
import { admit } from '@qca/risk';
import { amount, toFloat } from '@qca/units';
import type { GateNumbers, LegsStage } from '../entries.ts';
import type { KernelOrder } from './KernelOrder.ts';
import type { KernelState, StrategySlot } from './KernelState.ts';
import { broughtLots, followingLots, wholeLots } from './legSizes.ts';
import {
  HEDGE_ATTEMPTS_MAX,
  type LegsTrade,
  UNWIND_ATTEMPTS_STUCK,
  UNWIND_RETRY_US,
  UNWIND_RETRY_US_MAX,
} from './legsTrade.ts';
import {
  cancelOrder,
  impossible,
  ON_ITS_OWN,
  orderRequest,
  placeOrder,
  protectedTicks,
  refuse,
  touchTicks,
} from './place.ts';
import { nextActionId, record } from './record.ts';

// A trade of several legs, sent one after another. The next leg is a function of fills only; a deadline leads to
// unwinding, never to "done". Source of the shape: two-leg saga, docs/ARCHITECTURE.md, life of an order.

/** Worst price of a hedge or an unwinding order against the touch: an open leg costs more than a bad price. */
const CLOSING_PROTECTION = 0.05;
/** A part of a leg smaller than this is rounding, not exposure. */
const NAKED_PART_MIN = 1e-9;

/** Starts a legs-trade when every leg passes the gate; the smallest leg sizes them all. */
export function startLegs(state: KernelState, strategy: StrategySlot, intent: LegsIntent): void {
  const scale = plannedScale(state, strategy, intent);
  if (scale === 0) return;
  const trade: LegsTrade = {
    id: nextActionId(state),
    strategy: strategy.index,
    legs: intent.legs,
    why: intent.why,
    deadlineUs: state.timeUs + intent.timeoutUs,
    stage: 'planned',
    leg: 0,
    orderId: '',
    targetLots: 0,
    filledLots: intent.legs.map(() => 0),
    baseFees: intent.legs.map(() => 0),
    nakedPart: 0,
    attempts: 0,
  };
  const first = intent.legs[0];
  if (first === undefined || first.quantityLots * scale < 1) return;
  trade.targetLots = Math.floor(first.quantityLots * scale);
  strategy.trades.set(trade.id, trade);
  advance(state, trade, 'planned', `${intent.legs.length} legs, ${trade.targetLots} lots first`);
  if (sendLeg(state, strategy, trade, first, trade.targetLots)) {
    advance(state, trade, 'working', 'leg 1 sent');
    state.timers.set(`legs ${trade.id}`, trade.deadlineUs);
  } else close(state, strategy, trade, 'nothing-filled', 'leg 1 was refused');
}

/** Hears that an order of a trade is final, and takes the next step. */
export function onLegClosed(state: KernelState, strategy: StrategySlot, order: KernelOrder): void {
  const trade = strategy.trades.get(order.tradeId);
  if (trade === undefined || trade.orderId !== order.id) return;
  trade.orderId = '';
  const filled = trade.filledLots[trade.leg] as number;
  trade.filledLots[trade.leg] =
    trade.stage === 'unwinding' ? filled - order.filledLots : filled + order.filledLots;
  if (trade.stage === 'unwinding') return continueUnwinding(state, strategy, trade, order.filledLots);
  if (order.baseFee !== 0n) {
    const { decimals } = (state.instruments[order.spec.instrument] as Instrument).base;
    trade.baseFees[trade.leg] =
      (trade.baseFees[trade.leg] as number) + toFloat(amount(order.baseFee), decimals);
  }
  continueForward(state, strategy, trade);
}

/** The deadline has come, or an unwinding order may be tried again. */
export function onLegsTimer(state: KernelState, tradeId: string): void {
  for (const strategy of state.strategies) {
    const trade = strategy.trades.get(tradeId);
    if (trade === undefined) continue;
    const order = trade.orderId === '' ? undefined : state.orders.get(trade.orderId);
    if (order !== undefined && !isFinal(order)) {
      // The order decides what is naked; it is taken back first. Its end continues the trade.
      if (order.status !== 'unknown') cancelOrder(state, order, 'the deadline of its trade has come');
      state.timers.set(`legs ${trade.id}`, state.timeUs + UNWIND_RETRY_US_MAX);
    } else if (trade.stage === 'unwinding') sendUnwinding(state, strategy, trade);
    else startUnwinding(state, strategy, trade, 'the deadline has come');
    return;
  }
}

function continueForward(state: KernelState, strategy: StrategySlot, trade: LegsTrade): void {
  const filled = trade.filledLots[trade.leg] as number;
  if (trade.leg === 0) {
    if (filled === 0) return close(state, strategy, trade, 'nothing-filled', 'leg 1 found no taker');
    return nextLeg(state, strategy, trade);
  }
  const missing = trade.targetLots - filled;
  if (missing <= 0) return nextLeg(state, strategy, trade);
  if (state.timeUs >= trade.deadlineUs)
    return startUnwinding(state, strategy, trade, 'the deadline has come');
  if (trade.attempts >= HEDGE_ATTEMPTS_MAX)
    return startUnwinding(state, strategy, trade, 'the hedge would not fill');
  trade.attempts += 1;
  const leg = trade.legs[trade.leg] as LegSpec;
  if (!tradable(state, leg.instrument, missing)) return nextLeg(state, strategy, trade);
  advance(
    state,
    trade,
    'hedging',
    `leg ${trade.leg + 1}: ${missing} lots at market, attempt ${trade.attempts}`,
  );
  if (!sendClosing(state, strategy, trade, leg.side, missing, 'hedge')) {
    startUnwinding(state, strategy, trade, 'the hedge was refused');
  }
}

function nextLeg(state: KernelState, strategy: StrategySlot, trade: LegsTrade): void {
  const done = trade.legs[trade.leg] as LegSpec;
  const next = trade.legs[trade.leg + 1];
  if (next === undefined) return close(state, strategy, trade, 'flat', 'every leg is filled');
  const lots = followingLots(state, done, next, {
    filledLots: trade.filledLots[trade.leg] as number,
    baseFee: trade.baseFees[trade.leg] as number,
  });
  trade.leg += 1;
  trade.attempts = 0;
  trade.targetLots = lots;
  if (state.timeUs >= trade.deadlineUs)
    return startUnwinding(state, strategy, trade, 'the deadline has come');
  if (!tradable(state, next.instrument, lots))
    return startUnwinding(state, strategy, trade, `leg ${trade.leg + 1} would be below the venue's minimum`);
  if (sendLeg(state, strategy, trade, next, lots))
    return advance(state, trade, 'working', `leg ${trade.leg + 1}: ${lots} lots sent`);
  startUnwinding(state, strategy, trade, `leg ${trade.leg + 1} was refused`);
}

function sendLeg(
  state: KernelState,
  strategy: StrategySlot,
  trade: LegsTrade,
  leg: LegSpec,
  lots: number,
): boolean {
  const order: OrderSpec = {
    instrument: leg.instrument,
    side: leg.side,
    type: 'limit',
    quantityLots: lots,
    limitTicks: leg.limitTicks,
    timeInForce: 'ioc',
  };
  // Later legs close what the first opened: the gate sees them as such.
  const closesLots = trade.leg === 0 ? 0 : closing(leg.side, lots);
  return keep(
    trade,
    placeOrder(state, strategy, { order, why: trade.why }, { tradeId: trade.id, closesLots }),
  );
}

function sendClosing(
  state: KernelState,
  strategy: StrategySlot,
  trade: LegsTrade,
  side: Side,
  lots: number,
  text: string,
): boolean {
  const leg = trade.legs[trade.leg] as LegSpec;
  const reference = touchTicks(state, leg.instrument, side);
  if (reference <= 0) return false;
  const order: OrderSpec = {
    instrument: leg.instrument,
    side,
    type: 'market',
    quantityLots: lots,
    limitTicks: protectedTicks(reference, side, CLOSING_PROTECTION),
    timeInForce: 'ioc',
  };
  const why = { text: `${text} of ${trade.id}`, numbers: { lots } };
  // Fees taken on the way may leave a little less than the whole way back costs: what can be paid is closed.
  const affordable = state.books.affordableLots(strategy.index, order, lots);
  if (!tradable(state, leg.instrument, affordable)) return false;
  return keep(
    trade,
    placeOrder(
      state,
      strategy,
      { order: { ...order, quantityLots: affordable }, why },
      { tradeId: trade.id, closesLots: closing(side, lots) },
    ),
  );
}

// A buy closes a short exposure of its size, a sell a long one.
function closing(side: Side, lots: number): number {
  return side === 'buy' ? -lots : lots;
}

function keep(trade: LegsTrade, order: KernelOrder | undefined): boolean {
  if (order === undefined) return false;
  trade.orderId = order.id;
  return true;
}

function startUnwinding(state: KernelState, strategy: StrategySlot, trade: LegsTrade, detail: string): void {
  const filled = trade.filledLots[trade.leg] as number;
  trade.nakedPart = trade.leg === 0 ? 0 : 1 - filled / Math.max(trade.targetLots, 1);
  if (trade.leg === 0) return close(state, strategy, trade, filled === 0 ? 'nothing-filled' : 'flat', detail);
  if (trade.targetLots < 1) trade.nakedPart = 1;
  advance(state, trade, 'unwinding', detail);
  previousLeg(state, strategy, trade);
}

// Legs are reversed from the last filled to the first, each by the part that has no counterpart.
function previousLeg(state: KernelState, strategy: StrategySlot, trade: LegsTrade): void {
  trade.leg -= 1;
  trade.attempts = 0;
  if (trade.leg < 0) return close(state, strategy, trade, 'unwound', 'every open leg is reversed');
  const leg = trade.legs[trade.leg] as LegSpec;
  trade.targetLots =
    trade.nakedPart < NAKED_PART_MIN ? 0 : wholeLots(broughtLots(state, trade, leg) * trade.nakedPart);
  if (!tradable(state, leg.instrument, trade.targetLots)) return previousLeg(state, strategy, trade);
  sendUnwinding(state, strategy, trade);
}

function continueUnwinding(
  state: KernelState,
  strategy: StrategySlot,
  trade: LegsTrade,
  reversedLots: number,
): void {
  trade.targetLots -= reversedLots;
  const leg = trade.legs[trade.leg] as LegSpec;
  if (!tradable(state, leg.instrument, trade.targetLots)) return previousLeg(state, strategy, trade);
  retryUnwinding(state, strategy, trade);
}

function sendUnwinding(state: KernelState, strategy: StrategySlot, trade: LegsTrade): void {
  const leg = trade.legs[trade.leg] as LegSpec;
  if (sendClosing(state, strategy, trade, oppositeSide(leg.side), trade.targetLots, 'unwinding')) {
    state.timers.set(`legs ${trade.id}`, state.timeUs + UNWIND_RETRY_US_MAX);
  } else retryUnwinding(state, strategy, trade);
}

function retryUnwinding(state: KernelState, strategy: StrategySlot, trade: LegsTrade): void {
  trade.attempts += 1;
  if (trade.attempts === UNWIND_ATTEMPTS_STUCK) {
    record(state, {
      ...advanced(state, trade, 'stuck'),
      detail: `${trade.targetLots} lots of leg ${trade.leg + 1} are still open`,
    });
  }
  const leg = trade.legs[trade.leg] as LegSpec;
  const spec: OrderSpec = {
    instrument: leg.instrument,
    side: oppositeSide(leg.side),
    type: 'limit',
    quantityLots: trade.targetLots,
    limitTicks: touchTicks(state, leg.instrument, oppositeSide(leg.side)),
  };
  // Nothing is left to pay for the way back: what remains is a holding, and the strategy's to manage.
  if (!tradable(state, leg.instrument, state.books.affordableLots(strategy.index, spec, trade.targetLots))) {
    return previousLeg(state, strategy, trade);
  }
  const waitUs = Math.min(UNWIND_RETRY_US * 2 ** (trade.attempts - 1), UNWIND_RETRY_US_MAX);
  state.timers.set(`legs ${trade.id}`, state.timeUs + waitUs);
}

function close(
  state: KernelState,
  strategy: StrategySlot,
  trade: LegsTrade,
  stage: 'flat' | 'unwound' | 'nothing-filled',
  detail: string,
): void {
  advance(state, trade, stage, detail);
  state.timers.clear(`legs ${trade.id}`);
  strategy.trades.delete(trade.id);
  state.heard.push({
    strategy,
    event: { kind: 'legs-closed', timeUs: state.timeUs, tradeId: trade.id, outcome: stage },
  });
}

function advance(state: KernelState, trade: LegsTrade, stage: LegsStage, detail: string): void {
  trade.stage = stage;
  record(state, { ...advanced(state, trade, stage), detail });
}

function advanced(state: KernelState, trade: LegsTrade, stage: LegsStage) {
  return {
    kind: 'legs-advanced' as const,
    timeUs: state.timeUs,
    tradeId: trade.id,
    strategy: trade.strategy,
    stage,
    filledLots: [...trade.filledLots],
  };
}

/** Returns the part of the planned quantities that gate and balances allow for every leg. */
function plannedScale(state: KernelState, strategy: StrategySlot, intent: LegsIntent): number {
  let scale = 1;
  for (const [index, leg] of intent.legs.entries()) {
    const order: OrderSpec = { ...leg, type: 'limit', timeInForce: 'ioc' };
    const spec: OrderSpec = {
      instrument: order.instrument,
      side: order.side,
      type: 'limit',
      quantityLots: leg.quantityLots,
      limitTicks: leg.limitTicks,
    };
    const fault = impossible(state, strategy, spec, ON_ITS_OWN) ?? badTimeout(intent);
    if (fault !== undefined) return none(state, strategy, spec, intent, fault);
    const context =
      index === 0 ? ON_ITS_OWN : { tradeId: '', closesLots: closing(leg.side, leg.quantityLots) };
    const verdict = admit(state.risk, orderRequest(state, strategy, spec, context));
    if (verdict.kind === 'refused') return none(state, strategy, spec, intent, verdict);
    if (verdict.kind === 'shrunk') scale = Math.min(scale, verdict.quantityLots / leg.quantityLots);
    // What a leg spends that the one before it brings in is not there yet.
    if (index > 0 && leg.sizing === 'spend-output') continue;
    const affordable = state.books.affordableLots(strategy.index, spec, leg.quantityLots);
    if (affordable < 1) {
      const numbers = {
        rule: 'insufficient-funds',
        value: leg.quantityLots,
        limit: affordable,
        unit: 'lots',
      };
      return none(state, strategy, spec, intent, numbers);
    }
    scale = Math.min(scale, affordable / leg.quantityLots);
  }
  return scale;
}

function none(
  state: KernelState,
  strategy: StrategySlot,
  spec: OrderSpec,
  intent: LegsIntent,
  numbers: GateNumbers,
): 0 {
  refuse(state, strategy, spec, intent.why, numbers);
  return 0;
}

function badTimeout({ timeoutUs }: LegsIntent): GateNumbers | undefined {
  if (Number.isSafeInteger(timeoutUs) && timeoutUs > 0) return undefined;
  return {
    rule: 'bad-timeout',
    value: Number.isFinite(timeoutUs) ? timeoutUs : 0,
    limit: 1,
    unit: 'microseconds',
  };
}

/** Whether a quantity is worth an order: at least a lot, and the venue's minimum value. */
function tradable(state: KernelState, index: number, lots: number): boolean {
  if (lots < 1) return false;
  const instrument = state.instruments[index] as Instrument;
  const notional = lots * instrument.lotSize * state.board.priceOf(index);
  return notional >= state.books.minimumNotional(index);
}
