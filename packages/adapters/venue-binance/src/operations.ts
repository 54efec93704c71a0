import { ASK, BID } from '@qca/book';
import type { Account } from './Account.ts';
import { type ApiError, REFUSALS } from './ApiError.ts';
import { INTERVALS } from './Candles.ts';
import { exchangeInfo } from './exchangeInfo.ts';
import type { Market } from './Market.ts';
import type { OrderDesk } from './OrderDesk.ts';
import type { Params } from './Params.ts';
import { cancelledJson, orderJson, type PlacedOrder, placedJson, tradeJson } from './PlacedOrder.ts';
import type { PrintedTrade } from './PublicTape.ts';
import type { RateLimits } from './RateLimits.ts';
import type { VenueRules } from './Rules.ts';
import { readOrder } from './readOrder.ts';
import { decimalText } from './Steps.ts';
import type { UserStreams } from './UserStreams.ts';

/** What every operation may use. */
export interface Desk {
  readonly rules: VenueRules;
  readonly markets: ReadonlyMap<string, Market>;
  readonly orders: OrderDesk;
  readonly limits: RateLimits;
  readonly users: UserStreams;
  nowMs(): number;
  nextClientId(): string;
  /** Throws when a fault refuses this order. */
  maybeReject(): void;
}

/** One call, over HTTP or a socket. */
export interface Call {
  readonly desk: Desk;
  readonly params: Params;
  /** Who calls; only public operations are called without. */
  readonly account: Account;
}

/** One operation of the API under its names. */
export interface Operation {
  readonly http: string;
  /** Its method on the WebSocket API, where it has one. */
  readonly method?: string;
  readonly weight: number;
  readonly security: 'none' | 'key' | 'signed';
  run(call: Call): unknown;
}

export const OPERATIONS: readonly Operation[] = [
  { http: 'GET /api/v3/ping', method: 'ping', weight: 1, security: 'none', run: () => ({}) },
  {
    http: 'GET /api/v3/time',
    method: 'time',
    weight: 1,
    security: 'none',
    run: ({ desk }) => ({ serverTime: desk.nowMs() }),
  },
  {
    http: 'GET /api/v3/exchangeInfo',
    method: 'exchangeInfo',
    weight: 20,
    security: 'none',
    run: runExchangeInfo,
  },
  { http: 'GET /api/v3/depth', method: 'depth', weight: 5, security: 'none', run: runDepth },
  { http: 'GET /api/v3/trades', method: 'trades.recent', weight: 25, security: 'none', run: runTrades },
  { http: 'GET /api/v3/historicalTrades', weight: 25, security: 'none', run: runTrades },
  {
    http: 'GET /api/v3/aggTrades',
    method: 'trades.aggregate',
    weight: 4,
    security: 'none',
    run: runAggTrades,
  },
  { http: 'GET /api/v3/klines', method: 'klines', weight: 2, security: 'none', run: runKlines },
  {
    http: 'GET /api/v3/ticker/24hr',
    method: 'ticker.24hr',
    weight: 2,
    security: 'none',
    run: (call) => perSymbol(call, dayTicker),
  },
  {
    http: 'GET /api/v3/ticker/price',
    method: 'ticker.price',
    weight: 2,
    security: 'none',
    run: (call) => perSymbol(call, priceTicker),
  },
  {
    http: 'GET /api/v3/ticker/bookTicker',
    method: 'ticker.book',
    weight: 2,
    security: 'none',
    run: (call) => perSymbol(call, bookTicker),
  },
  { http: 'GET /api/v3/account', method: 'account.status', weight: 20, security: 'signed', run: runAccount },
  {
    http: 'GET /api/v3/account/commission',
    method: 'account.commission',
    weight: 20,
    security: 'signed',
    run: runCommission,
  },
  { http: 'POST /api/v3/order', method: 'order.place', weight: 1, security: 'signed', run: runPlace },
  { http: 'POST /api/v3/order/test', method: 'order.test', weight: 1, security: 'signed', run: runTest },
  { http: 'GET /api/v3/order', method: 'order.status', weight: 4, security: 'signed', run: runOrder },
  { http: 'DELETE /api/v3/order', method: 'order.cancel', weight: 1, security: 'signed', run: runCancel },
  {
    http: 'GET /api/v3/openOrders',
    method: 'openOrders.status',
    weight: 6,
    security: 'signed',
    run: runOpenOrders,
  },
  {
    http: 'DELETE /api/v3/openOrders',
    method: 'openOrders.cancelAll',
    weight: 1,
    security: 'signed',
    run: runCancelAll,
  },
  { http: 'GET /api/v3/allOrders', method: 'allOrders', weight: 20, security: 'signed', run: runAllOrders },
  { http: 'GET /api/v3/myTrades', method: 'myTrades', weight: 20, security: 'signed', run: runMyTrades },
  {
    http: 'POST /api/v3/userDataStream',
    weight: 2,
    security: 'key',
    run: ({ desk, account }) => ({ listenKey: desk.users.openKey(account) }),
  },
  { http: 'PUT /api/v3/userDataStream', weight: 2, security: 'key', run: renewKey },
  { http: 'DELETE /api/v3/userDataStream', weight: 2, security: 'key', run: closeKey },
  {
    http: 'GET /sapi/v1/system/status',
    weight: 1,
    security: 'none',
    run: () => ({ status: 0, msg: 'normal' }),
  },
  { http: 'GET /sapi/v1/capital/config/getall', weight: 10, security: 'signed', run: runCoins },
  // Margin is not offered: the lists are there for clients that always ask.
  { http: 'GET /sapi/v1/margin/allPairs', weight: 1, security: 'none', run: () => [] },
  { http: 'GET /sapi/v1/margin/allAssets', weight: 1, security: 'none', run: () => [] },
  { http: 'GET /sapi/v1/margin/isolated/allPairs', weight: 10, security: 'none', run: () => [] },
  { http: 'GET /sapi/v1/asset/tradeFee', weight: 1, security: 'signed', run: runTradeFees },
];

function marketOf({ desk, params }: Call): Market {
  const market = desk.markets.get(params.need('symbol'));
  if (market === undefined) throw REFUSALS.badSymbol();
  return market;
}

function runExchangeInfo({ desk, params }: Call): unknown {
  const only = params.text('symbol');
  if (only !== undefined && !desk.markets.has(only)) throw REFUSALS.badSymbol();
  const markets = [...desk.markets.values()].filter(({ symbol }) => only === undefined || symbol === only);
  return exchangeInfo(markets, desk.rules, desk.nowMs());
}

function runDepth(call: Call): unknown {
  const market = marketOf(call);
  const max = call.params.limit(100, 5_000);
  return { lastUpdateId: market.updateId, bids: market.levels(BID, max), asks: market.levels(ASK, max) };
}

function runTrades(call: Call): unknown {
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

function runAggTrades(call: Call): unknown {
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

function runKlines(call: Call): unknown {
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

function quoteUnits({ steps }: Market, tickLots: number): bigint {
  return (BigInt(Math.round(tickLots)) * steps.tick * steps.lot) / 100_000_000n;
}

function perSymbol(call: Call, print: (market: Market, nowMs: number) => unknown): unknown {
  const nowMs = call.desk.nowMs();
  if (call.params.has('symbol')) return print(marketOf(call), nowMs);
  return [...call.desk.markets.values()].map((market) => print(market, nowMs));
}

function priceTicker(market: Market): unknown {
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

function runAccount({ desk, account }: Call): unknown {
  const { makerCommission: maker, takerCommission: taker } = desk.rules;
  return {
    makerCommission: Math.round(Number(maker) * 10_000),
    takerCommission: Math.round(Number(taker) * 10_000),
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: { maker, taker, buyer: '0.00000000', seller: '0.00000000' },
    canTrade: true,
    canWithdraw: false,
    canDeposit: false,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: account.updatedMs,
    accountType: 'SPOT',
    balances: [...account.balances].map(([asset, { free, locked }]) => ({
      asset,
      free: decimalText(free),
      locked: decimalText(locked),
    })),
    permissions: ['SPOT'],
    uid: account.id,
  };
}

function runCommission(call: Call): unknown {
  const { makerCommission: maker, takerCommission: taker } = call.desk.rules;
  const none = { maker: '0.00000000', taker: '0.00000000', buyer: '0.00000000', seller: '0.00000000' };
  return {
    symbol: marketOf(call).symbol,
    standardCommission: { maker, taker, buyer: '0.00000000', seller: '0.00000000' },
    taxCommission: none,
    discount: {
      enabledForAccount: false,
      enabledForSymbol: false,
      discountAsset: 'BNB',
      discount: '0.75000000',
    },
  };
}

function runPlace(call: Call): unknown {
  const { desk, account, params } = call;
  const market = marketOf(call);
  const terms = readOrder(params, market, desk.rules, desk.nextClientId);
  desk.limits.order(account.key);
  desk.maybeReject();
  const order = desk.orders.place(account, market, terms);
  desk.orders.wakeStops(market);
  return placedJson(order);
}

function runTest(call: Call): unknown {
  const { desk, account, params } = call;
  const market = marketOf(call);
  desk.orders.check(account, market, readOrder(params, market, desk.rules, desk.nextClientId));
  return {};
}

/** Finds an order by either of its ids; by client id the youngest, as Binance does. */
function find(call: Call, refuse: () => ApiError): PlacedOrder {
  const { account, params } = call;
  const market = marketOf(call);
  const orderId = params.whole('orderId');
  const clientId = params.text('origClientOrderId');
  if (orderId === undefined && clientId === undefined)
    throw REFUSALS.missingEither('origClientOrderId', 'orderId');
  let found: PlacedOrder | undefined;
  if (orderId !== undefined) found = account.orders.get(orderId);
  else {
    found = account.openByClientId.get(clientId as string);
    if (found === undefined)
      for (const order of account.orders.values()) if (order.terms.clientOrderId === clientId) found = order;
  }
  if (found === undefined || found.market !== market) throw refuse();
  return found;
}

function runOrder(call: Call): unknown {
  return orderJson(find(call, REFUSALS.noSuchOrder));
}

function runCancel(call: Call): unknown {
  const order = find(call, REFUSALS.cancelUnknown);
  if (!order.isOpen) throw REFUSALS.cancelUnknown();
  const cancelId = call.params.text('newClientOrderId') ?? call.desk.nextClientId();
  call.desk.orders.cancel(order, cancelId);
  return cancelledJson(order, cancelId);
}

function runCancelAll(call: Call): unknown {
  const open = call.account.openOrders(marketOf(call).symbol);
  if (open.length === 0) throw REFUSALS.cancelUnknown();
  return open.map((order) => {
    const cancelId = call.desk.nextClientId();
    call.desk.orders.cancel(order, cancelId);
    return cancelledJson(order, cancelId);
  });
}

function runOpenOrders(call: Call): unknown {
  const symbol = call.params.has('symbol') ? marketOf(call).symbol : undefined;
  return call.account.openOrders(symbol).map(orderJson);
}

function runAllOrders(call: Call): unknown {
  const { account, params } = call;
  const market = marketOf(call);
  const fromId = params.whole('orderId') ?? 0;
  const startMs = params.whole('startTime') ?? 0;
  const endMs = params.whole('endTime') ?? Number.POSITIVE_INFINITY;
  const limit = params.limit(500, 1_000);
  const orders = [...account.orders.values()].filter(
    (order) =>
      order.market === market &&
      order.orderId >= fromId &&
      order.createdMs >= startMs &&
      order.createdMs <= endMs,
  );
  return page(orders, limit, fromId > 0 || startMs > 0).map(orderJson);
}

function runMyTrades(call: Call): unknown {
  const { account, params } = call;
  const market = marketOf(call);
  const fromId = params.whole('fromId') ?? 0;
  const startMs = params.whole('startTime') ?? 0;
  const endMs = params.whole('endTime') ?? Number.POSITIVE_INFINITY;
  const orderId = params.whole('orderId');
  const limit = params.limit(500, 1_000);
  const trades = account.trades.filter(
    (trade) =>
      trade.order.market === market &&
      trade.tradeId >= fromId &&
      trade.timeMs >= startMs &&
      trade.timeMs <= endMs &&
      (orderId === undefined || trade.order.orderId === orderId),
  );
  return page(trades, limit, fromId > 0 || startMs > 0).map(tradeJson);
}

/** The first `limit` from a given start, the latest otherwise. */
function page<Row>(rows: readonly Row[], limit: number, hasStart: boolean): readonly Row[] {
  return hasStart ? rows.slice(0, limit) : rows.slice(-limit);
}

function renewKey({ desk, account, params }: Call): unknown {
  if (!desk.users.renewKey(account, params.need('listenKey'))) throw REFUSALS.badListenKey();
  return {};
}

function closeKey({ desk, account, params }: Call): unknown {
  if (!desk.users.closeKey(account, params.need('listenKey'))) throw REFUSALS.badListenKey();
  return {};
}

function runCoins({ desk }: Call): unknown {
  const coins = new Set<string>();
  for (const { instrument } of desk.markets.values()) coins.add(instrument.base.id).add(instrument.quote.id);
  return [...coins].map((coin) => ({
    coin,
    depositAllEnable: false,
    withdrawAllEnable: false,
    name: coin,
    free: '0',
    locked: '0',
    freeze: '0',
    withdrawing: '0',
    ipoing: '0',
    ipoable: '0',
    storage: '0',
    isLegalMoney: false,
    trading: true,
    networkList: [],
  }));
}

function runTradeFees({ desk }: Call): unknown {
  return [...desk.markets.values()].map(({ symbol }) => ({
    symbol,
    makerCommission: desk.rules.makerCommission,
    takerCommission: desk.rules.takerCommission,
  }));
}
