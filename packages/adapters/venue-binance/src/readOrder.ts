import { BID } from '@qca/book';
import { REFUSALS } from './ApiError.ts';
import type { Market } from './Market.ts';
import type { Params } from './Params.ts';
import type { OrderKind, OrderTerms, OrderTimeInForce } from './PlacedOrder.ts';
import type { VenueRules } from './Rules.ts';

const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;
const CLIENT_ID_LEGAL = '^[\\.A-Z\\:/a-z0-9_-]{1,36}$';
const TICKS_MAX = 2 ** 31 - 1;
const LOTS_MAX = 9_000_000_000;

/** What each kind must and may carry. Source: Binance spot API, `rest-api.md`, "New order". */
const NEEDS: Readonly<
  Record<OrderKind, { readonly price: boolean; readonly stop: boolean; readonly tif: boolean }>
> = {
  LIMIT: { price: true, stop: false, tif: true },
  LIMIT_MAKER: { price: true, stop: false, tif: false },
  MARKET: { price: false, stop: false, tif: false },
  STOP_LOSS: { price: false, stop: true, tif: false },
  STOP_LOSS_LIMIT: { price: true, stop: true, tif: true },
  TAKE_PROFIT: { price: false, stop: true, tif: false },
  TAKE_PROFIT_LIMIT: { price: true, stop: true, tif: true },
};
export const ORDER_KINDS = Object.keys(NEEDS) as OrderKind[];

/**
 * Reads the parameters of a new order and checks them against the symbol's filters, in Binance's order: presence,
 * characters, precision, filters.
 */
export function readOrder(
  params: Params,
  market: Market,
  rules: VenueRules,
  nextId: () => string,
): OrderTerms {
  const side = params.oneOf('side', ['BUY', 'SELL'], REFUSALS.badSide);
  if (side === undefined) throw REFUSALS.missing('side');
  const kind = params.oneOf('type', ORDER_KINDS, REFUSALS.badOrderType);
  if (kind === undefined) throw REFUSALS.missing('type');
  const clientOrderId = params.text('newClientOrderId') ?? nextId();
  if (!CLIENT_ID.test(clientOrderId)) throw REFUSALS.illegalCharacters('newClientOrderId', CLIENT_ID_LEGAL);
  const needs = NEEDS[kind];
  const timeInForce = readTimeInForce(params, needs.tif);
  if (needs.price) params.need('price');
  else if (params.has('price')) throw REFUSALS.notRequired('price');
  if (needs.stop) params.need('stopPrice');
  else if (params.has('stopPrice')) throw REFUSALS.notRequired('stopPrice');
  const limitTicks = needs.price ? readPrice(params, 'price', market) : 0;
  const stopTicks = needs.stop ? readPrice(params, 'stopPrice', market) : 0;
  const quoteAtoms = kind === 'MARKET' ? (params.decimal('quoteOrderQty') ?? 0n) : 0n;
  if (quoteAtoms === 0n && !params.has('quantity'))
    throw kind === 'MARKET'
      ? REFUSALS.missingEither('quantity', 'quoteOrderQty')
      : REFUSALS.missing('quantity');
  const isBuy = side === 'BUY';
  const lots =
    quoteAtoms === 0n ? readLots(params, 'quantity', market) : lotsForQuote(market, isBuy, quoteAtoms);
  const displayLots = params.has('icebergQty') ? readLots(params, 'icebergQty', market) : 0;
  if (displayLots > 0 && timeInForce !== 'GTC') throw REFUSALS.notRequired('icebergQty');
  const terms: OrderTerms = {
    side,
    kind,
    timeInForce,
    lots,
    limitTicks,
    stopTicks,
    displayLots: displayLots >= lots ? 0 : displayLots,
    clientOrderId,
    responseType:
      params.oneOf('newOrderRespType', ['ACK', 'RESULT', 'FULL'], () =>
        REFUSALS.illegalCharacters('newOrderRespType', 'ACK|RESULT|FULL'),
      ) ?? (kind === 'MARKET' || kind === 'LIMIT' ? 'FULL' : 'ACK'),
    quoteAtoms,
  };
  checkFilters(terms, market, rules);
  return terms;
}

function readTimeInForce(params: Params, isNeeded: boolean): OrderTimeInForce {
  const timeInForce = params.oneOf('timeInForce', ['GTC', 'IOC', 'FOK'], REFUSALS.badTimeInForce);
  if (!isNeeded) {
    if (timeInForce !== undefined) throw REFUSALS.notRequired('timeInForce');
    return 'GTC';
  }
  if (timeInForce === undefined) throw REFUSALS.missing('timeInForce');
  return timeInForce;
}

function readPrice(params: Params, name: string, market: Market): number {
  const units = params.needDecimal(name);
  if (units <= 0n || units % market.steps.tick !== 0n) throw REFUSALS.filter('PRICE_FILTER');
  const ticks = Number(units / market.steps.tick);
  if (ticks > TICKS_MAX) throw REFUSALS.filter('PRICE_FILTER');
  return ticks;
}

function readLots(params: Params, name: string, market: Market): number {
  const units = params.needDecimal(name);
  if (units <= 0n || units % market.steps.lot !== 0n) throw REFUSALS.filter('LOT_SIZE');
  const lots = Number(units / market.steps.lot);
  if (lots > LOTS_MAX) throw REFUSALS.filter('LOT_SIZE');
  return lots;
}

/** Returns how many lots a sum of quote buys at the book as it stands. Rounds down. */
function lotsForQuote(market: Market, isBuy: boolean, quoteAtoms: bigint): number {
  let left = quoteAtoms;
  let lots = 0;
  for (const level of market.walk(isBuy ? 0 : 1, LOTS_MAX, 0)) {
    const lotAtoms = valueUp(market, 1, level.ticks);
    const here = Math.min(level.lots, Number(left / lotAtoms));
    lots += here;
    left -= valueUp(market, here, level.ticks);
    if (here < level.lots) break;
  }
  if (lots === 0) throw REFUSALS.filter('LOT_SIZE');
  return lots;
}

/** Values lots in quote, in 10^−8. Rounds up. */
export function valueUp({ instrument }: Market, lots: number, ticks: number): bigint {
  const product = BigInt(lots) * BigInt(ticks) * instrument.notionalNumerator;
  return (product + instrument.notionalDenominator - 1n) / instrument.notionalDenominator;
}

/** Values lots in quote, in 10^−8. Rounds down. */
export function valueDown({ instrument }: Market, lots: number, ticks: number): bigint {
  return (BigInt(lots) * BigInt(ticks) * instrument.notionalNumerator) / instrument.notionalDenominator;
}

function checkFilters(terms: OrderTerms, market: Market, rules: VenueRules): void {
  const isBuy = terms.side === 'BUY';
  const reference = market.lastTicks || market.book.bestTicks(isBuy ? 1 : BID);
  if (terms.limitTicks !== 0 && reference !== 0) {
    if (terms.limitTicks > reference * rules.priceUpMax || terms.limitTicks < reference * rules.priceDownMax)
      throw REFUSALS.filter('PERCENT_PRICE_BY_SIDE');
  }
  const ticks = terms.limitTicks || terms.stopTicks || reference;
  if (ticks !== 0 && valueDown(market, terms.lots, ticks) < market.instrument.minimumNotional)
    throw REFUSALS.filter('NOTIONAL');
}
