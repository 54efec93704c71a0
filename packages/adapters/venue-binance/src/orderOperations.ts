import { type ApiError, REFUSALS } from './ApiError.ts';
import { type Call, marketOf } from './Operation.ts';
import { cancelledJson, orderJson, type PlacedOrder, placedJson, tradeJson } from './PlacedOrder.ts';
import { readOrder } from './readOrder.ts';

// Orders: placing, looking up, cancelling, and their history.

export function runPlace(call: Call): unknown {
  const { desk, account, params } = call;
  const market = marketOf(call);
  const terms = readOrder(params, market, desk.rules, desk.nextClientId);
  desk.limits.order(account.key);
  desk.maybeReject();
  const order = desk.orders.place(account, market, terms);
  desk.orders.wakeStops(market);
  return placedJson(order);
}

export function runTest(call: Call): unknown {
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

export function runOrder(call: Call): unknown {
  return orderJson(find(call, REFUSALS.noSuchOrder));
}

export function runCancel(call: Call): unknown {
  const order = find(call, REFUSALS.cancelUnknown);
  if (!order.isOpen) throw REFUSALS.cancelUnknown();
  const cancelId = call.params.text('newClientOrderId') ?? call.desk.nextClientId();
  call.desk.orders.cancel(order, cancelId);
  return cancelledJson(order, cancelId);
}

export function runCancelAll(call: Call): unknown {
  const open = call.account.openOrders(marketOf(call).symbol);
  if (open.length === 0) throw REFUSALS.cancelUnknown();
  return open.map((order) => {
    const cancelId = call.desk.nextClientId();
    call.desk.orders.cancel(order, cancelId);
    return cancelledJson(order, cancelId);
  });
}

export function runOpenOrders(call: Call): unknown {
  const symbol = call.params.has('symbol') ? marketOf(call).symbol : undefined;
  return call.account.openOrders(symbol).map(orderJson);
}

export function runAllOrders(call: Call): unknown {
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

export function runMyTrades(call: Call): unknown {
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
