import type { KernelState, StrategySlot } from './KernelState.ts';
import { cancelOrder } from './place.ts';

/** Takes back every open order of a strategy but those of trades under way, which end by themselves, and of a kill. */
export function cancelAll(state: KernelState, strategy: StrategySlot, why: string): number {
  let cancelled = 0;
  for (const order of [...strategy.openOrders.values()]) {
    if (order.tradeId !== '' || order.id === state.kill?.orderId) continue;
    cancelOrder(state, order, why);
    cancelled += 1;
  }
  return cancelled;
}
