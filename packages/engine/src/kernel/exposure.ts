import type { KernelState, StrategySlot } from './KernelState.ts';

// Exposure is the value of what could lose value: everything held that is not cash, perpetual positions, and open
// orders that would add. Whole reporting units at current marks.

/** Gross exposure of one strategy. */
export function strategyExposure(state: KernelState, strategy: StrategySlot): number {
  return exposureWhere(state, strategy, '', '');
}

/** Gross exposure of all strategies at one venue. */
export function venueExposure(state: KernelState, venue: string): number {
  let sum = 0;
  for (const strategy of state.strategies) sum += exposureWhere(state, strategy, venue, '');
  return sum;
}

/** Gross exposure of all strategies in one base asset. */
export function assetExposure(state: KernelState, asset: string): number {
  let sum = 0;
  for (const strategy of state.strategies) sum += exposureWhere(state, strategy, '', asset);
  return sum;
}

function exposureWhere(state: KernelState, strategy: StrategySlot, venue: string, asset: string): number {
  let sum = 0;
  for (const slot of state.slots.all) {
    if (venue !== '' && slot.venue !== venue) continue;
    if (asset !== '' && slot.asset.id !== asset) continue;
    if (state.configuration.cashAssets.includes(slot.asset.id)) continue;
    sum += state.books.heldFloat(strategy.index, slot.index) * state.valuation.valueOf(slot.asset.id);
  }
  for (const index of strategy.configuration.instruments) {
    const instrument = state.instruments[index] as KernelState['instruments'][number];
    if (venue !== '' && instrument.venue !== venue) continue;
    if (asset !== '' && instrument.base.id !== asset) continue;
    const openLots = strategy.openBuyLots[index] as number;
    const lots =
      instrument.kind === 'perpetual'
        ? Math.abs(state.books.positionLots(strategy.index, index)) +
          openLots +
          (strategy.openSellLots[index] as number)
        : openLots;
    if (lots !== 0) sum += lots * lotValue(state, index);
  }
  return sum;
}

/** Value of one lot of an instrument at its mark; 0 while unknown. */
export function lotValue(state: KernelState, index: number): number {
  const instrument = state.instruments[index] as KernelState['instruments'][number];
  return state.board.priceOf(index) * instrument.lotSize * state.valuation.valueOf(instrument.quote.id);
}
