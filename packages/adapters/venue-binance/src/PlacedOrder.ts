import type { Account } from './Account.ts';
import type { Market } from './Market.ts';
import { decimalText } from './Steps.ts';

export type OrderSide = 'BUY' | 'SELL';
export type OrderKind =
  | 'LIMIT'
  | 'MARKET'
  | 'LIMIT_MAKER'
  | 'STOP_LOSS'
  | 'STOP_LOSS_LIMIT'
  | 'TAKE_PROFIT'
  | 'TAKE_PROFIT_LIMIT';
export type OrderTimeInForce = 'GTC' | 'IOC' | 'FOK';
export type OrderState = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED' | 'REJECTED';

/** What a customer asks for, checked. Prices in ticks, quantities in lots; 0 where a kind has none. */
export interface OrderTerms {
  readonly side: OrderSide;
  readonly kind: OrderKind;
  readonly timeInForce: OrderTimeInForce;
  readonly lots: number;
  readonly limitTicks: number;
  readonly stopTicks: number;
  readonly displayLots: number;
  readonly clientOrderId: string;
  readonly responseType: 'ACK' | 'RESULT' | 'FULL';
  /** Text of the asked quote quantity, 0 when the base quantity was given. */
  readonly quoteAtoms: bigint;
}

/** An order of a customer's, as the venue knows it. Atoms are 10^−8. */
export class PlacedOrder {
  readonly orderId: number;
  readonly account: Account;
  readonly market: Market;
  readonly terms: OrderTerms;
  readonly createdMs: number;
  updatedMs: number;
  state: OrderState = 'NEW';
  filledLots = 0;
  quoteAtoms = 0n;
  /** Handle in the book while it rests. */
  handle = 0;
  /** Whether a stop has woken; other orders work from the start. */
  isWorking: boolean;
  /** Price at which it stood when its trigger was set: it wakes when the last price is on the other side. */
  wakesAbove: boolean;
  lockedAsset = '';
  lockedAtoms = 0n;
  readonly trades: PlacedTrade[] = [];

  constructor(order: {
    orderId: number;
    account: Account;
    market: Market;
    terms: OrderTerms;
    createdMs: number;
  }) {
    this.orderId = order.orderId;
    this.account = order.account;
    this.market = order.market;
    this.terms = order.terms;
    this.createdMs = order.createdMs;
    this.updatedMs = order.createdMs;
    this.isWorking = order.terms.stopTicks === 0;
    const isStop = order.terms.kind.startsWith('STOP');
    this.wakesAbove = (order.terms.side === 'BUY') === isStop;
  }

  get isOpen(): boolean {
    return this.state === 'NEW' || this.state === 'PARTIALLY_FILLED';
  }

  get openLots(): number {
    return this.terms.lots - this.filledLots;
  }
}

/** One trade of a customer's order. */
export interface PlacedTrade {
  readonly tradeId: number;
  readonly order: PlacedOrder;
  readonly ticks: number;
  readonly lots: number;
  readonly quoteAtoms: bigint;
  readonly commissionAtoms: bigint;
  readonly commissionAsset: string;
  readonly isMaker: boolean;
  readonly timeMs: number;
}

/** An order as REST and the WebSocket API print it. */
export function orderJson(order: PlacedOrder): Record<string, unknown> {
  const { market, terms } = order;
  return {
    symbol: market.symbol,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: terms.clientOrderId,
    price: market.steps.price(terms.limitTicks),
    origQty: market.steps.quantity(terms.lots),
    executedQty: market.steps.quantity(order.filledLots),
    origQuoteOrderQty: decimalText(terms.quoteAtoms),
    cummulativeQuoteQty: decimalText(order.quoteAtoms),
    status: order.state,
    timeInForce: terms.timeInForce,
    type: terms.kind,
    side: terms.side,
    stopPrice: market.steps.price(terms.stopTicks),
    icebergQty: market.steps.quantity(terms.displayLots),
    time: order.createdMs,
    updateTime: order.updatedMs,
    isWorking: order.isWorking,
    workingTime: order.isWorking ? order.createdMs : -1,
    selfTradePreventionMode: 'NONE',
  };
}

/** The answer to a new order, as long as it was asked for. */
export function placedJson(order: PlacedOrder): Record<string, unknown> {
  const { terms, market } = order;
  const ack = {
    symbol: market.symbol,
    orderId: order.orderId,
    orderListId: -1,
    clientOrderId: terms.clientOrderId,
    transactTime: order.createdMs,
  };
  if (terms.responseType === 'ACK') return ack;
  const { time: _time, updateTime: _updateTime, isWorking: _isWorking, ...more } = orderJson(order);
  const result = { ...ack, ...more };
  if (terms.responseType === 'RESULT') return result;
  return {
    ...result,
    fills: order.trades.map((trade) => ({
      price: market.steps.price(trade.ticks),
      qty: market.steps.quantity(trade.lots),
      commission: decimalText(trade.commissionAtoms),
      commissionAsset: trade.commissionAsset,
      tradeId: trade.tradeId,
    })),
  };
}

/** The answer to a cancel. */
export function cancelledJson(order: PlacedOrder, cancelId: string): Record<string, unknown> {
  const { time: _time, updateTime: _updateTime, isWorking: _isWorking, ...more } = orderJson(order);
  return {
    ...more,
    origClientOrderId: order.terms.clientOrderId,
    clientOrderId: cancelId,
    transactTime: order.updatedMs,
  };
}

export function tradeJson(trade: PlacedTrade): Record<string, unknown> {
  const { market, terms } = trade.order;
  return {
    symbol: market.symbol,
    id: trade.tradeId,
    orderId: trade.order.orderId,
    orderListId: -1,
    price: market.steps.price(trade.ticks),
    qty: market.steps.quantity(trade.lots),
    quoteQty: decimalText(trade.quoteAtoms),
    commission: decimalText(trade.commissionAtoms),
    commissionAsset: trade.commissionAsset,
    time: trade.timeMs,
    isBuyer: terms.side === 'BUY',
    isMaker: trade.isMaker,
    isBestMatch: true,
  };
}
