import { assert, NEVER, Random, type TimeUs } from '@qca/base';
import type { AssetId, Instrument, MarketEvent, VenueId } from '@qca/market';
import type { Report, VenueOrder } from '@qca/orders';
import type { Exchange, ExchangeAction, Feed } from '@qca/ports';
import type { Amount } from '@qca/units';
import { checkSettings } from './checkSettings.ts';
import { EventCopies } from './EventCopies.ts';
import { Market } from './Market.ts';
import { OrderDesk } from './OrderDesk.ts';
import { ReportDesk } from './ReportDesk.ts';
import type { SimulationSettings } from './settings.ts';
import { TimeQueue } from './TimeQueue.ts';
import { Venue } from './Venue.ts';
import type { WorkingOrder } from './WorkingOrder.ts';
import { walk } from './walk.ts';

/** What a simulated exchange is made of. */
export interface SimulationParts {
  readonly feed: Feed;
  readonly seed: number;
  readonly settings?: Partial<SimulationSettings>;
  readonly balances?: readonly Deposit[];
}

/** Money that lies at a venue from the start. */
export interface Deposit {
  readonly venue: VenueId;
  readonly asset: AssetId;
  readonly amount: Amount;
}

/** Puts simulated venues between a feed and the engine. Rejects: `Refusal` of kind `bad-setting`. */
export function createSimulatedExchange(parts: SimulationParts): SimulatedExchange {
  return new SimulatedExchange(parts);
}

/** An order that expires. */
interface Expiry {
  readonly order: WorkingOrder;
  readonly market: Market;
}

/**
 * The venues' side of a simulation: it hears the market at venue time, matches our orders, and tells us late.
 *
 * At one moment things happen in this order: connections break or mend; bar paths reach a point and other market events
 * come; orders expire; actions arrive, in the order sent; we hear reports, then market events; bars open.
 * Everything follows from feed, seed, settings and the actions sent.
 */
export class SimulatedExchange implements Exchange {
  readonly #feed: Feed;
  readonly #settings: SimulationSettings;
  readonly #venues = new Map<VenueId, Venue>();
  readonly #markets: readonly Market[];
  readonly #events = new EventCopies();
  readonly #reports: ReportDesk;
  readonly #desk: OrderDesk;
  readonly #arrivals = new TimeQueue<ExchangeAction>();
  readonly #expiries = new TimeQueue<Expiry>();
  #feedUs: TimeUs;
  /** The earliest wake of any market. */
  #wakeUs: TimeUs = NEVER;
  /** The latest moment the venues have worked through. */
  #workedUs: TimeUs = 0;

  constructor(parts: SimulationParts) {
    const random = new Random(parts.seed);
    this.#feed = parts.feed;
    this.#settings = checkSettings(parts.settings ?? {});
    this.#reports = new ReportDesk(this.#settings.faults, random.fork('reports'));
    this.#desk = new OrderDesk(this.#settings, this.#reports, (order, market) => {
      this.#expiries.push(order.expireTimeUs, { order, market });
    });
    this.#markets = parts.feed.instruments.map((instrument) =>
      this.#openMarket(instrument, parts.seed, random),
    );
    for (const { venue, asset, amount } of parts.balances ?? []) this.deposit(venue, asset, amount);
    this.#feedUs = parts.feed.peekTimeUs();
  }

  /** Brings money to a venue. Amounts in atoms, not negative. */
  deposit(venue: VenueId, asset: AssetId, amount: Amount): void {
    this.#venue(venue).account.deposit(asset, amount);
  }

  send(actions: readonly ExchangeAction[], timeUs: TimeUs): void {
    for (const action of actions) {
      const venue = this.#venueOf(action);
      const arrivalUs =
        venue === undefined ? timeUs : venue.orderLine.arrivalUs(timeUs, venue.recordedLatencyUs);
      // What was sent for a moment that the venues have worked through already arrives now.
      this.#arrivals.push(Math.max(arrivalUs, this.#workedUs), action);
    }
  }

  /**
   * Returns when the next thing is heard. The venues work ahead until that is certain; a caller with something to do
   * at `untilUs` (a deadline of its own) names it, they then work no further, and `NEVER` means "not until then".
   */
  peekTimeUs(untilUs: TimeUs = NEVER): TimeUs {
    return this.#work(untilUs);
  }

  take(): MarketEvent | Report {
    const dueUs = this.#work(NEVER);
    assert(dueUs !== NEVER, 'nothing is heard: peekTimeUs was NEVER');
    const { queue } = this.#reports;
    return queue.headTimeUs === dueUs ? queue.shift() : this.#events.take();
  }

  close(): void | Promise<void> {
    return this.#feed.close();
  }

  /** The venue's own account of our balances. */
  venueBalances(venue: VenueId): { asset: string; total: Amount }[] {
    return this.#venue(venue).account.balances();
  }

  /** All orders the venue remembers. */
  venueOrders(venue: VenueId): VenueOrder[] {
    return this.#venue(venue).history.orders();
  }

  /** Works through all that happens at the venues until it is certain what we hear next, and returns when. */
  #work(untilUs: TimeUs): TimeUs {
    for (;;) {
      const dueUs = Math.min(this.#reports.queue.headTimeUs, this.#events.queue.headTimeUs);
      let nextUs = Math.min(this.#wakeUs, this.#feedUs);
      if (this.#expiries.headTimeUs < nextUs) nextUs = this.#expiries.headTimeUs;
      if (this.#arrivals.headTimeUs < nextUs) nextUs = this.#arrivals.headTimeUs;
      if (nextUs > dueUs || nextUs === NEVER) return dueUs;
      if (nextUs > untilUs) return NEVER;
      if (nextUs > this.#workedUs) this.#workedUs = Math.floor(nextUs);
      if (this.#wakeUs === nextUs) this.#visit(nextUs);
      else if (this.#feedUs === nextUs) this.#hear();
      else if (this.#expiries.headTimeUs === nextUs) this.#expire(nextUs);
      else this.#arrive(nextUs);
    }
  }

  /** Reads one market event: the venue knows it now, we hear it later. */
  #hear(): void {
    const event = this.#feed.take();
    const market = this.#markets[event.instrument];
    assert(market !== undefined, `the feed speaks of instrument ${event.instrument}, which it does not list`);
    const heardUs = Math.max(event.timeUs, event.venueTimeUs);
    market.venue.recordedLatencyUs = heardUs - event.venueTimeUs;
    this.#events.push(event, heardUs + this.#settings.feedLatencyUs);
    if (event.kind === 'bar') {
      market.hearBar(event);
      if (market.wakeUs < this.#wakeUs) this.#wakeUs = market.wakeUs;
    }
    this.#feedUs = this.#feed.peekTimeUs();
  }

  /** Moves one bar path to its next point. */
  #visit(timeUs: TimeUs): void {
    const market = this.#markets.find(({ wakeUs }) => wakeUs === timeUs);
    assert(market !== undefined, 'a market asked to be woken');
    const { ticks, isJump } = market.nextPoint();
    walk(market, this.#desk, { toTicks: ticks, isJump, timeUs: Math.ceil(timeUs) });
    if (isJump) market.settleDown();
    this.#rearm(market);
  }

  #expire(timeUs: TimeUs): void {
    const { order, market } = this.#expiries.shift();
    this.#desk.expire(order, market, timeUs);
    this.#rearm(market);
  }

  #arrive(timeUs: TimeUs): void {
    const action = this.#arrivals.shift();
    if (action.kind === 'request-snapshot') {
      this.#reports.snapshot(this.#venue(action.venue), action.requestId, timeUs);
      return;
    }
    const instrument = action.kind === 'place-order' ? action.spec.instrument : action.instrument;
    const market = this.#markets[instrument];
    if (market === undefined) {
      this.#refuseUnknown(action.orderId, instrument, action.kind, timeUs);
      return;
    }
    if (action.kind === 'cancel-order') {
      this.#desk.cancel(market, action.orderId, timeUs);
    } else {
      market.catchUp(timeUs, action.spec.side === 'buy');
      this.#desk.place(market, action.orderId, action.spec, timeUs);
      market.settleDown();
    }
    this.#rearm(market);
  }

  #refuseUnknown(id: string, instrument: number, kind: 'place-order' | 'cancel-order', timeUs: TimeUs): void {
    const venue = this.#venues.values().next().value;
    assert(venue !== undefined, 'an exchange without instruments takes no orders');
    const refusal = { reason: 'unknown-instrument', detail: `no instrument ${instrument}` } as const;
    if (kind === 'place-order') this.#reports.rejected(venue, { id, instrument }, refusal, timeUs);
    else this.#reports.cancelRejected(venue, { id, instrument }, refusal, timeUs);
  }

  #rearm(market: Market): void {
    market.rearm();
    let earliest = NEVER;
    for (const { wakeUs } of this.#markets) if (wakeUs < earliest) earliest = wakeUs;
    this.#wakeUs = earliest;
  }

  #openMarket(instrument: Instrument, seed: number, random: Random): Market {
    let venue = this.#venues.get(instrument.venue);
    if (venue === undefined) {
      venue = new Venue(instrument.venue, this.#settings, random.fork(instrument.venue));
      this.#venues.set(instrument.venue, venue);
    }
    const market = new Market(instrument, venue, this.#settings, seed);
    venue.markets.push(market);
    return market;
  }

  #venueOf(action: ExchangeAction): Venue | undefined {
    if (action.kind === 'request-snapshot') return this.#venue(action.venue);
    const instrument = action.kind === 'place-order' ? action.spec.instrument : action.instrument;
    return this.#markets[instrument]?.venue;
  }

  #venue(id: VenueId): Venue {
    const venue = this.#venues.get(id);
    assert(venue !== undefined, `no instrument of the feed trades at ${id}`);
    return venue;
  }
}
