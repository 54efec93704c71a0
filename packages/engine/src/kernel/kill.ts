import { accept, NEVER, type Result, reject } from '@qca/base';
import { isFinal } from '@qca/orders';
import { applyMode, halt, PLATFORM } from '@qca/risk';
import type { CommandDetail, HoldingLeft, KillAdvanced, KillCommand, KillPlan } from '../commands.ts';
import { cancelAll } from './cancelAll.ts';
import type { CommandRefusal } from './commandOutcome.ts';
import type { KernelState, StrategySlot } from './KernelState.ts';
import { record } from './record.ts';
import { type Holding, listHoldings, sendReduction } from './reduction.ts';

// A kill: every order is cancelled, nothing may add exposure, what is open is reduced one order at a time in an order
// chosen beforehand, and the platform is halted. Trades under way come to their own end first: taking them apart from
// two sides would leave a leg naked. All of it is state, rebuilt by replay; it goes on at inputs and timers.

/** Orders that fill nothing in a row before a holding is given up; with the waits between them about a minute. */
export const ATTEMPTS_MAX = 8;
/** Wait before a holding is tried again; doubles with every order in vain. */
const RETRY_US = 250_000;
/** Names in a plan: more than a platform has strategies and assets. */
const ORDER_MAX = 100;
const TIMER = 'kill';

/** A kill under way or completed; it holds until the platform is re-armed. */
export interface KillState {
  readonly commandId: string;
  readonly sinceUs: number;
  readonly plan: KillPlan;
  stage: 'reducing' | 'completed';
  /** Reducing order that is out, or empty, and whose it is. */
  orderId: string;
  strategy: number;
  instrument: number;
  /** Orders sent in all. */
  orders: number;
  /** Orders in vain in a row, and when the next may go, by `strategy instrument`. */
  readonly attempts: Map<string, { readonly count: number; readonly retryUs: number }>;
  /** What was left in the end. */
  left: readonly HoldingLeft[];
}

/**
 * Begins a kill. Killing again begins again, with every holding that was given up.
 *
 * Rejects: `bad-plan`, `unknown-name`.
 */
export function startKill(state: KernelState, command: KillCommand): Result<CommandDetail, CommandRefusal> {
  const plan = command.plan ?? state.killPlan;
  const fault = planFault(state, plan);
  if (fault !== undefined) return reject(fault);
  const before = state.kill;
  let cancelled = 0;
  let trades = 0;
  for (const strategy of state.strategies) {
    cancelled += cancelAll(state, strategy, command.why);
    trades += strategy.trades.size;
  }
  state.kill = {
    commandId: command.commandId,
    sinceUs: state.timeUs,
    plan,
    stage: 'reducing',
    orderId: before?.orderId ?? '',
    strategy: before?.strategy ?? -1,
    instrument: before?.instrument ?? -1,
    orders: 0,
    attempts: new Map(),
    left: [],
  };
  return accept({ cancelled, trades, reduce: plan.reduce, order: plan.order.join(', ') });
}

/** Sets the plan of the next kill. Rejects: `bad-plan`, `unknown-name`. */
export function setKillPlan(state: KernelState, plan: KillPlan): Result<CommandDetail, CommandRefusal> {
  const fault = planFault(state, plan);
  if (fault !== undefined) return reject(fault);
  state.killPlan = { reduce: plan.reduce, order: [...plan.order] };
  return accept({ reduce: plan.reduce, order: plan.order.join(', ') });
}

/** Ends a kill: strategies may trade again as their modes and switches say. A reducing order that is out runs on. */
export function endKill(state: KernelState): void {
  state.kill = undefined;
  state.timers.clear(TIMER);
}

/**
 * Takes the next step of a kill, if one is due. Runs at the end of every step that caused anything.
 *
 * The first holding in order that can be tried is tried. What must wait (a trade under way, a cancel without an answer, a
 * venue that is not there, an order in vain a moment ago) lets the next go first: open risk is not kept for the order's sake.
 */
export function advanceKill(state: KernelState): void {
  const { kill } = state;
  if (kill === undefined || kill.stage === 'completed') return;
  if (kill.orderId !== '' && !heardOut(state, kill)) return;
  const holdings = listHoldings(state, kill.plan);
  let isWaiting = false;
  let retryUs = NEVER;
  for (const holding of kill.plan.reduce === 'everything' ? holdings : []) {
    const tried = kill.attempts.get(keyOf(holding));
    if (holding.reason !== undefined || (tried?.count ?? 0) >= ATTEMPTS_MAX) continue;
    const isEarly = tried !== undefined && tried.retryUs > state.timeUs;
    if (!isEarly && !mustWait(state, holding) && tryHolding(state, kill, holding)) return;
    const last = kill.attempts.get(keyOf(holding));
    if (last !== undefined && last.count >= ATTEMPTS_MAX) continue;
    if (last !== undefined) retryUs = Math.min(retryUs, last.retryUs);
    isWaiting = true;
  }
  if (retryUs !== NEVER) state.timers.set(TIMER, retryUs);
  if (!isWaiting && !isBusy(state)) complete(state, kill, holdings);
}

// Returns whether the order that was out is final, and what came of it is noted.
function heardOut(state: KernelState, kill: KillState): boolean {
  const order = state.orders.get(kill.orderId);
  if (order !== undefined && !isFinal(order)) return false;
  kill.orderId = '';
  if (order !== undefined && order.filledLots > 0) kill.attempts.delete(keyOf(kill));
  else failed(state, kill, kill, order?.reason || 'it filled nothing');
  return true;
}

// Returns whether an order is out.
function tryHolding(state: KernelState, kill: KillState, holding: Holding): boolean {
  const order = sendReduction(state, kill.commandId, holding);
  if (order === undefined) {
    failed(state, kill, holding, 'the order was refused');
    return false;
  }
  kill.orderId = order.id;
  kill.strategy = holding.strategy;
  kill.instrument = holding.instrument;
  kill.orders += 1;
  advanced(state, kill, 'reducing', holding, `order ${order.id}`);
  return true;
}

function failed(state: KernelState, kill: KillState, place: Place, detail: string): void {
  const count = (kill.attempts.get(keyOf(place))?.count ?? 0) + 1;
  kill.attempts.set(keyOf(place), { count, retryUs: state.timeUs + RETRY_US * 2 ** (count - 1) });
  if (count >= ATTEMPTS_MAX) advanced(state, kill, 'given-up', place, detail);
}

function advanced(
  state: KernelState,
  kill: KillState,
  stage: KillAdvanced['stage'],
  { strategy, instrument }: Place,
  detail: string,
): void {
  record(state, {
    kind: 'kill-advanced',
    timeUs: state.timeUs,
    commandId: kill.commandId,
    stage,
    strategy,
    instrument,
    lots: Math.abs(state.books.positionLots(strategy, instrument)),
    attempts: kill.attempts.get(keyOf({ strategy, instrument }))?.count ?? 0,
    detail,
  });
}

type Place = Pick<Holding, 'strategy' | 'instrument'>;

function keyOf({ strategy, instrument }: Place): string {
  return `${strategy} ${instrument}`;
}

function mustWait(state: KernelState, { strategy: index, venue }: Holding): boolean {
  const strategy = state.strategies[index] as StrategySlot;
  if (strategy.trades.size > 0 || state.venues.get(venue)?.up === false) return true;
  for (const order of strategy.openOrders.values()) {
    if (order.paySlot >= 0 && state.instruments[order.spec.instrument]?.venue === venue) return true;
  }
  return false;
}

/** Whether anything is still out that could change what is held. */
function isBusy(state: KernelState): boolean {
  for (const strategy of state.strategies) {
    if (strategy.trades.size > 0) return true;
    for (const order of strategy.openOrders.values()) if (order.paySlot >= 0) return true;
  }
  return false;
}

function complete(state: KernelState, kill: KillState, holdings: readonly Holding[]): void {
  kill.stage = 'completed';
  state.timers.clear(TIMER);
  kill.left = holdings.map((each) => leftOf(kill, each));
  record(state, {
    kind: 'kill-completed',
    timeUs: state.timeUs,
    commandId: kill.commandId,
    left: kill.left,
  });
  const halted = halt(state.risk, {
    strategy: PLATFORM,
    timeUs: state.timeUs,
    who: 'kill',
    why: kill.commandId,
  });
  if (!halted.ok) return;
  applyMode(state.risk, halted.value);
  record(state, halted.value);
}

function leftOf(kill: KillState, holding: Holding): HoldingLeft {
  const { strategy, venue, instrument, asset, quantity, value } = holding;
  const reason = holding.reason ?? (kill.plan.reduce === 'nothing' ? 'not-asked' : 'given-up');
  const known = Number.isFinite(value) ? value : 0;
  return { strategy, venue, instrument, asset, quantity, value: known, reason };
}

function planFault(state: KernelState, plan: unknown): CommandRefusal | undefined {
  const { reduce, order } = (typeof plan === 'object' && plan !== null ? plan : {}) as Partial<KillPlan>;
  if (
    (reduce !== 'nothing' && reduce !== 'everything') ||
    !Array.isArray(order) ||
    order.length > ORDER_MAX
  ) {
    const detail = `a plan is { reduce: 'nothing' or 'everything', order: at most ${ORDER_MAX} names }`;
    return {
      rule: 'bad-plan',
      value: Array.isArray(order) ? order.length : 0,
      limit: ORDER_MAX,
      unit: 'names',
      detail,
    };
  }
  const known = new Set<unknown>([
    ...state.strategies.map((each) => each.configuration.name),
    ...state.instruments.map((each) => each.base.id),
  ]);
  const place = order.findIndex((name, index) => !known.has(name) || order.indexOf(name) !== index);
  if (place < 0) return undefined;
  const detail = `"${String(order[place]).slice(0, 60)}" is no strategy and no base asset of this run, or comes twice`;
  return { rule: 'unknown-name', value: place, limit: order.length, unit: 'place in the order', detail };
}
