import { type Instrument, lotsNotionalUp } from '@qca/market';
import { type Amount, formatAmount, ONE_RATIO, partUp } from '@qca/units';
import { feeAtRate, takerRateMax } from './fees.ts';
import type { Market } from './Market.ts';
import { claimedAtoms } from './settle.ts';
import type { VenueRefusal } from './specRefusal.ts';
import type { Venue } from './Venue.ts';
import type { WorkingOrder } from './WorkingOrder.ts';

// Perpetuals of one venue and quote asset share their margin: the balance of that asset and the profit not yet taken.

/**
 * Checks that the margin carries what an order may open, beside everything else that is open.
 *
 * Needed is, per perpetual, the initial margin of the larger of both ways all its orders could fill, and the order's
 * highest fee. An order that cannot make a position larger needs none.
 *
 * Rejects: `insufficient-balance`.
 */
export function marginRefusal(order: WorkingOrder, market: Market): VenueRefusal | undefined {
  if (worstLots(market, order) <= worstLots(market, undefined)) return undefined;
  const { instrument, venue } = market;
  const { id: asset, decimals } = instrument.quote;
  const ticks = Math.ceil(order.limitTicks || order.triggerTicks || market.lastTicks);
  let needed: bigint = feeAtRate(instrument, order.remainingLots, ticks, takerRateMax(instrument));
  for (const each of perpetualsOf(venue, asset)) {
    const lots = worstLots(each, each === market ? order : undefined);
    const mark = Math.ceil(each.lastTicks) || ticks;
    const initial = each.instrument.margin?.initialRatio ?? ONE_RATIO;
    needed += partUp(lotsNotionalUp(each.instrument, lots, mark), initial);
  }
  const available = equityAtoms(venue, asset) - claimedAtoms(venue, asset, { without: order });
  if (needed <= available) return undefined;
  const text = (atoms: bigint): string => formatAmount(atoms as Amount, decimals);
  return {
    reason: 'insufficient-balance',
    detail: `needs ${text(needed)} ${asset} of margin, has ${text(available)}`,
  };
}

/** Returns the perpetuals of a venue that settle in `asset`. */
export function perpetualsOf(venue: Venue, asset: string): Market[] {
  return venue.markets.filter(({ instrument }) => isPerpetualIn(instrument, asset));
}

/**
 * Whether balance and open profit have fallen to the maintenance margin of all positions in `asset`.
 *
 * An estimate decides where it is clear; near the line the exact numbers do.
 */
export function isUnderMargin(venue: Venue, asset: string): boolean {
  let cushion = Number(venue.account.total(asset));
  let maintenance = 0;
  for (const market of venue.markets) {
    if (market.positionLots === 0 || !isPerpetualIn(market.instrument, asset)) continue;
    const { lastTicks, entryTicks, positionLots, atomsPerTickLot, maintenanceRatio } = market;
    cushion += positionLots * (lastTicks - entryTicks) * atomsPerTickLot;
    maintenance += Math.abs(positionLots) * lastTicks * atomsPerTickLot * maintenanceRatio;
  }
  if (maintenance === 0 || cushion > maintenance * CLEARLY) return false;
  let exact = 0n;
  for (const { position, positionLots, lastTicks } of perpetualsOf(venue, asset)) {
    if (position !== undefined && positionLots !== 0) exact += position.maintenanceMarginUp(lastTicks);
  }
  return equityAtoms(venue, asset) <= exact;
}

/** An estimate this many times the line is not near it: doubles err in the tenth digit, not the second. */
const CLEARLY = 1.01;

function equityAtoms(venue: Venue, asset: string): bigint {
  let equity: bigint = venue.account.total(asset);
  for (const { position, positionLots, lastTicks } of perpetualsOf(venue, asset)) {
    if (position !== undefined && positionLots !== 0) equity += position.unrealisedDown(lastTicks);
  }
  return equity;
}

/** The largest position that the open orders, and one more, could lead to. */
function worstLots(market: Market, extra: WorkingOrder | undefined): number {
  let buys = 0;
  let sells = 0;
  for (const order of extra === undefined ? market.orders : [...market.orders, extra]) {
    if (order.spec.reduceOnly) continue;
    if (order.isBuy) buys += order.remainingLots;
    else sells += order.remainingLots;
  }
  return Math.max(Math.abs(market.positionLots + buys), Math.abs(market.positionLots - sells));
}

function isPerpetualIn(instrument: Instrument, asset: string): boolean {
  return instrument.kind === 'perpetual' && instrument.quote.id === asset;
}
