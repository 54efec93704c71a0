import { ASK, BID } from '@qca/book';
import type { Market } from './Market.ts';
import { type Call, marketOf } from './Operation.ts';
import { quoteUnits } from './quoteUnits.ts';
import { decimalText } from './Steps.ts';

// What a market costs in a line: last price, best bid and ask, the day so far.

/** Prints the market a call names, or all of them. */
export function perSymbol(call: Call, print: (market: Market, nowMs: number) => unknown): unknown {
  const nowMs = call.desk.nowMs();
  if (call.params.has('symbol')) return print(marketOf(call), nowMs);
  return [...call.desk.markets.values()].map((market) => print(market, nowMs));
}

export function priceTicker(market: Market): unknown {
  return { symbol: market.symbol, price: market.steps.price(market.lastTicks) };
}

export function bookTicker(market: Market): Record<string, unknown> {
  const { book, steps, symbol } = market;
  return {
    symbol,
    bidPrice: steps.price(book.bestTicks(BID)),
    bidQty: steps.quantity(book.bestLots(BID)),
    askPrice: steps.price(book.bestTicks(ASK)),
    askQty: steps.quantity(book.bestLots(ASK)),
  };
}

export function dayTicker(market: Market, nowMs: number): Record<string, unknown> {
  const { steps } = market;
  const candle = market.candles.latest('1d', 1)[0];
  const openTicks = candle?.openTicks ?? market.lastTicks;
  const change = market.lastTicks - openTicks;
  return {
    ...bookTicker(market),
    priceChange: change < 0 ? `-${steps.price(-change)}` : steps.price(change),
    priceChangePercent: openTicks === 0 ? '0.000' : ((100 * change) / openTicks).toFixed(3),
    weightedAvgPrice: steps.price(candle === undefined ? 0 : Math.round(candle.tickLots / candle.lots)),
    prevClosePrice: steps.price(openTicks),
    lastPrice: steps.price(market.lastTicks),
    lastQty: steps.quantity(market.tape.latest(1)[0]?.lots ?? 0),
    openPrice: steps.price(openTicks),
    highPrice: steps.price(candle?.highTicks ?? market.lastTicks),
    lowPrice: steps.price(candle?.lowTicks ?? market.lastTicks),
    volume: steps.quantity(candle?.lots ?? 0),
    quoteVolume: decimalText(quoteUnits(market, candle?.tickLots ?? 0)),
    openTime: nowMs - 86_400_000,
    closeTime: nowMs,
    firstId: 1,
    lastId: market.tape.latest(1)[0]?.tradeId ?? -1,
    count: candle?.trades ?? 0,
  };
}
