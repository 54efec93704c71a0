import type { FundingSettled, OrderFilled, VenueOrder } from '@qca/orders';
import type { WorkingOrder } from './WorkingOrder.ts';

/** How much a venue remembers. */
export interface HistoryBounds {
  readonly rememberedOrdersMax: number;
  readonly rememberedFillsMax: number;
}

/** Our orders and fills as a venue remembers them: all open orders, and the latest of what is done. */
export class OrderHistory {
  readonly #bounds: HistoryBounds;
  readonly #orders = new Map<string, WorkingOrder>();
  readonly #done = new Forgetful<WorkingOrder>();
  readonly #fills = new Forgetful<OrderFilled>();
  readonly #fundings = new Forgetful<FundingSettled>();

  constructor(bounds: HistoryBounds) {
    this.#bounds = bounds;
  }

  find(orderId: string): WorkingOrder | undefined {
    return this.#orders.get(orderId);
  }

  add(order: WorkingOrder): void {
    this.#orders.set(order.id, order);
  }

  /** Notes that an order is final; beyond the bound the oldest such order is forgotten. */
  finish(order: WorkingOrder): void {
    this.#done.push(order);
    if (this.#done.length <= this.#bounds.rememberedOrdersMax) return;
    this.#orders.delete(this.#done.shift().id);
  }

  addFill(fill: OrderFilled): void {
    this.#fills.push(fill);
    if (this.#fills.length > this.#bounds.rememberedFillsMax) this.#fills.shift();
  }

  addFunding(settled: FundingSettled): void {
    this.#fundings.push(settled);
    if (this.#fundings.length > this.#bounds.rememberedFillsMax) this.#fundings.shift();
  }

  fundings(): FundingSettled[] {
    return this.#fundings.toArray();
  }

  /** The remembered fills of an order, oldest first. */
  fillsOf(orderId: string): OrderFilled[] {
    return this.#fills.toArray().filter((fill) => fill.orderId === orderId);
  }

  fills(): OrderFilled[] {
    return this.#fills.toArray();
  }

  orders(): VenueOrder[] {
    return [...this.#orders.values()].map(toVenueOrder);
  }
}

function toVenueOrder(order: WorkingOrder): VenueOrder {
  const { id: orderId, instrument, openLots: remainingLots, stage, reason } = order;
  const status =
    stage === 'filled' || stage === 'cancelled' || stage === 'rejected' ? stage : ('open' as const);
  return reason === ''
    ? { orderId, instrument, status, remainingLots }
    : { orderId, instrument, status, remainingLots, reason };
}

/** A list that grows behind and shrinks in front. */
class Forgetful<Item> {
  #items: Item[] = [];
  #first = 0;

  get length(): number {
    return this.#items.length - this.#first;
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  shift(): Item {
    const item = this.#items[this.#first] as Item;
    this.#first += 1;
    // What was let go is dropped in one move once it is half of the list.
    if (this.#first * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#first);
      this.#first = 0;
    }
    return item;
  }

  toArray(): Item[] {
    return this.#items.slice(this.#first);
  }
}
