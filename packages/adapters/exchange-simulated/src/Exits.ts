import type { TimeUs } from '@qca/base';
import { oppositeSide } from '@qca/market';
import type { OrderSpec } from '@qca/orders';
import type { Market } from './Market.ts';
import type { OrderDesk } from './OrderDesk.ts';
import { WorkingOrder } from './WorkingOrder.ts';

/** A bracket's parent that filled, and by how much, since its exits were last looked at. */
interface Filled {
  readonly parent: WorkingOrder;
  readonly market: Market;
  readonly lots: number;
}

/**
 * Orders that follow from fills of others: groups of which one cancels the rest, and brackets.
 *
 * A bracket's exits (`<id>.tp`, a limit, and `<id>.sl`, a stop, of the parent's quantity) wait until the parent fills,
 * are accepted then, and may trade as much as it has brought: what it has filled, less what the venue keeps back as a fee. What one exit trades the other no longer may, and what is
 * left of the parent is cancelled: a trade that has begun to end takes no more in. An exit that is through before its
 * whole quantity was ever allowed ends as cancelled, `bracket-parent`.
 */
export class Exits {
  readonly #desk: OrderDesk;
  readonly #filled: Filled[] = [];

  constructor(desk: OrderDesk) {
    this.#desk = desk;
  }

  /** Writes down the exits of a bracket; they wait. */
  prepare(parent: WorkingOrder, market: Market): void {
    const { bracket, instrument, quantityLots } = parent.spec;
    if (bracket === undefined) return;
    const shared = {
      instrument,
      side: oppositeSide(parent.side),
      quantityLots,
      ...(market.instrument.kind === 'perpetual' ? { reduceOnly: true } : {}),
    };
    const stop: OrderSpec = { ...shared, type: 'stop', triggerTicks: bracket.stopTicks };
    const profit: OrderSpec = { ...shared, type: 'limit', limitTicks: bracket.takeProfitTicks };
    parent.stopLoss = new WorkingOrder(`${parent.id}.sl`, stop);
    parent.takeProfit = new WorkingOrder(`${parent.id}.tp`, profit);
    for (const exit of [parent.stopLoss, parent.takeProfit]) {
      exit.parent = parent;
      exit.stage = 'waiting';
      exit.dormantLots = quantityLots;
      exit.remainingLots = 0;
      exit.shownLots = 0;
      market.venue.history.add(exit);
    }
  }

  /** A rejected parent's exits are as dead as it is. */
  refuse(parent: WorkingOrder, market: Market, timeUs: TimeUs): void {
    this.prepare(parent, market);
    this.onClosed(parent, market, timeUs);
  }

  onFill(order: WorkingOrder, market: Market, lots: number, timeUs: TimeUs): void {
    if (order.spec.ocoGroup !== undefined) this.#cancelGroup(order, market, timeUs);
    if (order.spec.bracket !== undefined) this.#bring(order, market);
    if (order.parent !== undefined) this.#leave(order, order.parent, market, lots, timeUs);
  }

  #bring(parent: WorkingOrder, market: Market): void {
    const filled = parent.spec.quantityLots - parent.openLots;
    const kept = parent.baseFee > 0n ? Number((parent.baseFee - 1n) / market.instrument.lot) + 1 : 0;
    const lots = filled - kept - parent.broughtLots;
    if (lots <= 0) return;
    parent.broughtLots += lots;
    this.#filled.push({ parent, market, lots });
  }

  /** Lets the exits of what has filled trade as much. Called when no order is in the middle of something. */
  settle(timeUs: TimeUs): void {
    for (let filled = this.#filled.shift(); filled !== undefined; filled = this.#filled.shift()) {
      const { parent, market, lots } = filled;
      const exits = [parent.stopLoss, parent.takeProfit].filter((exit) => exit?.isOpen) as WorkingOrder[];
      for (const exit of exits) {
        exit.dormantLots -= lots;
        exit.remainingLots += lots;
        exit.shownLots += lots;
      }
      // The stop first: where both could fire at once, the worse for us does.
      for (const exit of exits) if (exit.stage === 'waiting') this.#desk.enter(exit, market, timeUs);
    }
  }

  /** Ends the exits of a parent that closed: all of them when nothing filled, else what has nothing left to do. */
  onClosed(parent: WorkingOrder, market: Market, timeUs: TimeUs): void {
    for (const exit of [parent.stopLoss, parent.takeProfit]) {
      if (exit?.stage !== 'waiting' || this.#filled.some((filled) => filled.parent === parent)) continue;
      this.#desk.close(exit, market, 'bracket-parent', timeUs);
    }
  }

  #cancelGroup(filled: WorkingOrder, market: Market, timeUs: TimeUs): void {
    for (const other of market.venue.markets) {
      for (const order of [...other.orders]) {
        if (order === filled || order.spec.ocoGroup !== filled.spec.ocoGroup) continue;
        this.#desk.close(order, other, 'one-cancels-other', timeUs);
      }
    }
  }

  #leave(exit: WorkingOrder, parent: WorkingOrder, market: Market, lots: number, timeUs: TimeUs): void {
    if (parent.isOpen) this.#desk.close(parent, market, 'bracket-parent', timeUs);
    const other = exit === parent.stopLoss ? parent.takeProfit : parent.stopLoss;
    if (other?.isOpen) {
      other.remainingLots -= lots;
      other.dormantLots += lots;
      other.shownLots = Math.min(other.shownLots, other.remainingLots);
      if (other.remainingLots === 0) this.#desk.close(other, market, 'one-cancels-other', timeUs);
    }
    if (exit.isOpen && exit.remainingLots === 0) this.#desk.close(exit, market, 'bracket-parent', timeUs);
  }
}
