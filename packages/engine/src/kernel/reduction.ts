import type { Instrument } from '@qca/market';
import type { OrderSpec } from '@qca/orders';
import type { HoldingLeft, KillPlan } from '../commands.ts';
import { lotValue } from './exposure.ts';
import type { KernelOrder } from './KernelOrder.ts';
import type { KernelState, StrategySlot } from './KernelState.ts';
import { placeOrder, protectedTicks, touchTicks } from './place.ts';
import type { Slot } from './slots.ts';

/** Worst price of a reducing order against the touch: what is open costs more than a bad price. */
const PROTECTION = 0.05;
/** The collar is held against the mark, which the touch stands beside: half of it leaves room. */
const COLLAR_PART = 0.5;

/** What a strategy holds that could lose value, and the market to be rid of it. */
export interface Holding {
  readonly strategy: number;
  readonly venue: string;
  /** −1 where the strategy has no market to sell the asset in. */
  readonly instrument: number;
  readonly asset: string;
  /** Whole units, signed. */
  readonly quantity: number;
  readonly side: 'buy' | 'sell';
  readonly lots: number;
  /** Whole reporting units, an estimate; 0 while unknown. */
  readonly value: number;
  /** Why no order can reduce it; undefined where one can. */
  readonly reason: Exclude<HoldingLeft['reason'], 'not-asked' | 'given-up'> | undefined;
}

/** Lists all holdings but cash: what the plan names first, in its order, then by value, largest first. */
export function listHoldings(state: KernelState, plan: KillPlan): Holding[] {
  const holdings: Holding[] = [];
  for (const strategy of state.strategies) {
    for (const slot of state.slots.all) addSpot(state, strategy, slot, holdings);
    for (const index of strategy.perpetuals) addPerpetual(state, strategy, index, holdings);
  }
  const rankOf = ({ strategy, asset }: Holding): number => {
    const name = state.strategies[strategy]?.configuration.name ?? '';
    const rank = plan.order.findIndex((each) => each === name || each === asset);
    return rank < 0 ? plan.order.length : rank;
  };
  // Sorting is stable: what is equal stays in the order of strategies, slots and instruments.
  return holdings.sort((a, b) => rankOf(a) - rankOf(b) || b.value - a.value);
}

/** Sends the order that closes a holding at market; undefined where gate or ledger refuse it. */
export function sendReduction(
  state: KernelState,
  commandId: string,
  holding: Holding,
): KernelOrder | undefined {
  const { instrument, side } = holding;
  const strategy = state.strategies[holding.strategy] as StrategySlot;
  const collar = state.risk.limits.collarReducingBps;
  const distance = collar === null ? PROTECTION : Math.min(PROTECTION, (collar / 10_000) * COLLAR_PART);
  const order: OrderSpec = {
    instrument,
    side,
    type: 'market',
    quantityLots: holding.lots,
    limitTicks: protectedTicks(touchTicks(state, instrument, side), side, distance),
    timeInForce: 'ioc',
  };
  const closesLots = side === 'sell' ? holding.lots : -holding.lots;
  const why = { text: `kill ${commandId}`, numbers: { lots: holding.lots, value: holding.value } };
  return placeOrder(state, strategy, { order, why }, { tradeId: '', closesLots });
}

function addSpot(state: KernelState, strategy: StrategySlot, slot: Slot, holdings: Holding[]): void {
  const { asset, venue } = slot;
  if (state.configuration.cashAssets.includes(asset.id)) return;
  const quantity = state.books.heldFloat(strategy.index, slot.index);
  if (quantity <= 0) return;
  const value = quantity * state.valuation.valueOf(asset.id);
  const market = marketFor(state, strategy, slot);
  const common = { strategy: strategy.index, venue, asset: asset.id, quantity, side: 'sell', value } as const;
  if (market === undefined) {
    holdings.push({ ...common, instrument: -1, lots: 0, reason: 'no-market' });
    return;
  }
  const lots = state.books.positionLots(strategy.index, market.index);
  holdings.push({ ...common, instrument: market.index, lots, reason: reasonAgainst(state, market, lots) });
}

function addPerpetual(state: KernelState, strategy: StrategySlot, index: number, holdings: Holding[]): void {
  const position = state.books.positionLots(strategy.index, index);
  if (position === 0) return;
  const instrument = state.instruments[index] as Instrument;
  const lots = Math.abs(position);
  holdings.push({
    strategy: strategy.index,
    venue: instrument.venue,
    instrument: index,
    asset: instrument.base.id,
    quantity: position * instrument.lotSize,
    side: position > 0 ? 'sell' : 'buy',
    lots,
    value: lots * lotValue(state, index),
    reason: reasonAgainst(state, instrument, lots),
  });
}

/** The market a strategy sells an asset in: one that pays cash, else one whose quote can be sold for cash after it. */
function marketFor(state: KernelState, strategy: StrategySlot, slot: Slot): Instrument | undefined {
  const { cashAssets } = state.configuration;
  const isHeard = (each: Instrument): boolean => state.board.lastTicks(each.index) > 0;
  const own = strategy.configuration.instruments
    .map((index) => state.instruments[index] as Instrument)
    .filter((each) => each.kind === 'spot' && each.venue === slot.venue);
  const sells = own.filter((each) => each.base.id === slot.asset.id);
  const forCash = sells.filter((each) => cashAssets.includes(each.quote.id));
  if (forCash.length > 0) return forCash.find(isHeard) ?? forCash[0];
  return sells.find((first) =>
    own.some((second) => second.base.id === first.quote.id && cashAssets.includes(second.quote.id)),
  );
}

function reasonAgainst(state: KernelState, instrument: Instrument, lots: number): Holding['reason'] {
  if (lots < 1) return 'below-minimum';
  const price = state.board.priceOf(instrument.index);
  if (price <= 0) return 'no-price';
  const notional = lots * instrument.lotSize * price;
  return notional < state.books.minimumNotional(instrument.index) ? 'below-minimum' : undefined;
}
