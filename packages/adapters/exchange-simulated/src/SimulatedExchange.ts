import { assert, NEVER, Random, type TimeUs } from '@qca/base';
import type { AssetId, Bar, Instrument, MarketEvent, Trade, VenueId } from '@qca/market';
import type { Report, VenueOrder } from '@qca/orders';
import type { Exchange, ExchangeAction, Feed } from '@qca/ports';
import type { Amount } from '@qca/units';
import { Connections } from './Connections.ts';
import { checkSettings } from './checkSettings.ts';
import { EventCopies } from './EventCopies.ts';
import { Gateway } from './Gateway.ts';
import { Liquidator } from './Liquidator.ts';
import { onDepth, onQuote, onTrade } from './levelTwo.ts';
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
  /** Present before a live feed: resolves when that has more to tell. */
  readonly wait?: () => Promise<void>;
  readonly #feed: Feed;
  readonly #settings: SimulationSettings;
  readonly #venues = new Map<VenueId, Venue>();
  readonly #markets: readonly Market[];
  readonly #events = new EventCopies();
  readonly #reports: ReportDesk;
  readonly #desk: OrderDesk;
  readonly #gateway: Gateway;
  readonly #liquidator: Liquidator;
  readonly #connections: Connections;
  readonly #hasBreaks: boolean;
  readonly #arrivals = new TimeQueue<ExchangeAction>();
  readonly #expiries = new TimeQueue<Expiry>();
  #feedUs: TimeUs = NEVER;
  /** The earliest wake of any market, and whose it is. */
  #wakeUs: TimeUs = NEVER;
  #wakeMarket: Market;
  /** The latest moment the venues have worked through. */
  #workedUs: TimeUs = 0;

  constructor(parts: SimulationParts) {
    const random = new Random(parts.seed);
    const { feed } = parts;
    this.#feed = feed;
    if (feed.wait !== undefined) this.wait = () => feed.wait?.() ?? Promise.resolve();
    this.#settings = checkSettings(parts.settings ?? {});
    const { faults } = this.#settings;
    this.#reports = new ReportDesk(faults, random.fork('reports'));
    this.#desk = new OrderDesk(this.#settings, this.#reports, (order, market) => {
      this.#expiries.push(order.expireTimeUs, { order, market });
    });
    this.#liquidator = new Liquidator(this.#desk);
    this.#connections = new Connections(faults, random.fork('connections'), this.#reports);
    this.#hasBreaks = faults.outages !== undefined || faults.disconnects !== undefined;
    const gatewayRandom = random.fork('gateway');
    this.#markets = parts.feed.instruments.map((instrument) =>
      this.#openMarket(instrument, parts.seed, random),
    );
    const [first] = this.#markets;
    assert(first !== undefined, 'an exchange trades at least one instrument');
    this.#wakeMarket = first;
    this.#gateway = new Gateway(this.#desk, this.#markets, this.#venues, faults, gatewayRandom);
    for (const { venue, asset, amount } of parts.balances ?? []) this.deposit(venue, asset, amount);
    this.#feedUs = parts.feed.peekTimeUs();
    if (this.#feedUs !== NEVER) this.#connections.start(this.#venues.values(), this.#feedUs);
  }

  /** Brings money to a venue. Amounts in atoms, not negative. */
  deposit(venue: VenueId, asset: AssetId, amount: Amount): void {
    this.#venue(venue).account.deposit(asset, amount);
  }

  send(actions: readonly ExchangeAction[], timeUs: TimeUs): void {
    for (const action of actions) {
      const venue = this.#gateway.venueOf(action);
      const arrivalUs = venue.orderLine.arrivalUs(timeUs, venue.recordedLatencyUs);
      // What is sent for a moment that the venues have worked through arrives now.
      this.#arrivals.push(Math.max(arrivalUs, this.#workedUs), action);
    }
  }

  peekTimeUs(untilUs: TimeUs = NEVER): TimeUs {
    return this.#work(untilUs);
  }

  take(): MarketEvent | Report {
    const dueUs = this.#work(NEVER);
    assert(dueUs !== NEVER, 'nothing is heard: peekTimeUs was NEVER');
    const { queue } = this.#reports;
    return queue.headTimeUs === dueUs ? queue.shift() : this.#events.take();
  }

  ended(): boolean {
    return this.#feedUs === NEVER && this.#events.queue.length === 0 && this.#feed.wait === undefined;
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
      if (this.wait !== undefined && this.#feedUs === NEVER) this.#feedUs = this.#feed.peekTimeUs();
      const dueUs = Math.min(this.#reports.queue.headTimeUs, this.#events.queue.headTimeUs);
      let nextUs = Math.min(this.#wakeUs, this.#feedUs);
      let breakUs = NEVER;
      if (this.#expiries.headTimeUs < nextUs) nextUs = this.#expiries.headTimeUs;
      if (this.#arrivals.headTimeUs < nextUs) nextUs = this.#arrivals.headTimeUs;
      if (this.#hasBreaks) breakUs = this.#connections.nextUs(Math.min(nextUs, dueUs) === NEVER);
      if (breakUs < nextUs) nextUs = breakUs;
      // While a live feed is silent nobody knows that time has come for more than to answer requests.
      if (this.wait !== undefined && Math.min(this.#feedUs, dueUs) === NEVER)
        nextUs = this.#arrivals.headTimeUs;
      if (nextUs > dueUs || nextUs === NEVER) {
        if (this.#hasBreaks && this.#dropUnheard(dueUs)) continue;
        return dueUs;
      }
      if (nextUs > untilUs) return NEVER;
      if (breakUs === nextUs) this.#turnConnection(nextUs);
      else if (this.#wakeUs === nextUs) this.#visit(nextUs);
      else if (this.#feedUs === nextUs) this.#hear();
      else if (this.#expiries.headTimeUs === nextUs) this.#expire(nextUs);
      else this.#arrive(nextUs);
    }
  }

  /** Notes that what happens at `timeUs` may have mattered to orders of ours. */
  #workThrough(timeUs: TimeUs): void {
    if (timeUs > this.#workedUs) this.#workedUs = timeUs;
  }

  /** Reads one market event: the venue knows it now, we hear it later. */
  #hear(): void {
    const event = this.#feed.take();
    const market = this.#markets[event.instrument];
    assert(market !== undefined, `the feed speaks of instrument ${event.instrument}, which it does not list`);
    const heardUs = Math.max(event.timeUs, event.venueTimeUs);
    market.venue.recordedLatencyUs = heardUs - event.venueTimeUs;
    this.#events.push(event, heardUs + this.#settings.feedLatencyUs);
    this.#workThrough(this.#feedUs);
    if (event.kind === 'bar') market.hearBar(event);
    else this.#trade(event, market);
    if (market.isWatched || market.wakeUs !== NEVER) this.#rearm(market);
    this.#feedUs = this.#feed.peekTimeUs();
  }

  /** Lets our orders at a market meet what others do there. */
  #trade(event: Exclude<MarketEvent, Bar>, market: Market): void {
    const { venueTimeUs: timeUs } = event;
    switch (event.kind) {
      case 'trade':
        if (market.book !== undefined) onTrade(market, market.book, this.#desk, event);
        else this.#tradeAlone(event, market);
        break;
      case 'quote':
        onQuote(market, market.openBook(), this.#desk, event);
        break;
      case 'depth':
        onDepth(market, market.openBook(), this.#desk, event);
        break;
      case 'funding':
        this.#liquidator.settleFunding(market, event.rate, event.markTicks, timeUs);
        break;
    }
    if (market.positionLots !== 0) this.#liquidator.check(market, timeUs);
  }

  /** A trade where neither bars nor a book are told moves the last price by a jump. */
  #tradeAlone(trade: Trade, market: Market): void {
    market.hearTrade(trade);
    const move = { toTicks: trade.priceTicks, isJump: true, timeUs: trade.venueTimeUs };
    if (market.venue.isUp) walk(market, this.#desk, move);
    else market.tape.lastTicks = trade.priceTicks;
  }

  /** A venue that is heard again first tells its books whole: what changed meanwhile was missed. */
  #turnConnection(timeUs: TimeUs): void {
    for (const market of this.#connections.turn()?.markets ?? []) {
      const snapshot = market.book?.snapshot(market.instrument.index, timeUs);
      if (snapshot === undefined) continue;
      this.#events.push(snapshot, timeUs + market.venue.recordedLatencyUs + this.#settings.feedLatencyUs);
    }
  }

  /** Moves one bar path to its next point. */
  #visit(atUs: TimeUs): void {
    const timeUs = Math.floor(atUs);
    const market = this.#wakeMarket;
    this.#workThrough(timeUs);
    const toTicks = market.nextPoint();
    if (market.venue.isUp) {
      walk(market, this.#desk, { toTicks, isJump: market.jumped, timeUs });
      if (market.positionLots !== 0) this.#liquidator.check(market, timeUs);
    } else {
      market.tape.lastTicks = toTicks;
    }
    if (market.jumped) market.settleDown();
    this.#rearm(market);
  }

  #expire(timeUs: TimeUs): void {
    const { order, market } = this.#expiries.shift();
    if (!order.isOpen) return;
    this.#workThrough(timeUs);
    this.#desk.close(order, market, 'expired', timeUs);
    this.#rearm(market);
  }

  #arrive(timeUs: TimeUs): void {
    this.#workThrough(timeUs);
    const market = this.#gateway.arrive(this.#arrivals.shift(), timeUs);
    if (market !== undefined) this.#rearm(market);
  }

  /** Lets the next market event go unheard when its venue cannot be heard at that time. */
  #dropUnheard(dueUs: TimeUs): boolean {
    const { queue } = this.#events;
    const event = queue.head;
    if (event === undefined || queue.headTimeUs !== dueUs || this.#reports.queue.headTimeUs === dueUs)
      return false;
    if (this.#markets[event.instrument]?.venue.isHeard !== false) return false;
    this.#events.drop();
    return true;
  }

  #rearm(market: Market): void {
    market.rearm();
    if (market !== this.#wakeMarket) {
      this.#hasten(market);
      return;
    }
    this.#wakeUs = market.wakeUs;
    for (const other of this.#markets) this.#hasten(other);
  }

  /** Notes when a market is the next to wake; of several at one moment the first listed is. */
  #hasten(market: Market): void {
    const { wakeUs } = market;
    const isFirst = wakeUs === this.#wakeUs && market.instrument.index < this.#wakeMarket.instrument.index;
    if (wakeUs > this.#wakeUs || (wakeUs === this.#wakeUs && !isFirst)) return;
    this.#wakeUs = wakeUs;
    this.#wakeMarket = market;
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

  #venue(id: VenueId): Venue {
    const venue = this.#venues.get(id);
    assert(venue !== undefined, `no instrument of the feed trades at ${id}`);
    return venue;
  }
}
