import { assert } from '@qca/base';
import { type Instrument, lotsNotionalDown } from '@qca/market';
import { isImmediate, type OrderSpec } from '@qca/orders';
import { parseDecimal } from '@qca/units';
import { priceText, quantityText } from './exact.ts';
import type { Refused, VenueProfile } from './VenueProfile.ts';

/** An order in ccxt's words, every number an exact decimal text. */
export interface OrderRequest {
  readonly type: 'market' | 'limit';
  readonly side: 'buy' | 'sell';
  readonly amount: string;
  readonly price: string | undefined;
  readonly parameters: Readonly<Record<string, string | boolean>>;
}

export interface RequestRefusal {
  readonly reason: Refused | 'would-not-reduce';
  readonly detail: string;
}

/**
 * Puts an order into the venue's words, or says why it cannot be put exactly.
 *
 * A market order with a price protection becomes an immediate limit. On spot a sale can only reduce what is held, so a
 * reduce-only sale is an ordinary one and a reduce-only buy is refused. Refused, never approximated: brackets, groups,
 * trailing stops, expiry dates.
 */
export function orderRequest(
  spec: OrderSpec,
  instrument: Instrument,
  profile: VenueProfile,
): OrderRequest | RequestRefusal {
  return refusalOf(spec, instrument, profile) ?? requestOf(spec, instrument);
}

function requestOf(spec: OrderSpec, instrument: Instrument): OrderRequest {
  const isProtectedMarket = spec.type === 'market' && spec.limitTicks !== undefined;
  const hasLimit = spec.limitTicks !== undefined;
  const parameters: Record<string, string | boolean> = {};
  if (spec.triggerTicks !== undefined) parameters['stopLossPrice'] = priceText(spec.triggerTicks, instrument);
  if (spec.postOnly === true) parameters['postOnly'] = true;
  else if (isProtectedMarket) parameters['timeInForce'] = spec.timeInForce === 'fok' ? 'FOK' : 'IOC';
  else if (hasLimit) parameters['timeInForce'] = (spec.timeInForce ?? 'gtc').toUpperCase();
  if (spec.displayLots !== undefined && spec.displayLots < spec.quantityLots)
    parameters['icebergQty'] = quantityText(spec.displayLots, instrument);
  return {
    type: hasLimit ? 'limit' : 'market',
    side: spec.side,
    amount: quantityText(spec.quantityLots, instrument),
    price: spec.limitTicks === undefined ? undefined : priceText(spec.limitTicks, instrument),
    parameters,
  };
}

function refusalOf(
  spec: OrderSpec,
  instrument: Instrument,
  profile: VenueProfile,
): RequestRefusal | undefined {
  const { quantityLots, limitTicks, triggerTicks, displayLots, type, timeInForce } = spec;
  if (!isWhole(quantityLots))
    return no('bad-quantity', `${quantityLots} is not a whole number of lots above 0`);
  if (displayLots !== undefined && !isWhole(displayLots))
    return no('bad-quantity', `${displayLots} is not a whole number of shown lots above 0`);
  const needsLimit = type === 'limit' || type === 'stop-limit';
  const needsTrigger = type === 'stop' || type === 'stop-limit';
  if (limitTicks === undefined ? needsLimit : !isWhole(limitTicks))
    return no('bad-price', `limitTicks ${limitTicks} for a ${type} order`);
  if (triggerTicks === undefined ? needsTrigger : !needsTrigger || !isWhole(triggerTicks))
    return no('bad-price', `triggerTicks ${triggerTicks} for a ${type} order`);
  if (type === 'trailing-stop')
    return no('not-supported', 'trailing stops follow a rule of the venue that differs from ours');
  if (spec.bracket !== undefined) return no('not-supported', 'brackets are not kept at the venue');
  if (spec.ocoGroup !== undefined) return no('not-supported', 'groups are not kept at the venue');
  if (timeInForce === 'gtd') return no('not-supported', 'the venue knows no expiry date');
  if (type === 'market' && timeInForce === 'gtc') return no('not-supported', 'a market order cannot rest');
  if (type === 'market' && limitTicks === undefined && timeInForce === 'fok')
    return no('not-supported', 'a market order without a price cannot be fill-or-kill');
  if (type === 'stop' && limitTicks === undefined && timeInForce !== undefined && timeInForce !== 'ioc')
    return no('not-supported', 'a woken stop takes at once');
  if (timeInForce !== undefined && !profile.timeInForce.includes(timeInForce))
    return no('not-supported', `the venue knows no ${timeInForce}`);
  const takesAtOnce = isImmediate(timeInForce);
  if (spec.postOnly === true && (type !== 'limit' || takesAtOnce))
    return no('not-supported', 'only a resting limit order can be post-only');
  if (displayLots !== undefined && (type !== 'limit' || takesAtOnce || spec.postOnly === true))
    return no('not-supported', 'only a resting limit order can be an iceberg');
  if (spec.reduceOnly === true && spec.side === 'buy')
    return no('would-not-reduce', 'a spot buy reduces nothing');
  const ticks = limitTicks ?? triggerTicks;
  if (ticks !== undefined && lotsNotionalDown(instrument, quantityLots, ticks) < instrument.minimumNotional)
    return no(
      'below-minimum-notional',
      `${quantityLots} lots at ${ticks} ticks are worth less than the venue takes`,
    );
  return undefined;
}

/** Crashes when ccxt's own rounding would change a number of ours: steps and markets then disagree, and no order may go out. */
export function assertUnchanged(ours: string, theirs: string, what: string): void {
  const a = parseDecimal(ours, 18);
  const b = parseDecimal(theirs, 18);
  assert(a.ok && b.ok && a.value === b.value, `${what} ${ours} would be sent as ${theirs}`);
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function no(reason: RequestRefusal['reason'], detail: string): RequestRefusal {
  return { reason, detail };
}
