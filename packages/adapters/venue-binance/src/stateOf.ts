import type { Account } from './Account.ts';
import { orderJson, tradeJson } from './PlacedOrder.ts';
import { decimalText } from './Steps.ts';

/** What an account has and did, in the venue's own words. */
export interface AccountState {
  /** By asset, decimal texts. */
  readonly balances: Readonly<Record<string, { readonly free: string; readonly locked: string }>>;
  readonly openOrders: readonly Record<string, unknown>[];
  /** Open and remembered orders, oldest first. */
  readonly orders: readonly Record<string, unknown>[];
  readonly fills: readonly Record<string, unknown>[];
}

export function stateOf(account: Account): AccountState {
  return {
    balances: Object.fromEntries(
      [...account.balances].map(([asset, { free, locked }]) => [
        asset,
        { free: decimalText(free), locked: decimalText(locked) },
      ]),
    ),
    openOrders: account.openOrders().map(orderJson),
    orders: [...account.orders.values()].map(orderJson),
    fills: account.trades.map((trade) => ({
      ...tradeJson(trade),
      clientOrderId: trade.order.terms.clientOrderId,
    })),
  };
}
