import { unreachable } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import type { Intent } from '@qca/orders';
import { RunMetrics } from '@qca/portfolio';
import { type Amount, amount } from '@qca/units';
import type { Input } from '../entries.ts';
import { revalue } from './equity.ts';
import type { KernelState, StrategySlot } from './KernelState.ts';
import { advanceKill } from './kill.ts';
import { onLegClosed, onLegsTimer, startLegs } from './legs.ts';
import { onCommand } from './operator.ts';
import { cancelOrder, ON_ITS_OWN, placeOrder } from './place.ts';
import { record } from './record.ts';
import { onReport } from './reports.ts';
import { doubt, onSnapshotOverdue, requestSnapshot } from './snapshots.ts';

/** Rounds of strategies answering to what the step itself caused; more would be two strategies talking to themselves. */
const ROUNDS_MAX = 64;

/**
 * Takes one input to its end: state changed, facts recorded in `state.facts`, actions in `state.actions`.
 *
 * No waiting and no outside: the same state and input give the same result, in backtest, paper, live and replay.
 * `sequence` is the input's place in the journal.
 */
export function step(state: KernelState, input: Input, sequence: number): void {
  // Setting a length costs tens of nanoseconds even where nothing changes.
  if (state.facts.length > 0) state.facts.length = 0;
  if (state.actions.length > 0) state.actions.length = 0;
  state.actionIndex = 0;
  state.sequence = sequence;
  // Reports may be stamped a little before what was heard last; the engine's time never goes back.
  if (input.timeUs > state.timeUs) state.timeUs = input.timeUs;
  switch (input.kind) {
    case 'bar':
    case 'trade':
    case 'quote':
    case 'depth':
    case 'funding':
      return onMarket(state, input);
    case 'timer':
      onTimer(state);
      break;
    case 'run-started':
      onRunStarted(state);
      break;
    case 'run-resumed':
      onRunResumed(state);
      break;
    case 'halt':
    case 'reduce':
    case 'rearm':
    case 'stop':
    case 'move-budget':
    case 'switch-strategy':
    case 'set-parameters':
    case 'kill':
    case 'set-kill-plan':
      onCommand(state, input);
      break;
    default:
      onReport(state, input);
  }
  settle(state);
}

/** When the kernel wants to be woken next; `NEVER` when it waits for nothing. */
export function nextTimerUs(state: KernelState): number {
  return Math.min(state.timers.nextUs, state.awaiting.nextUs);
}

function onMarket(state: KernelState, event: MarketEvent): void {
  // Bars of several instruments close at one moment. In between, values would mix old and new prices.
  if (event.timeUs > state.marksUs) {
    if (state.marksUs > 0) revalue(state);
    state.marksUs = event.timeUs;
  }
  state.board.apply(event);
  state.valuation.onPrice(event.instrument, state.board);
  const listeners = state.listeners[event.instrument] as readonly StrategySlot[];
  for (let index = 0; index < listeners.length; index += 1) {
    const strategy = listeners[index] as StrategySlot;
    const intents = strategy.strategy.react(strategy.memory, strategy.view, event);
    if (intents.length > 0) act(state, strategy, intents);
  }
  if (state.heard.length > 0) settle(state);
}

// What a step caused (fills, closed orders) is heard by those concerned, who may act, which may cause more.
function settle(state: KernelState): void {
  if (state.refreshEquity.size > 0) {
    state.refreshEquity.clear();
    revalue(state);
  }
  for (let round = 0; state.heard.length > 0 && round < ROUNDS_MAX; round += 1) {
    const heard = state.heard.splice(0);
    for (const { strategy, event } of heard) {
      if (event.kind === 'order-closed' && event.order.tradeId !== '') {
        const order = state.orders.get(event.order.id);
        if (order !== undefined) onLegClosed(state, strategy, order);
      }
      const intents = strategy.strategy.react(strategy.memory, strategy.view, event);
      if (intents.length > 0) act(state, strategy, intents);
    }
  }
  if (state.kill !== undefined) advanceKill(state);
}

function act(state: KernelState, strategy: StrategySlot, intents: readonly Intent[]): void {
  for (const intent of intents) {
    switch (intent.kind) {
      case 'place':
        placeOrder(state, strategy, intent, ON_ITS_OWN);
        break;
      case 'cancel': {
        const order = strategy.openOrders.get(intent.orderId);
        // A kill's order is not the strategy's to take back.
        const isOwn = order !== undefined && order.id !== state.kill?.orderId;
        if (isOwn) cancelOrder(state, order, intent.why.text);
        break;
      }
      case 'legs':
        startLegs(state, strategy, intent);
        break;
      default:
        unreachable(intent);
    }
  }
}

function onRunStarted(state: KernelState): void {
  const { timeUs } = state;
  for (const [account, { path, asset }] of state.books.ledger.accounts.entries()) {
    record(state, { kind: 'account-opened', timeUs, account, name: path, asset });
  }
  for (const strategy of state.strategies) {
    for (const { venue, asset, atoms, value } of strategy.configuration.funding) {
      const opened = state.books.ledger.accounts.length;
      const posting = state.books.deposit(
        strategy.index,
        venue,
        asset,
        amount(BigInt(atoms)) as Amount,
        amount(BigInt(value)),
        timeUs,
      );
      for (const [offset, each] of state.books.ledger.accounts.slice(opened).entries()) {
        record(state, {
          kind: 'account-opened',
          timeUs,
          account: opened + offset,
          name: each.path,
          asset: each.asset,
        });
      }
      record(state, {
        kind: 'booked',
        timeUs,
        reference: 'deposit',
        orderId: '',
        strategy: strategy.index,
        posting,
      });
    }
    strategy.equity = strategy.budget;
    strategy.metrics = new RunMetrics({ startTimeUs: timeUs, startEquity: strategy.equity });
  }
}

// What was sent may not have arrived: it is sent again under the same id, and the venues are asked.
function onRunResumed(state: KernelState): void {
  for (const order of state.orders.values()) {
    const isChild = order.id.endsWith('.tp') || order.id.endsWith('.sl');
    if (order.status === 'sent' && !isChild)
      state.actions.push({ kind: 'place-order', orderId: order.id, spec: order.spec });
    if (order.status === 'cancelling')
      state.actions.push({ kind: 'cancel-order', orderId: order.id, instrument: order.spec.instrument });
  }
  for (const venue of state.venues.values()) {
    venue.snapshotRequest = '';
    requestSnapshot(state, venue);
  }
}

function onTimer(state: KernelState): void {
  for (const order of state.awaiting.takeDue(state.timeUs)) doubt(state, order, 'no answer in time');
  for (const key of state.timers.take(state.timeUs)) {
    const [kind, id = ''] = key.split(' ');
    if (kind === 'snapshot') onSnapshotOverdue(state, id);
    // A kill goes on at the end of every step; its timer only brings one about.
    else if (kind === 'legs') onLegsTimer(state, id);
  }
}
