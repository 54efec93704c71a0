import { assert } from '@qca/base';
import {
  ASK,
  BID,
  type BookSide,
  FILL_OR_KILL,
  GOOD_TILL_CANCELLED,
  IMMEDIATE_OR_CANCEL,
  POST_ONLY,
} from '@qca/book';
import type { Account } from './Account.ts';
import { REFUSALS } from './ApiError.ts';
import { Commissions } from './Commissions.ts';
import type { Market, Match } from './Market.ts';
import { type OrderState, type OrderTerms, PlacedOrder, type PlacedTrade } from './PlacedOrder.ts';
import type { VenueRules } from './Rules.ts';
import { valueDown, valueUp } from './readOrder.ts';

/** What happens to orders and balances, as it happens. */
export interface DeskListener {
  onOrder(
    order: PlacedOrder,
    execution: 'NEW' | 'TRADE' | 'CANCELED' | 'EXPIRED' | 'REJECTED',
    trade: PlacedTrade | undefined,
    cancelId: string,
  ): void;
  onBalances(account: Account, assets: readonly string[]): void;
}

/** The life of customers' orders: funds locked, matched, charged, ended. Every step is told to the listener. */
export class OrderDesk {
  readonly #rules: VenueRules;
  readonly #nowMs: () => number;
  readonly #listener: DeskListener;
  readonly #byHandle = new Map<Market, Map<number, PlacedOrder>>();
  readonly #stops = new Map<Market, Set<PlacedOrder>>();
  readonly #commissions: Commissions;
  #lastOrderId = 0;
  /** The order that is taking at this moment: its handle is not in the map yet. */
  #taking: PlacedOrder | undefined;

  constructor(rules: VenueRules, markets: readonly Market[], nowMs: () => number, listener: DeskListener) {
    this.#rules = rules;
    this.#nowMs = nowMs;
    this.#listener = listener;
    this.#commissions = new Commissions(rules);
    for (const market of markets) {
      this.#byHandle.set(market, new Map());
      this.#stops.set(market, new Set());
      market.onMatch = (match) => this.#onMatch(market, match);
    }
  }

  /** Checks that an order may be placed, without placing it. */
  check(account: Account, market: Market, terms: OrderTerms): void {
    if (account.openByClientId.has(terms.clientOrderId)) throw REFUSALS.duplicateOrder();
    if (account.openOrders(market.symbol).length >= this.#rules.openOrdersMax)
      throw REFUSALS.filter('MAX_NUM_ORDERS');
    this.#checkTouch(market, terms);
    const needed = this.#needs(market, terms);
    if (account.balance(needed.asset).free < needed.atoms) throw REFUSALS.insufficientBalance();
  }

  place(account: Account, market: Market, terms: OrderTerms): PlacedOrder {
    this.check(account, market, terms);
    this.#lastOrderId += 1;
    const order = new PlacedOrder({
      orderId: this.#lastOrderId,
      account,
      market,
      terms,
      createdMs: this.#nowMs(),
    });
    account.remember(order);
    account.openByClientId.set(terms.clientOrderId, order);
    this.#lock(
      order,
      terms.stopTicks === 0 && terms.limitTicks === 0 ? 0n : this.#needs(market, terms).atoms,
    );
    this.#listener.onOrder(order, 'NEW', undefined, '');
    if (terms.stopTicks === 0) this.#work(order);
    else this.#stops.get(market)?.add(order);
    this.#tellBalances(order);
    return order;
  }

  cancel(order: PlacedOrder, cancelId: string): void {
    if (order.handle !== 0) order.market.cancel(sideOf(order), order.terms.limitTicks, order.handle);
    this.#end(order, 'CANCELED', cancelId);
    this.#tellBalances(order);
  }

  /** Wakes stops that the last trades have passed. Called when nothing is being matched. */
  wakeStops(market: Market): void {
    const stops = this.#stops.get(market);
    if (stops === undefined || stops.size === 0 || market.lastTicks === 0) return;
    for (const order of [...stops]) {
      const { stopTicks } = order.terms;
      const isReached = order.wakesAbove ? market.lastTicks >= stopTicks : market.lastTicks <= stopTicks;
      if (!isReached) continue;
      stops.delete(order);
      order.isWorking = true;
      if (order.terms.limitTicks === 0) this.#unlock(order, order.lockedAtoms);
      this.#work(order);
      this.#tellBalances(order);
    }
  }

  #checkTouch(market: Market, terms: OrderTerms): void {
    const isBuy = terms.side === 'BUY';
    if (terms.kind === 'LIMIT_MAKER') {
      const touch = market.book.bestTicks(isBuy ? ASK : BID);
      if (touch !== 0 && (isBuy ? terms.limitTicks >= touch : terms.limitTicks <= touch))
        throw REFUSALS.wouldTake();
    }
    if (terms.stopTicks !== 0 && market.lastTicks !== 0) {
      const wakesAbove = isBuy === terms.kind.startsWith('STOP');
      if (wakesAbove ? market.lastTicks >= terms.stopTicks : market.lastTicks <= terms.stopTicks)
        throw REFUSALS.wouldTrigger();
    }
  }

  /** What an order binds. A market order binds what the book as it stands would cost. */
  #needs(market: Market, terms: OrderTerms): { asset: string; atoms: bigint } {
    const { base, quote } = market.instrument;
    if (terms.side === 'SELL') return { asset: base.id, atoms: BigInt(terms.lots) * market.steps.lot };
    const ticks = terms.limitTicks || terms.stopTicks;
    let atoms = 0n;
    if (ticks !== 0) atoms = valueUp(market, terms.lots, ticks);
    else
      for (const level of market.walk(BID, terms.lots, 0)) atoms += valueUp(market, level.lots, level.ticks);
    return { asset: quote.id, atoms: atoms + this.#commissions.onTop(atoms) };
  }

  #lock(order: PlacedOrder, atoms: bigint): void {
    const { base, quote } = order.market.instrument;
    order.lockedAsset = order.terms.side === 'SELL' ? base.id : quote.id;
    order.lockedAtoms = atoms;
    order.account.lock(order.lockedAsset, atoms);
  }

  #unlock(order: PlacedOrder, atoms: bigint): void {
    order.account.unlock(order.lockedAsset, atoms);
    order.lockedAtoms -= atoms;
  }

  #work(order: PlacedOrder): void {
    const { market, terms } = order;
    const side = sideOf(order);
    const lots = this.#affordableLots(order);
    if (lots === 0) return this.#end(order, 'EXPIRED', '');
    const isMarket = terms.limitTicks === 0;
    const timeInForce = isMarket
      ? IMMEDIATE_OR_CANCEL
      : terms.kind === 'LIMIT_MAKER'
        ? POST_ONLY
        : terms.timeInForce === 'IOC'
          ? IMMEDIATE_OR_CANCEL
          : terms.timeInForce === 'FOK'
            ? FILL_OR_KILL
            : GOOD_TILL_CANCELLED;
    const ticks = isMarket ? (side === BID ? 2 ** 31 - 1 : 1) : terms.limitTicks;
    this.#taking = order;
    const handle = market.place(side, ticks, lots, timeInForce, terms.displayLots);
    if (handle > 0 && market.book.restingLots > 0) {
      order.handle = handle;
      this.#byHandle.get(market)?.set(handle, order);
    }
    market.settle(side);
    this.#taking = undefined;
    if (order.isOpen && order.handle === 0) this.#end(order, 'EXPIRED', '');
  }

  /** A woken market buy takes what its account can pay; everything else was bound before. */
  #affordableLots(order: PlacedOrder): number {
    const { market, terms } = order;
    if (terms.side === 'SELL') {
      if (order.lockedAtoms > 0n || terms.limitTicks !== 0) return terms.lots;
      return Math.min(terms.lots, Number(order.account.balance(order.lockedAsset).free / market.steps.lot));
    }
    if (terms.limitTicks !== 0) return terms.lots;
    let free = order.account.balance(order.lockedAsset).free;
    free -= this.#commissions.onTop(free);
    let lots = 0;
    for (const level of market.walk(BID, terms.lots, 0)) {
      const lotAtoms = valueUp(market, 1, level.ticks);
      const here = Math.min(level.lots, Number(free / lotAtoms));
      lots += here;
      free -= valueUp(market, here, level.ticks);
      if (here < level.lots) break;
    }
    return lots;
  }

  #onMatch(market: Market, match: Match): void {
    const maker = this.#byHandle.get(market)?.get(match.makerHandle);
    const taker = match.takerHandle === 0 ? undefined : this.#taking;
    if (taker !== undefined && taker.market === market) this.#fill(taker, match, false);
    if (maker !== undefined) this.#fill(maker, match, true);
  }

  #fill(order: PlacedOrder, match: Match, isMaker: boolean): void {
    const { market, account, terms } = order;
    const { base, quote } = market.instrument;
    const isBuy = terms.side === 'BUY';
    const baseAtoms = BigInt(match.lots) * market.steps.lot;
    const quoteAtoms = isBuy
      ? valueUp(market, match.lots, match.ticks)
      : valueDown(market, match.lots, match.ticks);
    order.filledLots += match.lots;
    order.quoteAtoms += quoteAtoms;
    this.#releaseFor(order, match.lots);
    account.move(base.id, isBuy ? baseAtoms : -baseAtoms);
    account.move(quote.id, isBuy ? -quoteAtoms : quoteAtoms);
    const commission = this.#commissions.of(
      { base: base.id, quote: quote.id, isBuy, isMaker, baseAtoms, quoteAtoms },
      account,
    );
    account.move(commission.asset, -commission.atoms);
    order.updatedMs = this.#nowMs();
    account.updatedMs = order.updatedMs;
    order.state = order.openLots === 0 ? 'FILLED' : 'PARTIALLY_FILLED';
    const trade: PlacedTrade = {
      tradeId: match.tradeId,
      order,
      ticks: match.ticks,
      lots: match.lots,
      quoteAtoms,
      commissionAtoms: commission.atoms,
      commissionAsset: commission.asset,
      isMaker,
      timeMs: order.updatedMs,
    };
    order.trades.push(trade);
    account.rememberTrade(trade);
    if (order.state === 'FILLED') this.#forget(order);
    this.#listener.onOrder(order, 'TRADE', trade, '');
    if (isMaker) this.#tellBalances(order);
  }

  /** Frees what the filled part had bound; the fill itself then pays from what is free. */
  #releaseFor(order: PlacedOrder, lots: number): void {
    if (order.lockedAtoms === 0n) return;
    const openBefore = BigInt(order.openLots + lots);
    const kept = (order.lockedAtoms * BigInt(order.openLots)) / openBefore;
    this.#unlock(order, order.lockedAtoms - kept);
  }

  #end(order: PlacedOrder, state: Extract<OrderState, 'CANCELED' | 'EXPIRED'>, cancelId: string): void {
    order.state = state;
    order.updatedMs = this.#nowMs();
    this.#forget(order);
    this.#listener.onOrder(order, state, undefined, cancelId);
  }

  #forget(order: PlacedOrder): void {
    if (order.lockedAtoms > 0n) this.#unlock(order, order.lockedAtoms);
    this.#byHandle.get(order.market)?.delete(order.handle);
    this.#stops.get(order.market)?.delete(order);
    order.handle = 0;
    const { openByClientId } = order.account;
    assert(openByClientId.delete(order.terms.clientOrderId), 'an open order is known by its client id');
  }

  #tellBalances(order: PlacedOrder): void {
    const { base, quote } = order.market.instrument;
    order.account.updatedMs = this.#nowMs();
    const { commissionAsset } = this.#rules;
    const coins = typeof commissionAsset === 'object' ? [commissionAsset.asset] : [];
    this.#listener.onBalances(order.account, [...new Set([base.id, quote.id, ...coins])]);
  }
}

export function sideOf(order: PlacedOrder): BookSide {
  return order.terms.side === 'BUY' ? BID : ASK;
}
