import { isImmediate, type OrderSpec, type VenueReason } from '@qca/orders';

/** Why a venue will not have an order. */
export interface VenueRefusal {
  readonly reason: VenueReason;
  readonly detail: string;
}

/** Venues limit the parts of an iceberg (Binance: ICEBERG_PARTS, 10 to 100 by symbol). */
export const ICEBERG_PARTS_MAX = 100;

/** The highest price a book can hold. */
const TICKS_MAX = 2 ** 31 - 1;

/**
 * Checks what can be judged from the order alone.
 *
 * Rejects: `bad-quantity` (not whole lots above 0, iceberg parts), `bad-price` (missing, not whole ticks above 0,
 * bracket on the wrong side), `not-supported` (combinations that contradict themselves).
 */
export function specRefusal(spec: OrderSpec): VenueRefusal | undefined {
  return quantityRefusal(spec) ?? priceRefusal(spec) ?? bracketRefusal(spec) ?? combinationRefusal(spec);
}

function quantityRefusal(spec: OrderSpec): VenueRefusal | undefined {
  const { quantityLots, displayLots } = spec;
  if (!isWhole(quantityLots))
    return bad('bad-quantity', `${quantityLots} is not a whole number of lots above 0`);
  if (displayLots === undefined) return undefined;
  if (!isWhole(displayLots))
    return bad('bad-quantity', `${displayLots} is not a whole number of shown lots above 0`);
  if (displayLots * ICEBERG_PARTS_MAX < quantityLots) {
    return bad(
      'bad-quantity',
      `${quantityLots} lots shown by ${displayLots} are more than ${ICEBERG_PARTS_MAX} parts`,
    );
  }
  return undefined;
}

function priceRefusal(spec: OrderSpec): VenueRefusal | undefined {
  const { type, limitTicks, triggerTicks, trailTicks } = spec;
  const needsLimit = type === 'limit' || type === 'stop-limit';
  const needsTrigger = type === 'stop' || type === 'stop-limit';
  if (limitTicks === undefined ? needsLimit : !isPrice(limitTicks))
    return badPrice('limitTicks', limitTicks, type);
  if (triggerTicks === undefined ? needsTrigger : !isPrice(triggerTicks)) {
    return badPrice('triggerTicks', triggerTicks, type);
  }
  if (trailTicks === undefined ? type === 'trailing-stop' : !isPrice(trailTicks)) {
    return badPrice('trailTicks', trailTicks, type);
  }
  return undefined;
}

function bracketRefusal(spec: OrderSpec): VenueRefusal | undefined {
  if (spec.bracket === undefined) return undefined;
  const { takeProfitTicks, stopTicks } = spec.bracket;
  if (!isPrice(takeProfitTicks)) return badPrice('bracket.takeProfitTicks', takeProfitTicks, spec.type);
  if (!isPrice(stopTicks)) return badPrice('bracket.stopTicks', stopTicks, spec.type);
  const isOrdered = spec.side === 'buy' ? stopTicks < takeProfitTicks : stopTicks > takeProfitTicks;
  if (isOrdered) return undefined;
  return bad(
    'bad-price',
    `a ${spec.side}'s bracket cannot stop at ${stopTicks} and take profit at ${takeProfitTicks}`,
  );
}

function combinationRefusal(spec: OrderSpec): VenueRefusal | undefined {
  const { type, timeInForce, postOnly, displayLots } = spec;
  const takesAtOnce = isImmediate(timeInForce);
  const unsupported = (what: string): VenueRefusal => bad('not-supported', what);
  if (type === 'market' && (timeInForce === 'gtc' || timeInForce === 'gtd')) {
    return unsupported('a market order cannot rest');
  }
  if (timeInForce === 'gtd' && spec.expireTimeUs === undefined) return unsupported('gtd needs expireTimeUs');
  if (type !== 'stop' && type !== 'stop-limit' && spec.triggerTicks !== undefined) {
    return unsupported(`a ${type} order has no triggerTicks`);
  }
  if (type !== 'trailing-stop' && spec.trailTicks !== undefined) {
    return unsupported(`a ${type} order has no trailTicks`);
  }
  if (postOnly && (type !== 'limit' || takesAtOnce))
    return unsupported('only a resting limit order can be post-only');
  if (displayLots !== undefined && (type !== 'limit' || takesAtOnce)) {
    return unsupported('only a resting limit order can be an iceberg');
  }
  if (spec.bracket !== undefined && spec.reduceOnly)
    return unsupported('a reduce-only order opens nothing to bracket');
  return undefined;
}

function isWhole(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function isPrice(value: number): boolean {
  return isWhole(value) && value <= TICKS_MAX;
}

function badPrice(name: string, value: number | undefined, type: string): VenueRefusal {
  const what =
    value === undefined
      ? `is missing for a ${type} order`
      : `${value} is not a whole number of ticks above 0`;
  return bad('bad-price', `${name} ${what}`);
}

function bad(reason: VenueReason, detail: string): VenueRefusal {
  return { reason, detail };
}
