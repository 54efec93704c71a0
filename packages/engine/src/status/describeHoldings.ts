import { type Instrument, lotsToBase } from '@qca/market';
import { isFinal } from '@qca/orders';
import { formatAmount, PRICE_DECIMALS, toFloat } from '@qca/units';
import { lotValue } from '../kernel/exposure.ts';
import type { KernelState, StrategySlot } from '../kernel/KernelState.ts';
import { priceText } from './describeMarkets.ts';
import type { OpenOrderState, PositionState } from './PlatformState.ts';

/** Open orders listed at most: a document of a third of a megabyte, and more than anybody reads. */
const OPEN_ORDERS_MAX = 1_000;
const VALUE_DECIMALS = 8;

/** Lists what every strategy holds: assets per venue, then perpetual positions. */
export function describePositions(state: KernelState): PositionState[] {
  const positions: PositionState[] = [];
  for (const strategy of state.strategies) {
    addAssets(state, strategy, positions);
    for (const index of strategy.perpetuals) addPerpetual(state, strategy, index, positions);
  }
  return positions;
}

/** Lists open orders, the oldest of each strategy first. */
export function describeOrders(state: KernelState): OpenOrderState[] {
  const orders: OpenOrderState[] = [];
  for (const { configuration, openOrders } of state.strategies) {
    for (const order of openOrders.values()) {
      if (isFinal(order)) continue;
      if (orders.length >= OPEN_ORDERS_MAX) return orders;
      const { spec } = order;
      const instrument = state.instruments[spec.instrument] as Instrument;
      const { base, quote } = instrument;
      orders.push({
        orderId: order.id,
        tradeId: order.tradeId,
        strategy: configuration.name,
        venue: instrument.venue,
        instrument: instrument.id,
        side: spec.side,
        type: spec.type,
        status: order.status,
        quantity: formatAmount(lotsToBase(instrument, spec.quantityLots), base.decimals),
        filled: formatAmount(lotsToBase(instrument, order.filledLots), base.decimals),
        baseAsset: base.id,
        quoteAsset: quote.id,
        limitPrice: priceText(instrument, spec.limitTicks ?? 0),
        sentUs: order.sentTimeUs,
        why: order.why,
      });
    }
  }
  return orders;
}

function addAssets(state: KernelState, strategy: StrategySlot, positions: PositionState[]): void {
  const own = state.books.accounts(strategy.index);
  for (const slot of state.slots.all) {
    const held = own.held(slot.index);
    if (held === 0n) continue;
    const { asset, venue } = slot;
    const inventory = own.inventories[own.assetIndex(asset.id)];
    const quantity = toFloat(held, asset.decimals);
    const whole = inventory === undefined ? 0 : toFloat(inventory.quantity, asset.decimals);
    const averageCost =
      inventory === undefined || whole === 0 ? null : toFloat(inventory.cost, VALUE_DECIMALS) / whole;
    const mark = state.valuation.valueOf(asset.id);
    const value = quantity * mark;
    positions.push({
      strategy: strategy.configuration.name,
      venue,
      instrument: asset.id,
      quantity: formatAmount(held, asset.decimals),
      asset: asset.id,
      isCash: state.configuration.cashAssets.includes(asset.id),
      averageCost,
      mark: mark === 0 ? null : mark,
      value,
      unrealised: averageCost === null || mark === 0 ? 0 : value - quantity * averageCost,
    });
  }
}

function addPerpetual(
  state: KernelState,
  strategy: StrategySlot,
  index: number,
  positions: PositionState[],
): void {
  const position = state.books.perpetual(strategy.index, index);
  if (position === undefined || position.lots === 0) return;
  const instrument = state.instruments[index] as Instrument;
  const quoteValue = state.valuation.valueOf(instrument.quote.id);
  const markTicks = state.board.markTicks(index);
  const open = state.books.accounts(strategy.index).unrealisedFloat(index, markTicks);
  positions.push({
    strategy: strategy.configuration.name,
    venue: instrument.venue,
    instrument: instrument.id,
    quantity: formatAmount(lotsToBase(instrument, position.lots), instrument.base.decimals),
    asset: instrument.base.id,
    isCash: false,
    averageCost: toFloat(position.averageEntryDown(), PRICE_DECIMALS) * quoteValue,
    mark: markTicks > 0 ? state.board.priceOf(index) * quoteValue : null,
    value: position.lots * lotValue(state, index),
    unrealised: open * quoteValue,
  });
}
