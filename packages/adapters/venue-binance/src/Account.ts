import { assert } from '@qca/base';
import type { PlacedOrder, PlacedTrade } from './PlacedOrder.ts';

/** What an account owns of one asset, in units of 10^−8. */
export interface Balance {
  free: bigint;
  locked: bigint;
}

/** Closed orders and trades an account remembers; Binance keeps more, a test or a day of ours never makes as many. */
export const HISTORY_MAX = 50_000;

/** One customer: keys, balances, orders and trades. */
export class Account {
  readonly key: string;
  readonly secret: string;
  readonly id: number;
  readonly balances = new Map<string, Balance>();
  /** By the venue's order id, oldest first: open and remembered ones. */
  readonly orders = new Map<number, PlacedOrder>();
  readonly openByClientId = new Map<string, PlacedOrder>();
  readonly trades: PlacedTrade[] = [];
  /** Last change of a balance, milliseconds. */
  updatedMs = 0;

  constructor(id: number, key: string, secret: string) {
    this.id = id;
    this.key = key;
    this.secret = secret;
  }

  balance(asset: string): Balance {
    let found = this.balances.get(asset);
    if (found === undefined) {
      found = { free: 0n, locked: 0n };
      this.balances.set(asset, found);
    }
    return found;
  }

  lock(asset: string, atoms: bigint): void {
    const balance = this.balance(asset);
    assert(balance.free >= atoms, `${asset}: ${balance.free} free, ${atoms} to lock`);
    balance.free -= atoms;
    balance.locked += atoms;
  }

  unlock(asset: string, atoms: bigint): void {
    const balance = this.balance(asset);
    assert(balance.locked >= atoms, `${asset}: ${balance.locked} locked, ${atoms} to unlock`);
    balance.locked -= atoms;
    balance.free += atoms;
  }

  /** Changes what is free. An account never owes. */
  move(asset: string, atoms: bigint): void {
    const balance = this.balance(asset);
    assert(balance.free + atoms >= 0n, `${asset}: ${balance.free} free, ${atoms} to move`);
    balance.free += atoms;
  }

  remember(order: PlacedOrder): void {
    this.orders.set(order.orderId, order);
    if (this.orders.size <= HISTORY_MAX) return;
    for (const [id, old] of this.orders) {
      if (old.isOpen) continue;
      this.orders.delete(id);
      return;
    }
  }

  rememberTrade(trade: PlacedTrade): void {
    this.trades.push(trade);
    if (this.trades.length > 2 * HISTORY_MAX) this.trades.splice(0, HISTORY_MAX);
  }

  openOrders(symbol?: string): PlacedOrder[] {
    return [...this.openByClientId.values()].filter(
      (order) => symbol === undefined || order.market.symbol === symbol,
    );
  }
}
