import { Bug, Fault, MILLISECOND, Refusal, type TimeUs } from '@qca/base';
import type { Instrument, MarketEvent } from '@qca/market';
import type { Report, VenueSnapshot } from '@qca/orders';
import type { Exchange, ExchangeAction } from '@qca/ports';
import { measureSkew, type SkewReading } from './ClockSkew.ts';
import { toOrderId } from './clientIds.ts';
import { askDiscount } from './discounts.ts';
import { InputQueue } from './InputQueue.ts';
import { toInstrument } from './instruments.ts';
import { OrderMemory } from './OrderMemory.ts';
import { OrderSender } from './OrderSender.ts';
import { openClient, type VenueKeys } from './openClient.ts';
import { Reporter } from './Reporter.ts';
import { redactor } from './redact.ts';
import { headerOf, Session } from './Session.ts';
import { Snapshots } from './Snapshots.ts';
import { venueProfile } from './VenueProfile.ts';
import { type BookFaults, Watches } from './Watches.ts';

export interface ConnectOptions {
  readonly venue: string;
  /** Base of a server that speaks the venue's protocol instead of the venue's own. */
  readonly url?: string;
  /** Without keys only the market is heard. */
  readonly keys?: VenueKeys;
  /** Markets by ccxt's symbols, `BTC/USDT`, in the order of the run's instruments. */
  readonly symbols: readonly string[];
  /** Never calls an order endpoint: every order is rejected as `dry-run`. */
  readonly dryRun?: boolean;
  /** Levels of a book told a side. */
  readonly bookLevels?: number;
  /**
   * Whether an order that is sent is too old to be placed, `true` for one decided by an earlier process and never sent. One that
   * the venue knows is looked up all the same.
   */
  readonly isStale?: (orderId: string) => boolean;
  /** Tells nothing of the market before the engine has had its first snapshot: nobody acts on an account nobody has compared. */
  readonly marketAfterSnapshot?: boolean;
  /** From when on the first snapshot reads orders and fills; a day back when absent. */
  readonly historyFromUs?: TimeUs;
  /** The machine's time; the clock the engine runs on. */
  readonly nowUs?: () => TimeUs;
  /** How far the clocks may differ before we refuse to trade. Milliseconds. */
  readonly skewMsMax?: number;
  readonly requestTimeoutMs?: number;
  /** Sends requests instead of the platform's `fetch`: for those who measure, or have a way of their own to the venue. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface ConnectionFigures {
  readonly skew: SkewReading;
  /** Request weight used in this minute as the venue counts it, where it says. */
  readonly usedWeight: number | undefined;
  readonly bookFaults: Readonly<BookFaults>;
  readonly marketEventsDropped: number;
  readonly waiting: number;
  readonly isUp: boolean;
}

/** A venue over ccxt, as an exchange for the engine. */
export interface CcxtExchange extends Exchange {
  readonly venue: string;
  readonly instruments: readonly Instrument[];
  wait(): Promise<void>;
  close(): Promise<void>;
  figures(): ConnectionFigures;
  /** Balances as the venue tells them, exact. */
  balances(): Promise<readonly { readonly asset: string; readonly total: bigint }[]>;
  /** All the venue knows of the account, as a snapshot without a request. */
  account(): Promise<VenueSnapshot>;
  /**
   * Cancels every open order of the account in these markets, at once and by itself: all of them, or those `belongs` says
   * yes to. Returns how many there were.
   */
  cancelAll(belongs?: (orderId: string) => boolean): Promise<number>;
}

const DAY_MS = 86_400_000;
const SKEW_MS_MAX = 1_000;
const BOOK_LEVELS = 50;
/** Answers later than the engine waits for are of no use; the engine waits five seconds. */
const REQUEST_TIMEOUT_MS = 4_000;
/** How often the clocks are compared. */
const SKEW_EVERY_MS = 60_000;
/** How long open orders may differ from the venue's list without anyone noticing. */
const AUDIT_EVERY_MS = 30_000;

/**
 * Connects to a venue: markets, clocks, streams. Resolves when it can be traded.
 *
 * Refuses unknown venues and markets (`Refusal`), and clocks that differ by more than a second (`Fault`).
 */
export async function connect(options: ConnectOptions): Promise<CcxtExchange> {
  const profile = venueProfile(options.venue);
  const nowUs = options.nowUs ?? (() => Date.now() * MILLISECOND);
  const nowMs = (): number => nowUs() / MILLISECOND;
  const { keys } = options;
  const redact = redactor(
    keys === undefined ? [] : [keys.key.reveal(), keys.secret.reveal(), keys.password?.reveal() ?? ''],
  );
  let onMessage: (message: Record<string, unknown>) => void = () => {};
  const client = openClient({
    profile,
    keys,
    url: options.url,
    nowMs,
    requestTimeoutMs: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    fetch: options.fetch,
    onMessage: (message) => onMessage(message),
  });
  try {
    await client.loadHttpProxyAgent();
    const markets = await client.loadMarkets();
    const instruments = options.symbols.map((symbol, index) => {
      const market = markets[symbol];
      if (market === undefined)
        throw new Refusal({
          kind: 'unknown-market',
          what: `${profile.venue} has no market ${symbol}`,
          where: '--symbols',
          remedy: 'Name markets as base/quote, BTC/USDT.',
        });
      const toText = (value: number): string => client.numberToString(value);
      return toInstrument({ market, venue: profile.venue, index, feeAsset: profile.feeAsset, toText });
    });
    const queue = new InputQueue(nowUs);
    const session = new Session({
      client,
      profile,
      instruments,
      symbols: options.symbols,
      queue,
      redact,
      nowMs,
    });
    const connection = new Connection(session, options);
    onMessage = (message) => connection.onMessage(message);
    await connection.open();
    return connection;
  } catch (error) {
    await client.close().catch(() => {});
    if (error instanceof Refusal || error instanceof Fault) throw error;
    // The cause may hold requests with keys in them: only its cleaned text goes on.
    const text = redact(error instanceof Error ? error.message : String(error));
    throw new Fault(`${profile.venue}: ${text}`, { retryable: true });
  }
}

class Connection implements CcxtExchange {
  readonly venue: string;
  readonly #session: Session;
  readonly #reporter: Reporter;
  readonly #sender: OrderSender;
  readonly #snapshots: Snapshots;
  readonly #watches: Watches;
  readonly #hasKeys: boolean;
  readonly #skewMsMax: number;
  readonly #timers: NodeJS.Timeout[] = [];
  #skew: SkewReading = { offsetMs: 0, roundTripMs: 0 };
  #usedWeight: number | undefined;
  #isUp = false;
  #isSkewed = false;
  #isReopening = false;
  #isMarketOpen = false;
  readonly #marketAfterSnapshot: boolean;

  constructor(session: Session, options: ConnectOptions) {
    this.#session = session;
    this.venue = session.profile.venue;
    this.#hasKeys = options.keys !== undefined;
    this.#skewMsMax = options.skewMsMax ?? SKEW_MS_MAX;
    this.#marketAfterSnapshot = options.marketAfterSnapshot === true && this.#hasKeys;
    this.#reporter = new Reporter(session, new OrderMemory());
    const historyFromMs =
      options.historyFromUs === undefined ? session.nowMs() - DAY_MS : options.historyFromUs / MILLISECOND;
    this.#snapshots = new Snapshots(session, this.#reporter, Math.floor(historyFromMs));
    this.#sender = new OrderSender({
      session,
      reporter: this.#reporter,
      isDryRun: options.dryRun === true || !this.#hasKeys,
      isStale: options.isStale ?? (() => false),
      resync: () => this.#compareClocks(),
    });
    this.#watches = new Watches({
      session,
      reporter: this.#reporter,
      bookLevels: options.bookLevels ?? BOOK_LEVELS,
      onDown: () => this.#down(),
      onUp: () => this.#up(),
    });
  }

  get instruments(): readonly Instrument[] {
    return this.#session.instruments;
  }

  async open(): Promise<void> {
    if (!(await this.#compareClocks()))
      throw new Fault(
        `${this.venue}: its clock is ${Math.round(this.#skew.offsetMs)} ms ahead of this machine's; more than ${this.#skewMsMax} ms is not traded. Set the machine's clock.`,
        { retryable: false },
      );
    if (this.#hasKeys) {
      await this.#askDiscounts();
      // What an earlier process sent must be known before anything is sent again.
      await this.#snapshots.take('');
      await this.#session.client.authenticate?.({ type: 'spot' });
      this.#watches.startAccount();
    }
    if (!this.#marketAfterSnapshot) this.#openMarket();
    this.#up();
    this.#every(SKEW_EVERY_MS, () => this.#compareClocks());
    if (this.#hasKeys) this.#every(AUDIT_EVERY_MS, () => this.#audit());
  }

  send(actions: readonly ExchangeAction[], timeUs: TimeUs): void {
    this.#session.queue.notBefore(timeUs);
    for (const action of actions) {
      if (action.kind === 'place-order') this.#sender.place(action);
      else if (action.kind === 'cancel-order') this.#sender.cancel(action);
      else if (action.venue === this.venue) void this.#snapshot(action.requestId);
    }
  }

  peekTimeUs(): TimeUs {
    return this.#session.queue.peekTimeUs();
  }

  take(): MarketEvent | Report {
    return this.#session.queue.take();
  }

  wait(): Promise<void> {
    return this.#session.queue.wait();
  }

  async close(): Promise<void> {
    this.#session.isClosed = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#session.client.close().catch(() => {});
  }

  figures(): ConnectionFigures {
    this.#readWeight();
    return {
      skew: this.#skew,
      usedWeight: this.#usedWeight,
      bookFaults: { ...this.#watches.bookFaults },
      marketEventsDropped: this.#session.queue.marketEventsDropped,
      waiting: this.#session.queue.size,
      isUp: this.#isUp,
    };
  }

  async balances(): Promise<readonly { readonly asset: string; readonly total: bigint }[]> {
    return (await this.account()).balances;
  }

  account(): Promise<VenueSnapshot> {
    return this.#guarded(() => this.#snapshots.take(''));
  }

  async cancelAll(belongs: (orderId: string) => boolean = () => true): Promise<number> {
    const { client, profile } = this.#session;
    let cancelled = 0;
    for (const symbol of this.#session.symbols) {
      const open = await this.#guarded(() => client.fetchOpenOrders(symbol));
      for (const { id, clientOrderId } of open) {
        if (!belongs(toOrderId(clientOrderId ?? `${id}`, profile))) continue;
        await this.#guarded(() => client.cancelOrder(id, symbol, {}));
        cancelled += 1;
      }
    }
    return cancelled;
  }

  /** Our private stream ended although its socket lives: everything since is unheard. */
  onMessage(message: Record<string, unknown>): void {
    const inner =
      typeof message['event'] === 'object' ? (message['event'] as Record<string, unknown>) : message;
    if (!this.#session.profile.streamEnds.includes(String(inner?.['e'])) || this.#isReopening) return;
    this.#isReopening = true;
    this.#down();
    void this.#watches.reopen().finally(() => {
      this.#isReopening = false;
    });
  }

  async #askDiscounts(): Promise<void> {
    const { client, profile, symbols } = this.#session;
    for (const [index, symbol] of symbols.entries()) {
      const feeAsset = await askDiscount(client, profile, symbol);
      if (feeAsset !== undefined) this.#session.payFeesIn(index, feeAsset);
    }
  }

  async #snapshot(requestId: string): Promise<void> {
    try {
      // The account asked for is the one after everything sent before.
      await this.#sender.settled();
      this.#session.report(await this.#snapshots.take(requestId));
      this.#openMarket();
    } catch (error) {
      if (error instanceof Bug) throw error;
      // No answer is an answer the engine knows: it asks again, more slowly each time.
      this.#session.judge(error);
    }
  }

  /** Measures the clocks and adjusts. False when they differ by more than may be. */
  async #compareClocks(): Promise<boolean> {
    const { client, nowMs } = this.#session;
    this.#skew = await measureSkew(() => client.fetchTime(), nowMs);
    this.#readWeight();
    const isFine = Math.abs(this.#skew.offsetMs) - this.#skew.roundTripMs / 2 <= this.#skewMsMax;
    if (isFine) {
      this.#session.offsetMs = this.#skew.offsetMs;
      client.options['timeDifference'] = -Math.round(this.#skew.offsetMs);
    }
    if (isFine === this.#isSkewed) {
      this.#isSkewed = !isFine;
      if (isFine) this.#up();
      else this.#down();
    }
    return isFine;
  }

  /** Compares the orders we hold for open with the venue's list: a lost report would be noticed by nobody else. */
  async #audit(): Promise<void> {
    if (!this.#isUp) return;
    for (const [index, symbol] of this.#session.symbols.entries()) {
      const before = [...this.#reporter.memory.all()].filter(
        (known) => known.instrument === index && known.isAcceptedTold && !known.isEndTold,
      );
      if (before.length === 0) continue;
      const open = new Map(
        (await this.#session.client.fetchOpenOrders(symbol)).map((order) => [order.id, order]),
      );
      for (const known of before) {
        const told = open.get(known.venueId);
        if (told !== undefined) this.#reporter.order(told);
        else if (!known.isEndTold) this.#reporter.unknown(known, 'the venue no longer lists it as open');
      }
    }
  }

  #every(milliseconds: number, work: () => Promise<unknown>): void {
    const timer = setInterval(() => {
      if (this.#session.isClosed || this.#session.isPaused) return;
      work().catch((error: unknown) => this.#session.judge(error));
    }, milliseconds);
    timer.unref();
    this.#timers.push(timer);
  }

  #openMarket(): void {
    if (this.#isMarketOpen || this.#session.isClosed) return;
    this.#isMarketOpen = true;
    this.#watches.startMarket();
  }

  #down(): void {
    if (!this.#isUp) return;
    this.#isUp = false;
    this.#tell('venue-disconnected');
  }

  #up(): void {
    if (this.#isUp || this.#isSkewed) return;
    this.#isUp = true;
    this.#tell('venue-connected');
  }

  #tell(kind: 'venue-connected' | 'venue-disconnected'): void {
    const timeUs = this.#session.queue.hearUs();
    this.#session.report({ kind, timeUs, venueTimeUs: timeUs, venue: this.venue });
  }

  #readWeight(): void {
    const text = headerOf(this.#session.client.last_response_headers, this.#session.profile.weightHeader);
    if (text !== undefined) this.#usedWeight = Number(text);
  }

  async #guarded<Value>(call: () => Promise<Value>): Promise<Value> {
    try {
      return await call();
    } catch (error) {
      const failure = this.#session.judge(error);
      throw new Fault(`${this.venue}: ${failure.text}`, { retryable: failure.kind !== 'refused' });
    }
  }
}
