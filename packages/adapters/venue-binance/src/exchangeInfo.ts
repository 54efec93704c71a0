import type { Market } from './Market.ts';
import type { VenueRules } from './Rules.ts';
import { ORDER_KINDS } from './readOrder.ts';
import { decimalText } from './Steps.ts';

/** The venue's description of itself: symbols, their filters, and rate limits. */
export function exchangeInfo(markets: readonly Market[], rules: VenueRules, nowMs: number): unknown {
  return {
    timezone: 'UTC',
    serverTime: nowMs,
    rateLimits: [
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: rules.weightMax },
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: rules.ordersPer10sMax },
      { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 200_000 },
    ],
    exchangeFilters: [],
    symbols: markets.map((market) => symbolJson(market, rules)),
  };
}

function symbolJson({ symbol, instrument, steps }: Market, rules: VenueRules): unknown {
  const lotSize = {
    minQty: steps.quantity(1),
    maxQty: steps.quantity(9_000_000_000),
    stepSize: steps.quantity(1),
  };
  return {
    symbol,
    status: 'TRADING',
    baseAsset: instrument.base.id,
    baseAssetPrecision: 8,
    quoteAsset: instrument.quote.id,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ORDER_KINDS,
    icebergAllowed: true,
    ocoAllowed: false,
    otoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: false,
    cancelReplaceAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      {
        filterType: 'PRICE_FILTER',
        minPrice: steps.price(1),
        maxPrice: steps.price(2 ** 31 - 1),
        tickSize: steps.price(1),
      },
      { filterType: 'LOT_SIZE', ...lotSize },
      { filterType: 'ICEBERG_PARTS', limit: 100 },
      { filterType: 'MARKET_LOT_SIZE', ...lotSize },
      {
        filterType: 'PERCENT_PRICE_BY_SIDE',
        bidMultiplierUp: String(rules.priceUpMax),
        bidMultiplierDown: String(rules.priceDownMax),
        askMultiplierUp: String(rules.priceUpMax),
        askMultiplierDown: String(rules.priceDownMax),
        avgPriceMins: 5,
      },
      {
        filterType: 'NOTIONAL',
        minNotional: decimalText(instrument.minimumNotional),
        applyMinToMarket: true,
        maxNotional: '9000000.00000000',
        applyMaxToMarket: false,
        avgPriceMins: 5,
      },
      { filterType: 'MAX_NUM_ORDERS', maxNumOrders: rules.openOrdersMax },
    ],
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode: 'NONE',
    allowedSelfTradePreventionModes: ['NONE'],
  };
}
