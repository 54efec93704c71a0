import { assert, Bug, dayNumber, SECOND, type TimeUs } from '@qca/base';
import type { Flow, RiskState } from './RiskState.ts';
import type { OrderRequest } from './types.ts';

/** Counts an order that was sent: one order of rate, and the value of `quantityLots` at the mark as turnover. */
export function applyAdmitted(state: RiskState, request: OrderRequest, quantityLots: number): void {
  assert(quantityLots >= 1 && quantityLots <= request.quantityLots, 'what is sent is part of what was asked');
  const flow = flowOf(state, request.strategy);
  const turnover = turnoverOn(state, request) + quantityLots * request.lotValue;
  flow.tokens = ordersLeft(state, request) - 1;
  flow.tokensUs = request.timeUs;
  flow.turnover = turnover;
  flow.day = dayNumber(request.timeUs);
}

/**
 * Gives back the value of what an order left unfilled when it ended, so that cancelled quotes are not turnover.
 * `admittedUs` is when the order was admitted: an order of an earlier UTC day has nothing to give back.
 */
export function applyReleased(
  state: RiskState,
  order: { readonly strategy: number; readonly admittedUs: TimeUs; readonly value: number },
): void {
  assert(
    order.value >= 0 && order.value < Number.POSITIVE_INFINITY,
    'a released value is a number of at least 0',
  );
  const flow = flowOf(state, order.strategy);
  if (dayNumber(order.admittedUs) === flow.day) flow.turnover = Math.max(0, flow.turnover - order.value);
}

/** Orders left in the strategy's bucket at the request's time; below 0 while the reducing reserve is drawn. */
export function ordersLeft(state: RiskState, request: Pick<OrderRequest, 'strategy' | 'timeUs'>): number {
  const rate = state.limits.orderRate;
  if (rate === null) return 0;
  const flow = flowOf(state, request.strategy);
  assert(request.timeUs >= flow.tokensUs, 'orders of a strategy come in the order of time');
  return Math.min(rate.burst, flow.tokens + ((request.timeUs - flow.tokensUs) / SECOND) * rate.perSecond);
}

/** Turnover of the strategy so far in the UTC day of the request. */
export function turnoverOn(state: RiskState, request: Pick<OrderRequest, 'strategy' | 'timeUs'>): number {
  const flow = flowOf(state, request.strategy);
  return dayNumber(request.timeUs) === flow.day ? flow.turnover : 0;
}

function flowOf(state: RiskState, strategy: number): Flow {
  const flow = state.flows[strategy];
  if (flow === undefined) throw new Bug(`there is no strategy ${strategy}`);
  return flow;
}
