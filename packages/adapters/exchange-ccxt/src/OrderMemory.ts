import type { Side } from '@qca/market';
import type { OrderFilled, VenueOrder } from '@qca/orders';

/** What we know of an order that was sent, or that the venue told us of. */
export interface KnownOrder {
  readonly orderId: string;
  readonly instrument: number;
  readonly side: Side;
  quantityLots: number;
  timeInForce: 'gtc' | 'ioc' | 'fok';
  venueId: string;
  isAcceptedTold: boolean;
  isEndTold: boolean;
  /** Lots of the fills told. */
  filledLots: number;
  state: VenueOrder | undefined;
  /** Settles when the request that places it is answered or lost. */
  placed: Promise<void>;
}

/** Orders remembered; the oldest that have ended go first. */
export const ORDERS_MAX = 20_000;
/** Fills remembered for snapshots and against repeats. */
export const FILLS_MAX = 50_000;

/** Our orders and fills at a venue, by our ids and by its own. Bounded. */
export class OrderMemory {
  readonly #byId = new Map<string, KnownOrder>();
  readonly #byVenueId = new Map<string, KnownOrder>();
  readonly #fills = new Map<string, OrderFilled>();

  get(orderId: string): KnownOrder | undefined {
    return this.#byId.get(orderId);
  }

  byVenueId(instrument: number, venueId: string): KnownOrder | undefined {
    return this.#byVenueId.get(`${instrument} ${venueId}`);
  }

  add(
    order: Pick<KnownOrder, 'orderId' | 'instrument' | 'side' | 'quantityLots' | 'timeInForce'>,
  ): KnownOrder {
    const known: KnownOrder = {
      ...order,
      venueId: '',
      isAcceptedTold: false,
      isEndTold: false,
      filledLots: 0,
      state: undefined,
      placed: Promise.resolve(),
    };
    this.#byId.set(order.orderId, known);
    this.#forgetOldest();
    return known;
  }

  setVenueId(known: KnownOrder, venueId: string): void {
    if (known.venueId === venueId || venueId === '') return;
    known.venueId = venueId;
    this.#byVenueId.set(`${known.instrument} ${venueId}`, known);
  }

  /** Notes a fill. False when it was noted before. */
  addFill(known: KnownOrder, fill: OrderFilled): boolean {
    if (this.#fills.has(fill.fillId)) return false;
    this.#fills.set(fill.fillId, fill);
    known.filledLots += fill.quantityLots;
    if (this.#fills.size > FILLS_MAX) this.#fills.delete(this.#fills.keys().next().value as string);
    return true;
  }

  hasFill(fillId: string): boolean {
    return this.#fills.has(fillId);
  }

  fills(): OrderFilled[] {
    return [...this.#fills.values()].sort((a, b) => a.venueTimeUs - b.venueTimeUs);
  }

  all(): Iterable<KnownOrder> {
    return this.#byId.values();
  }

  #forgetOldest(): void {
    if (this.#byId.size <= ORDERS_MAX) return;
    for (const known of this.#byId.values()) {
      if (!known.isEndTold) continue;
      this.#byId.delete(known.orderId);
      this.#byVenueId.delete(`${known.instrument} ${known.venueId}`);
      return;
    }
  }
}
