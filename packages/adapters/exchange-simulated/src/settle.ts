import { type Instrument, isFeeInQuote, lotsToBase, type Side } from '@qca/market';
import { type Amount, ZERO_AMOUNT, ZERO_RATIO } from '@qca/units';
import { feeAtRate, takerRateMax } from './fees.ts';
import type { Piece } from './Liquidity.ts';
import type { Market } from './Market.ts';
import { notionalDown, notionalUp } from './notional.ts';
import type { Venue } from './Venue.ts';
import type { WorkingOrder } from './WorkingOrder.ts';

/** What changed hands. */
export interface Traded {
  readonly side: Side;
  readonly lots: number;
  readonly ticks: number;
  /** In quote; nothing where the venue takes it in something else. */
  readonly fee: Amount;
}

/**
 * Books a fill, exactly. Spot: a buy pays the notional rounded up and the fee, a sale receives it rounded down less the
 * fee. A perpetual: the profit it realises, which is returned, less the fee.
 */
export function settleFill(market: Market, traded: Traded): Amount {
  const { instrument, venue } = market;
  const { side, lots, ticks, fee } = traded;
  if (instrument.kind === 'perpetual') {
    const realised = market.reposition(side, lots, ticks);
    venue.account.change(instrument.quote.id, realised - fee);
    return realised;
  }
  const base = lotsToBase(instrument, lots);
  if (side === 'buy') {
    venue.account.change(instrument.base.id, base);
    venue.account.change(instrument.quote.id, -cost(instrument, traded));
  } else {
    venue.account.change(instrument.base.id, -base);
    venue.account.change(instrument.quote.id, notionalDown(instrument, lots, ticks) - fee);
  }
  return ZERO_AMOUNT;
}

function cost(instrument: Instrument, bought: Pick<Traded, 'lots' | 'ticks' | 'fee'>): bigint {
  return notionalUp(instrument, bought.lots, bought.ticks) + bought.fee;
}

/** An amount of an asset that must be there. */
export interface Claim {
  readonly asset: string;
  readonly atoms: bigint;
}

/** Returns what an open spot order must be able to pay: base for a sale, notional and the highest fee in quote for a buy. */
export function claimOf(order: WorkingOrder, instrument: Instrument, lastTicks: number): Claim {
  if (!order.isBuy) {
    return { asset: instrument.base.id, atoms: lotsToBase(instrument, order.remainingLots) };
  }
  // Triggers that trail a mid may lie between ticks.
  const ticks = Math.ceil(order.limitTicks || order.triggerTicks || lastTicks);
  const rate = isFeeInQuote(instrument) ? takerRateMax(instrument) : ZERO_RATIO;
  const fee = feeAtRate(instrument, order.remainingLots, ticks, rate);
  return { asset: instrument.quote.id, atoms: cost(instrument, { lots: order.remainingLots, ticks, fee }) };
}

/**
 * Returns what the open spot orders of a venue claim of an asset. Of orders of which only one can fill (a group of
 * one-cancels-other, a bracket's two exits) the largest claim counts.
 */
export function claimedAtoms(
  venue: Venue,
  asset: string,
  orders: { readonly without: WorkingOrder },
): bigint {
  let sum = 0n;
  let largest: Map<string, bigint> | undefined;
  const ownGroup = groupOf(orders.without);
  for (const market of venue.markets) {
    const { instrument } = market;
    if (instrument.kind !== 'spot' || (instrument.base.id !== asset && instrument.quote.id !== asset))
      continue;
    for (const order of market.orders) {
      if (order === orders.without) continue;
      const claim = claimOf(order, instrument, market.lastTicks);
      const group = groupOf(order);
      if (claim.asset !== asset || (group !== '' && group === ownGroup)) continue;
      if (group === '') sum += claim.atoms;
      else {
        largest ??= new Map();
        if (claim.atoms > (largest.get(group) ?? 0n)) largest.set(group, claim.atoms);
      }
    }
  }
  if (largest !== undefined) for (const atoms of largest.values()) sum += atoms;
  return sum;
}

/** Names the group of orders of which only one can fill; empty for an order on its own. */
function groupOf(order: WorkingOrder): string {
  if (order.parent !== undefined) return `bracket ${order.parent.id}`;
  return order.spec.ocoGroup === undefined ? '' : `group ${order.spec.ocoGroup}`;
}

/**
 * Returns how many of the piece's lots the account can pay for, leaving other orders' claims alone. Rounds down.
 *
 * `feeFor` says what a number of lots pays as a fee in quote.
 */
export function affordableLots(
  market: Market,
  order: WorkingOrder,
  { ticks, lots }: Piece,
  feeFor: (lots: number) => bigint,
): number {
  const { instrument, venue } = market;
  const asset = order.isBuy ? instrument.quote.id : instrument.base.id;
  const free = venue.account.total(asset) - claimedAtoms(venue, asset, { without: order });
  if (!order.isBuy) {
    const held = Number(free / instrument.lot);
    return Math.max(0, Math.min(lots, held));
  }
  const costOf = (n: number): bigint => notionalUp(instrument, n, ticks) + feeFor(n);
  if (costOf(lots) <= free) return lots;
  let low = 0;
  let high = lots;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (costOf(middle) <= free) low = middle;
    else high = middle;
  }
  return low;
}
