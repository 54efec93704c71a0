import type { KernelState } from '@qca/engine';
import type { OrderSpec } from '@qca/orders';

/**
 * Whether an order on its way could leave us with more at risk. In doubt it does.
 *
 * Once the engine itself is killed it sends nothing but orders that reduce, and those must pass.
 */
export function addsExposure(state: KernelState | undefined, orderId: string, spec: OrderSpec): boolean {
  if (spec.reduceOnly === true) return false;
  if (state === undefined) return true;
  if (state.kill !== undefined) return false;
  const order = state.orders.get(orderId);
  const strategy = order === undefined ? undefined : state.strategies[order.strategy];
  const instrument = state.instruments[spec.instrument];
  if (order === undefined || strategy === undefined || instrument === undefined) return true;
  // Later legs, hedges and ways back close what the first leg opened.
  const trade = strategy.trades.get(order.tradeId);
  if (trade !== undefined) return trade.leg === 0 && trade.stage === 'working';
  // What is held can be sold; a short position of a spot asset does not exist.
  if (instrument.kind === 'spot') return spec.side === 'buy';
  const position = state.books.positionLots(strategy.index, spec.instrument);
  const open = spec.side === 'buy' ? strategy.openBuyLots : strategy.openSellLots;
  const closes = spec.side === 'buy' ? -position : position;
  return (open[spec.instrument] ?? 0) > closes;
}
