import { type BookSide, LevelBook, QueuePosition } from '@qca/book';
import type { Level2 } from './readLevel2.ts';

// W4's market: the venue's book by the venue's clock, ours by our clock, and between them a strategy that keeps one
// order a tick behind the touch on each side. The replayed market does not react to us.

const STEP_US = 10_000;
/** An order takes this long to the venue, and its report as long back. */
const LATENCY_US = 5_000;
const ORDER_LOTS = 10;
const NEVER = Number.POSITIVE_INFINITY;

/** How one of the two orders stands, at the venue and as we know it. */
class QuotedOrder {
  readonly side: BookSide;
  readonly queue = new QueuePosition({ kind: 'risk-averse' });
  /** Price it rests at, 0 when it does not. */
  venueTicks = 0;
  openLots = 0;
  /** When the request on its way arrives, and what it asks for: a price, or 0 to cancel. */
  arrivesUs = NEVER;
  askedTicks = 0;
  /** When the report on its way reaches us, and what it says: the price it rests at, or 0. */
  reportedUs = NEVER;
  reportedTicks = 0;
  /** What we know. */
  knownTicks = 0;
  isWaiting = false;
  fills = 0;
  filledLots = 0;

  constructor(side: BookSide) {
    this.side = side;
  }
}

export interface ReplayOutcome {
  readonly orders: number;
  readonly fills: number;
  readonly filledLots: number;
  readonly bidTicks: number;
  readonly askTicks: number;
}

/** One replay of the recording, with or without the strategy. */
export class QuotingReplay {
  readonly #level2: Level2;
  readonly #venue = new LevelBook();
  readonly #local = new LevelBook();
  readonly #quotes = [new QuotedOrder(0), new QuotedOrder(1)] as const;
  #orders = 0;

  constructor(level2: Level2) {
    this.#level2 = level2;
  }

  run(withStrategy: boolean): ReplayOutcome {
    const { venueOrder, localOrder, venueTimesUs, localTimesUs } = this.#level2;
    const [bid, ask] = this.#quotes;
    const last = localOrder.length;
    let venueNext = 0;
    let localNext = 0;
    let stepUs = withStrategy ? localTimesUs[localOrder[0]!]! + STEP_US : NEVER;
    while (localNext < last) {
      const localUs = localTimesUs[localOrder[localNext]!]!;
      const venueUs = venueNext < last ? venueTimesUs[venueOrder[venueNext]!]! : NEVER;
      const orderUs = Math.min(bid.arrivesUs, ask.arrivesUs, bid.reportedUs, ask.reportedUs, stepUs);
      if (venueUs <= localUs && venueUs <= orderUs) {
        this.#happen(venueOrder[venueNext]!);
        venueNext += 1;
      } else if (localUs <= orderUs) {
        this.#hear(localOrder[localNext]!);
        localNext += 1;
      } else if (orderUs === stepUs) {
        this.#quote(bid, stepUs);
        this.#quote(ask, stepUs);
        stepUs += STEP_US;
      } else {
        this.#deliver(bid, orderUs);
        this.#deliver(ask, orderUs);
      }
    }
    const [bidTicks, askTicks] = [this.#local.bestTicks(0), this.#local.bestTicks(1)];
    const fills = bid.fills + ask.fills;
    return { orders: this.#orders, fills, filledLots: bid.filledLots + ask.filledLots, bidTicks, askTicks };
  }

  /** Lets an event happen at the venue, and our orders feel it. */
  #happen(event: number): void {
    const { depth } = this.#level2;
    if (event < depth.length) {
      this.#venue.apply(depth[event]!);
      for (const order of this.#quotes) this.#feelDepth(order, event);
    } else {
      for (const order of this.#quotes) this.#feelTrade(order, event);
    }
  }

  #hear(event: number): void {
    const { depth } = this.#level2;
    if (event < depth.length) this.#local.apply(depth[event]!);
  }

  #feelDepth(order: QuotedOrder, event: number): void {
    if (order.venueTicks === 0) return;
    const opposite = this.#venue.bestTicks((1 - order.side) as BookSide);
    const isThrough = order.side === 0 ? opposite <= order.venueTicks : opposite >= order.venueTicks;
    if (opposite !== 0 && isThrough) this.#fill(order, order.openLots, event);
    else order.queue.onLevel(this.#venue.lotsAt(order.side, order.venueTicks));
  }

  /** A seller's trade below our bid, or a buyer's above our ask, fills it whole; one at its price by its place. */
  #feelTrade(order: QuotedOrder, event: number): void {
    const { depth, tradeTicks, tradeLots, tradeSells } = this.#level2;
    const trade = event - depth.length;
    if (order.venueTicks === 0 || (order.side === 0) !== (tradeSells[trade] === 1)) return;
    const beyond =
      order.side === 0 ? order.venueTicks - tradeTicks[trade]! : tradeTicks[trade]! - order.venueTicks;
    if (beyond > 0) this.#fill(order, order.openLots, event);
    else if (beyond === 0) this.#fill(order, order.queue.onTrade(tradeLots[trade]!, order.openLots), event);
  }

  #fill(order: QuotedOrder, lots: number, event: number): void {
    if (lots === 0) return;
    order.fills += 1;
    order.filledLots += lots;
    order.openLots -= lots;
    if (order.openLots > 0) return;
    order.venueTicks = 0;
    // A cancel on its way finds nothing and is answered then.
    if (order.arrivesUs === NEVER) this.#report(order, this.#level2.venueTimesUs[event]!);
  }

  /** The strategy: one tick behind the touch; another price is cancelled first, one request at a time. */
  #quote(order: QuotedOrder, nowUs: number): void {
    const best = this.#local.bestTicks(order.side);
    if (order.isWaiting || best === 0) return;
    const wanted = order.side === 0 ? best - 1 : best + 1;
    if (order.knownTicks === wanted) return;
    order.askedTicks = order.knownTicks === 0 ? wanted : 0;
    order.arrivesUs = nowUs + LATENCY_US;
    order.isWaiting = true;
    this.#orders += 1;
  }

  /** Brings what is due at `nowUs`: a request to the venue, a report to us. */
  #deliver(order: QuotedOrder, nowUs: number): void {
    if (order.arrivesUs === nowUs) {
      order.arrivesUs = NEVER;
      if (order.askedTicks === 0) order.venueTicks = 0;
      else this.#place(order);
      this.#report(order, nowUs);
    }
    if (order.reportedUs === nowUs) {
      order.reportedUs = NEVER;
      order.knownTicks = order.reportedTicks;
      order.isWaiting = false;
    }
  }

  /** Rests the order behind what is displayed, unless it would take. */
  #place(order: QuotedOrder): void {
    const opposite = this.#venue.bestTicks((1 - order.side) as BookSide);
    const price = order.askedTicks;
    if (opposite !== 0 && (order.side === 0 ? price >= opposite : price <= opposite)) return;
    order.venueTicks = price;
    order.openLots = ORDER_LOTS;
    order.queue.place(this.#venue.lotsAt(order.side, price));
  }

  #report(order: QuotedOrder, nowUs: number): void {
    order.reportedUs = nowUs + LATENCY_US;
    order.reportedTicks = order.venueTicks;
  }
}
