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
 * A bracket's exits (`<id>.tp`, a limit, and `<id>.sl`, a stop) appear when the parent fills and grow with it. A fill of
 * one exit shrinks the other by as much and cancels what is left of the parent: a trade that has begun to end takes no
 * more in.
 */
export class Exits {
  readonly #desk: OrderDesk;
  readonly #filled: Filled[] = [];

  constructor(desk: OrderDesk) {
    this.#desk = desk;
  }

  onFill(order: WorkingOrder, market: Market, lots: number, timeUs: TimeUs): void {
    if (order.spec.ocoGroup !== undefined) this.#cancelGroup(order, market, timeUs);
    if (order.spec.bracket !== undefined) this.#filled.push({ parent: order, market, lots });
    if (order.parent !== undefined) this.#leave(order, order.parent, market, lots, timeUs);
  }

  /** Places or grows the exits of what has filled. Called when no order is in the middle of something. */
  settle(timeUs: TimeUs): void {
    for (let filled = this.#filled.shift(); filled !== undefined; filled = this.#filled.shift()) {
      if (filled.parent.stopLoss === undefined) this.#open(filled, timeUs);
      else this.#grow(filled);
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

  #open({ parent, market, lots }: Filled, timeUs: TimeUs): void {
    const { bracket, instrument } = parent.spec;
    if (bracket === undefined) return;
    const shared = {
      instrument,
      side: oppositeSide(parent.side),
      quantityLots: lots,
      ...(market.instrument.kind === 'perpetual' ? { reduceOnly: true } : {}),
    };
    const stop: OrderSpec = { ...shared, type: 'stop', triggerTicks: bracket.stopTicks };
    const profit: OrderSpec = { ...shared, type: 'limit', limitTicks: bracket.takeProfitTicks };
    parent.stopLoss = new WorkingOrder(`${parent.id}.sl`, stop, timeUs);
    parent.takeProfit = new WorkingOrder(`${parent.id}.tp`, profit, timeUs);
    parent.stopLoss.parent = parent;
    parent.takeProfit.parent = parent;
    // The stop first: where both could fire at once, the worse for us does.
    this.#desk.enter(parent.stopLoss, market, timeUs);
    const uncovered = lots - (parent.stopLoss.quantityLots - parent.stopLoss.remainingLots);
    if (uncovered < 1) return;
    parent.takeProfit.quantityLots =
      parent.takeProfit.remainingLots =
      parent.takeProfit.shownLots =
        uncovered;
    this.#desk.enter(parent.takeProfit, market, timeUs);
  }

  #grow({ parent, lots }: Filled): void {
    for (const exit of [parent.stopLoss, parent.takeProfit]) {
      if (exit === undefined || !exit.isOpen) continue;
      exit.quantityLots += lots;
      exit.remainingLots += lots;
      exit.shownLots += lots;
    }
  }

  #leave(exit: WorkingOrder, parent: WorkingOrder, market: Market, lots: number, timeUs: TimeUs): void {
    const other = exit === parent.stopLoss ? parent.takeProfit : parent.stopLoss;
    if (other?.isOpen && market.orders.includes(other)) {
      if (other.remainingLots <= lots) this.#desk.close(other, market, 'one-cancels-other', timeUs);
      else {
        other.remainingLots -= lots;
        other.quantityLots -= lots;
        other.shownLots = Math.min(other.shownLots, other.remainingLots);
      }
    }
    if (parent.isOpen) this.#desk.close(parent, market, 'bracket-parent', timeUs);
  }
}
