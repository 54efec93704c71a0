import { ASK, BID } from '@qca/book';
import { REFUSALS } from './ApiError.ts';
import { INTERVALS } from './Candles.ts';
import { exchangeInfo } from './exchangeInfo.ts';
import type { Market } from './Market.ts';
import { type Call, marketOf } from './Operation.ts';
import type { PrintedTrade } from './PublicTape.ts';
import { quoteUnits } from './quoteUnits.ts';
import { decimalText } from './Steps.ts';

// What anybody may ask of a market: rules, book, trades, candles.

export function runExchangeInfo({ desk, params }: Call): unknown {
  const only = params.text('symbol');
  if (only !== undefined && !desk.markets.has(only)) throw REFUSALS.badSymbol();
  const markets = [...desk.markets.values()].filter(({ symbol }) => only === undefined || symbol === only);
  return exchangeInfo(markets, desk.rules, desk.nowMs());
}

export function runDepth(call: Call): unknown {
  const market = marketOf(call);
  const max = call.params.limit(100, 5_000);
  return { lastUpdateId: market.updateId, bids: market.levels(BID, max), asks: market.levels(ASK, max) };
}

export function runTrades(call: Call): unknown {
  const market = marketOf(call);
  return market.tape.latest(call.params.limit(500, 1_000)).map((trade) => ({
    id: trade.tradeId,
    ...printed(market, trade),
    quoteQty: decimalText(
      (BigInt(trade.ticks) * BigInt(trade.lots) * market.steps.tick * market.steps.lot) / 100_000_000n,
    ),
    time: trade.timeMs,
    isBuyerMaker: trade.isBuyerMaker,
    isBestMatch: true,
  }));
}

function printed(market: Market, trade: PrintedTrade): { price: string; qty: string } {
  return { price: market.steps.price(trade.ticks), qty: market.steps.quantity(trade.lots) };
}

export function runAggTrades(call: Call): unknown {
  const market = marketOf(call);
  return market.tape.latest(call.params.limit(500, 1_000)).map((trade) => ({
    a: trade.tradeId,
    p: market.steps.price(trade.ticks),
    q: market.steps.quantity(trade.lots),
    f: trade.tradeId,
    l: trade.tradeId,
    T: trade.timeMs,
    m: trade.isBuyerMaker,
    M: true,
  }));
}

export function runKlines(call: Call): unknown {
  const market = marketOf(call);
  const interval = call.params.need('interval');
  const lengthMs = INTERVALS[interval];
  if (lengthMs === undefined) throw REFUSALS.badInterval();
  const { steps, candles } = market;
  return candles
    .latest(interval, call.params.limit(500, 1_000))
    .map((candle) => [
      candle.openMs,
      steps.price(candle.openTicks),
      steps.price(candle.highTicks),
      steps.price(candle.lowTicks),
      steps.price(candle.closeTicks),
      steps.quantity(candle.lots),
      candle.openMs + lengthMs - 1,
      decimalText(quoteUnits(market, candle.tickLots)),
      candle.trades,
      '0.00000000',
      '0.00000000',
      '0',
    ]);
}
