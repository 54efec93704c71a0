import type { TimeUs } from '@qca/base';
import { isFeeInQuote } from '@qca/market';
import { formatAmount } from '@qca/units';
import { feeAtoms } from './fees.ts';
import type { Market } from './Market.ts';
import { marginRefusal } from './margin.ts';
import { notionalDown, notionalUp } from './notional.ts';
import type { SimulationSettings } from './settings.ts';
import { type Claim, claimedAtoms, claimOf } from './settle.ts';
import type { VenueRefusal } from './specRefusal.ts';
import type { WorkingOrder } from './WorkingOrder.ts';

/**
 * Checks a well-formed order against its market and our account, in the order in which venues do.
 *
 * Rejects: `expired`, `rate-limited` (too many open orders), `would-not-reduce`, `no-liquidity` (a market order that finds
 * nobody), `below-minimum-notional`, `would-take-liquidity`, `insufficient-balance`.
 */
export function orderRefusal(
  order: WorkingOrder,
  market: Market,
  settings: SimulationSettings,
  timeUs: TimeUs,
): VenueRefusal | undefined {
  if (order.expireTimeUs !== 0 && order.expireTimeUs <= timeUs) {
    return { reason: 'expired', detail: `it lapsed at ${order.expireTimeUs}, now is ${timeUs}` };
  }
  if (market.orders.length >= settings.openOrdersMax) {
    return { reason: 'rate-limited', detail: `${market.orders.length} open orders are the most here` };
  }
  if (order.spec.reduceOnly && reducibleLots(order, market) < 1) {
    return { reason: 'would-not-reduce', detail: `no position that a ${order.side} reduces` };
  }
  return (
    liquidityRefusal(order, market, timeUs) ??
    notionalRefusal(order, market) ??
    postOnlyRefusal(order, market, timeUs) ??
    balanceRefusal(order, market, timeUs)
  );
}

/** Returns how many lots of the order would bring the position nearer to zero. Spot: the base held. */
export function reducibleLots(order: WorkingOrder, market: Market): number {
  const { instrument, venue, positionLots } = market;
  if (instrument.kind === 'perpetual') return Math.max(0, order.isBuy ? -positionLots : positionLots);
  return order.isBuy ? 0 : Number(venue.account.total(instrument.base.id) / instrument.lot);
}

function liquidityRefusal(order: WorkingOrder, market: Market, timeUs: TimeUs): VenueRefusal | undefined {
  if (order.spec.type !== 'market') return undefined;
  if (market.liquidity.plan(order.isBuy, 1, 0, timeUs).length > 0) return undefined;
  return { reason: 'no-liquidity', detail: 'nobody trades here at this moment' };
}

function notionalRefusal(order: WorkingOrder, market: Market): VenueRefusal | undefined {
  const { instrument } = market;
  // A mid may lie between ticks: the lower value is the one that is judged.
  const ticks = Math.floor(order.limitTicks || order.triggerTicks || market.lastTicks);
  if (order.spec.reduceOnly || ticks === 0) return undefined;
  const notional = notionalDown(instrument, order.spec.quantityLots, ticks);
  if (notional >= instrument.minimumNotional) return undefined;
  const { decimals, id } = instrument.quote;
  const detail = `${formatAmount(notional, decimals)} ${id} is less than ${formatAmount(instrument.minimumNotional, decimals)}`;
  return { reason: 'below-minimum-notional', detail };
}

function postOnlyRefusal(order: WorkingOrder, market: Market, timeUs: TimeUs): VenueRefusal | undefined {
  if (!order.spec.postOnly) return undefined;
  const touch = market.liquidity.touchTicks(order.isBuy, timeUs);
  if (touch === 0) return undefined;
  const takes = order.isBuy ? order.limitTicks >= touch : order.limitTicks <= touch;
  return takes
    ? { reason: 'would-take-liquidity', detail: `the other side is at ${touch} ticks` }
    : undefined;
}

function balanceRefusal(order: WorkingOrder, market: Market, timeUs: TimeUs): VenueRefusal | undefined {
  const { instrument, venue } = market;
  if (instrument.kind === 'perpetual') return marginRefusal(order, market);
  const needed =
    order.spec.type === 'market' && order.isBuy
      ? marketCost(order, market, timeUs)
      : claimOf(order, instrument, market.lastTicks);
  const total = venue.account.total(needed.asset);
  const claimed = claimedAtoms(venue, needed.asset, { without: order });
  if (needed.atoms + claimed <= total) return undefined;
  const { decimals } = needed.asset === instrument.base.id ? instrument.base : instrument.quote;
  const text = (atoms: bigint): string => formatAmount(atoms as never, decimals);
  const detail = `needs ${text(needed.atoms)} ${needed.asset}, has ${text(total)} of which ${text(claimed)} are bound by open orders`;
  return { reason: 'insufficient-balance', detail };
}

function marketCost(order: WorkingOrder, market: Market, timeUs: TimeUs): Claim {
  const { instrument, venue } = market;
  const volume = venue.volume.at(timeUs);
  let atoms = 0n;
  for (const { ticks, lots } of market.liquidity.plan(
    true,
    order.spec.quantityLots,
    order.limitTicks,
    timeUs,
  )) {
    atoms += notionalUp(instrument, lots, ticks);
    if (isFeeInQuote(instrument)) atoms += feeAtoms(instrument, { lots, ticks, liquidity: 'taker', volume });
  }
  return { asset: instrument.quote.id, atoms };
}
