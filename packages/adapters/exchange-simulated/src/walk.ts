import type { TimeUs } from '@qca/base';
import type { Market } from './Market.ts';
import type { OrderDesk } from './OrderDesk.ts';
import type { WorkingOrder } from './WorkingOrder.ts';

/** A move of the last price. */
export interface Move {
  readonly toTicks: number;
  /** Whether nothing traded between the two prices: stops then wake at the far end, not at their trigger. */
  readonly isJump: boolean;
  readonly timeUs: TimeUs;
}

const NOT_REACHED = -1;

/**
 * Moves the last price and lets our orders meet it one after another, in the order in which the price reaches them.
 *
 * At one price stops go before limits (the worse for us), then the older first. A resting limit fills at its own price
 * even where the price jumped past it; a stop that was jumped over trades at the far end.
 */
export function walk(market: Market, desk: OrderDesk, move: Move): void {
  const { tape } = market;
  if (tape.lastTicks === 0) tape.lastTicks = move.toTicks;
  const throughTicks = desk.settings.limitFill === 'through' ? 1 : 0;
  for (;;) {
    const reached = nextReached(market, move, throughTicks);
    if (reached === undefined) break;
    const { order, distance } = reached;
    if (move.isJump) {
      if (order.stage !== 'resting') moveTo(market, move.toTicks);
    } else if (distance > 0) {
      moveTo(market, tape.lastTicks + Math.sign(move.toTicks - tape.lastTicks) * distance);
    }
    desk.meet(order, market, move.timeUs);
  }
  moveTo(market, move.toTicks);
}

function moveTo(market: Market, ticks: number): void {
  market.tape.lastTicks = ticks;
  for (const order of market.orders) {
    if (order.stage === 'asleep' && order.spec.type === 'trailing-stop') order.trail(ticks);
  }
}

function nextReached(
  market: Market,
  move: Move,
  throughTicks: number,
): { order: WorkingOrder; distance: number } | undefined {
  let nearest: WorkingOrder | undefined;
  let distance = Number.POSITIVE_INFINITY;
  for (const order of market.orders) {
    const away = distanceTo(order, market, move, throughTicks);
    if (away === NOT_REACHED || away > distance) continue;
    if (away === distance && !(order.stage !== 'resting' && nearest?.stage === 'resting')) continue;
    nearest = order;
    distance = away;
  }
  return nearest === undefined ? undefined : { order: nearest, distance };
}

/** How far the price still goes before it meets an order; 0 when it is there already. */
function distanceTo(order: WorkingOrder, market: Market, move: Move, throughTicks: number): number {
  const { lastTicks, leftLots } = market.tape;
  const { toTicks, isJump } = move;
  if (order.stage === 'sweeping') return leftLots >= 1 ? 0 : NOT_REACHED;
  if (order.stage === 'asleep') {
    if (order.triggerTicks === 0) return NOT_REACHED;
    if (isJump) return order.wakesAt(toTicks) ? Math.abs(toTicks - lastTicks) : NOT_REACHED;
    if (order.wakesAt(lastTicks)) return 0;
    return order.wakesAt(toTicks) ? Math.abs(order.triggerTicks - lastTicks) : NOT_REACHED;
  }
  if (leftLots < 1) return NOT_REACHED;
  const fillTicks = order.isBuy ? order.limitTicks - throughTicks : order.limitTicks + throughTicks;
  const isBeyond = (ticks: number): boolean => (order.isBuy ? ticks <= fillTicks : ticks >= fillTicks);
  // The price before a jump was traded in the past: only where the jump ends somebody deals now.
  if (!isBeyond(toTicks) && (isJump || !isBeyond(lastTicks))) return NOT_REACHED;
  return isBeyond(lastTicks) ? 0 : Math.abs(fillTicks - lastTicks);
}
