import { randomBytes } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { Account } from './Account.ts';
import { type Faults, SLOW_MS } from './Faults.ts';
import type { PlacedOrder, PlacedTrade } from './PlacedOrder.ts';
import type { VenueRules } from './Rules.ts';
import { decimalText } from './Steps.ts';
import { sendTo } from './sendTo.ts';

interface Listener {
  readonly socket: WebSocket;
  readonly account: Account;
  /** Number of a subscription on the WebSocket API, undefined on a listen-key stream. */
  readonly subscriptionId: number | undefined;
  readonly listenKey: string | undefined;
}

/** Who hears about which account: listen-key streams and subscriptions on the WebSocket API. */
export class UserStreams {
  readonly #rules: VenueRules;
  readonly #faults: Faults;
  readonly #nowMs: () => number;
  readonly #keys = new Map<string, { readonly account: Account; expiresMs: number }>();
  readonly #listeners = new Set<Listener>();
  #lastSubscriptionId = -1;

  constructor(rules: VenueRules, faults: Faults, nowMs: () => number) {
    this.#rules = rules;
    this.#faults = faults;
    this.#nowMs = nowMs;
  }

  /** Opens a listen key, or renews the one that is open. */
  openKey(account: Account): string {
    this.#dropExpired();
    for (const [key, entry] of this.#keys) {
      if (entry.account !== account) continue;
      entry.expiresMs = this.#nowMs() + this.#rules.listenKeyMs;
      return key;
    }
    const key = randomBytes(32).toString('hex').slice(0, 60);
    this.#keys.set(key, { account, expiresMs: this.#nowMs() + this.#rules.listenKeyMs });
    return key;
  }

  renewKey(account: Account, key: string): boolean {
    this.#dropExpired();
    const entry = this.#keys.get(key);
    if (entry?.account !== account) return false;
    entry.expiresMs = this.#nowMs() + this.#rules.listenKeyMs;
    return true;
  }

  closeKey(account: Account, key: string): boolean {
    if (this.#keys.get(key)?.account !== account) return false;
    this.#keys.delete(key);
    for (const listener of [...this.#listeners])
      if (listener.listenKey === key)
        this.#end(listener, { e: 'listenKeyExpired', E: this.#nowMs(), listenKey: key });
    return true;
  }

  /** Joins a socket to a listen key's account. False when there is no such key. */
  joinKey(socket: WebSocket, key: string): boolean {
    this.#dropExpired();
    const entry = this.#keys.get(key);
    if (entry === undefined) return false;
    this.#listeners.add({ socket, account: entry.account, subscriptionId: undefined, listenKey: key });
    return true;
  }

  subscribe(socket: WebSocket, account: Account): number {
    this.#lastSubscriptionId += 1;
    this.#listeners.add({ socket, account, subscriptionId: this.#lastSubscriptionId, listenKey: undefined });
    return this.#lastSubscriptionId;
  }

  leave(socket: WebSocket): void {
    for (const listener of this.#listeners) if (listener.socket === socket) this.#listeners.delete(listener);
  }

  /** Ends every key and subscription, as Binance does after their time. Sockets stay. */
  expireAll(): void {
    this.#keys.clear();
    for (const listener of [...this.#listeners])
      this.#end(
        listener,
        listener.listenKey === undefined
          ? { e: 'eventStreamTerminated', E: this.#nowMs() }
          : { e: 'listenKeyExpired', E: this.#nowMs(), listenKey: listener.listenKey },
      );
  }

  onOrder(order: PlacedOrder, execution: string, trade: PlacedTrade | undefined, cancelId: string): void {
    const event = executionReport(order, execution, trade, cancelId, this.#nowMs());
    if (this.#faults.strikes('report-lost')) return;
    if (this.#faults.strikes('report-late')) {
      setTimeout(() => this.#tell(order.account, event), SLOW_MS).unref();
      return;
    }
    this.#tell(order.account, event);
    if (this.#faults.strikes('report-duplicate')) this.#tell(order.account, event);
  }

  onBalances(account: Account, assets: readonly string[]): void {
    this.#tell(account, {
      e: 'outboundAccountPosition',
      E: this.#nowMs(),
      u: account.updatedMs,
      B: assets.map((a) => {
        const { free, locked } = account.balance(a);
        return { a, f: decimalText(free), l: decimalText(locked) };
      }),
    });
  }

  #tell(account: Account, event: Record<string, unknown>): void {
    for (const listener of this.#listeners) if (listener.account === account) send(listener, event);
  }

  #end(listener: Listener, event: Record<string, unknown>): void {
    send(listener, event);
    this.#listeners.delete(listener);
  }

  #dropExpired(): void {
    const nowMs = this.#nowMs();
    for (const [key, { expiresMs, account }] of this.#keys)
      if (expiresMs <= nowMs) this.closeKey(account, key);
  }
}

function send({ socket, subscriptionId }: Listener, event: Record<string, unknown>): void {
  sendTo(socket, subscriptionId === undefined ? event : { subscriptionId, event });
}

/** Source: Binance spot API, `user-data-stream.md`, "Order update". */
function executionReport(
  order: PlacedOrder,
  execution: string,
  trade: PlacedTrade | undefined,
  cancelId: string,
  nowMs: number,
): Record<string, unknown> {
  const { market, terms } = order;
  const { steps } = market;
  return {
    e: 'executionReport',
    E: nowMs,
    s: market.symbol,
    c: cancelId === '' ? terms.clientOrderId : cancelId,
    S: terms.side,
    o: terms.kind,
    f: terms.timeInForce,
    q: steps.quantity(terms.lots),
    p: steps.price(terms.limitTicks),
    P: steps.price(terms.stopTicks),
    F: steps.quantity(terms.displayLots),
    g: -1,
    C: cancelId === '' ? '' : terms.clientOrderId,
    x: execution,
    X: order.state,
    r: 'NONE',
    i: order.orderId,
    l: steps.quantity(trade?.lots ?? 0),
    z: steps.quantity(order.filledLots),
    L: steps.price(trade?.ticks ?? 0),
    n: decimalText(trade?.commissionAtoms ?? 0n),
    N: trade?.commissionAsset ?? null,
    T: order.updatedMs,
    t: trade?.tradeId ?? -1,
    I: 0,
    w: order.handle !== 0,
    m: trade?.isMaker ?? false,
    M: false,
    O: order.createdMs,
    Z: decimalText(order.quoteAtoms),
    Y: decimalText(trade?.quoteAtoms ?? 0n),
    Q: decimalText(terms.quoteAtoms),
    W: order.createdMs,
    V: 'NONE',
  };
}
