import { type Instrument, isFeeInQuote } from '@qca/market';
import type { LegSpec } from '@qca/orders';
import type { KernelState } from './KernelState.ts';
import type { LegsTrade } from './legsTrade.ts';

// How much each leg of a trade is to trade: what the one before it brought.

/**
 * Sizes a leg by what the one before it filled. Rounds down to whole lots.
 *
 * A purchase whose fee the venue kept back brought less than it filled: only what it brought can be passed on, and only
 * that is to be hedged. What is left below a lot is a holding.
 */
export function followingLots(
  state: KernelState,
  done: LegSpec,
  next: LegSpec,
  { filledLots, baseFee }: { readonly filledLots: number; readonly baseFee: number },
): number {
  const from = state.instruments[done.instrument] as Instrument;
  const to = state.instruments[next.instrument] as Instrument;
  const filled = filledLots * from.lotSize;
  const base = done.side === 'buy' ? filled - baseFee : filled;
  if (next.sizing === 'same-base') {
    // What such a purchase is to bring, its fee kept back; the strategy's own bound says whether it wants that.
    const keeps = next.side === 'buy' && to.kind === 'spot' && to.feeAsset === 'received';
    const wanted = keeps ? base / (1 - state.books.takerFeeFloat(next.instrument)) : base;
    return Math.min(next.quantityLots, wholeLots(wanted / to.lotSize));
  }
  // What a sale brings has lost its fee, and a purchase costs its fee too, but where that is kept back from the base.
  const sold = filled * done.limitTicks * from.tickSize * (1 - state.books.takerFeeFloat(done.instrument));
  const received = done.side === 'buy' ? base : sold;
  if (next.side === 'sell') return Math.min(next.quantityLots, wholeLots(received / to.lotSize));
  const fee = isFeeInQuote(to) ? state.books.takerFeeFloat(next.instrument) : 0;
  const cost = next.limitTicks * to.tickSize * (1 + fee);
  return Math.min(next.quantityLots, wholeLots(received / cost / to.lotSize));
}

/** Rounds down to whole lots; a quotient that is whole but for the last bits of a double is whole. */
export function wholeLots(lots: number): number {
  return Math.floor(lots + 1e-6);
}

/** What is to be reversed of a leg: its fills, less what the venue kept back from a purchase. */
export function broughtLots(state: KernelState, trade: LegsTrade, leg: LegSpec): number {
  const filledLots = trade.filledLots[trade.leg] as number;
  const baseFee = trade.baseFees[trade.leg] as number;
  if (leg.side === 'sell' || baseFee === 0) return filledLots;
  return filledLots - baseFee / (state.instruments[leg.instrument] as Instrument).lotSize;
}
