import type { Instrument, Trade } from '@qca/market';
import { BookDiff } from './BookDiff.ts';
import type { UnifiedBook } from './ccxtTypes.ts';
import { toLots, toTicks } from './exact.ts';
import type { Reporter } from './Reporter.ts';
import type { Session } from './Session.ts';

/** First wait before a stream is opened again; doubles up to the second while it fails. */
const BACKOFF_MS = 200;
const BACKOFF_MS_MAX = 10_000;
/** A book that says nothing for so long is taken anew: its stream may have been forgotten. */
const BOOK_SILENCE_MS = 30_000;

export interface WatchOptions {
  readonly session: Session;
  readonly reporter: Reporter;
  readonly bookLevels: number;
  /** Streams of ours fell or stand again. */
  readonly onDown: (what: string) => void;
  readonly onUp: () => void;
}

/** What went wrong with books, by kind: each time one book was dropped and taken anew. */
export interface BookFaults {
  [kind: string]: number;
}

/** The loops that listen to a venue: one for each book, each instrument's trades, our orders and our fills. */
export class Watches {
  readonly bookFaults: BookFaults = {};
  readonly #options: WatchOptions;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  startMarket(): void {
    for (const instrument of this.#options.session.instruments) {
      void this.#book(instrument);
      void this.#trades(instrument);
    }
  }

  startAccount(): void {
    void this.#account('orders');
    void this.#account('fills');
  }

  async #book(instrument: Instrument): Promise<void> {
    const { session, bookLevels } = this.#options;
    const symbol = session.symbols[instrument.index] as string;
    const diff = new BookDiff(instrument, bookLevels);
    let failures = 0;
    while (!session.isClosed) {
      try {
        const book = await within(session.client.watchOrderBook(symbol), BOOK_SILENCE_MS);
        if (session.isClosed) return;
        if (!this.#tell(diff, book)) {
          this.#count(diff.fault ?? 'no-room');
          this.#drop(diff);
          await this.#forget(symbol);
          await pause(Math.min(BACKOFF_MS * 2 ** failures, BACKOFF_MS_MAX));
          failures += 1;
        } else failures = 0;
      } catch (error) {
        if (session.isClosed) return;
        const { name } = (error as Error).constructor;
        this.#count(name === 'ChecksumError' ? 'sequence' : name);
        this.#drop(diff);
        if (name === 'Silence') await this.#forget(symbol);
        await this.#backOff(failures);
        failures += 1;
      }
    }
  }

  /** False when the book cannot be believed. */
  #tell(diff: BookDiff, book: UnifiedBook): boolean {
    const { session } = this.#options;
    const timeUs = session.queue.hearUs();
    const event = diff.take(book, session.toOurTimeUs(book.timestamp, timeUs), timeUs);
    if (event !== undefined) return session.queue.market(event);
    return diff.fault === undefined;
  }

  #drop(diff: BookDiff): void {
    const { session } = this.#options;
    const broken = diff.drop(session.queue.hearUs());
    if (broken !== undefined) session.queue.market(broken);
  }

  /** Makes ccxt forget one book, so that the next watch takes it anew. The other books stay. */
  async #forget(symbol: string): Promise<void> {
    const { client } = this.#options.session;
    try {
      if (client.has['unWatchOrderBook'] === true)
        await within(client.unWatchOrderBook(symbol), BACKOFF_MS_MAX);
    } catch {
      // The stream is gone already; what matters is that the next watch starts from nothing.
    }
    delete client.orderbooks[symbol];
  }

  async #trades(instrument: Instrument): Promise<void> {
    const { session } = this.#options;
    const symbol = session.symbols[instrument.index] as string;
    let failures = 0;
    while (!session.isClosed) {
      try {
        for (const trade of await session.client.watchTrades(symbol)) {
          const { raw } = session.profile;
          const timeUs = session.queue.hearUs();
          const priceTicks = toTicks(
            session.rawText(trade.info, ['p', ...raw.fillPrice], trade.price) ?? '',
            instrument,
          );
          const lots = toLots(
            session.rawText(trade.info, ['q', ...raw.fillQuantity], trade.amount) ?? '',
            instrument,
          );
          if (priceTicks === undefined || lots === undefined || lots === 0) continue;
          const event: Trade = {
            kind: 'trade',
            instrument: instrument.index,
            venueTimeUs: session.toOurTimeUs(trade.timestamp, timeUs),
            timeUs,
            priceTicks,
            quantityLots: lots,
            aggressor: trade.side === 'sell' ? 'sell' : 'buy',
          };
          session.queue.market(event);
        }
        failures = 0;
      } catch {
        if (session.isClosed) return;
        await this.#backOff(failures);
        failures += 1;
      }
    }
  }

  async #account(what: 'orders' | 'fills'): Promise<void> {
    const { session, reporter, onDown } = this.#options;
    const { client } = session;
    let failures = 0;
    while (!session.isClosed) {
      try {
        if (what === 'orders') for (const order of await client.watchOrders()) reporter.order(order);
        else for (const trade of await client.watchMyTrades()) reporter.fill(trade);
        failures = 0;
      } catch (error) {
        if (session.isClosed) return;
        onDown(session.judge(error).text);
        await this.#backOff(failures);
        failures += 1;
        if (what === 'orders') await this.reopen();
      }
    }
  }

  /** Opens the private stream again, and says so once it stands. */
  async reopen(): Promise<void> {
    const { session, onUp } = this.#options;
    for (let failures = 0; !session.isClosed; failures += 1) {
      try {
        await session.client.authenticate?.({ type: 'spot' });
        onUp();
        return;
      } catch (error) {
        session.judge(error);
        await this.#backOff(failures);
      }
    }
  }

  async #backOff(failures: number): Promise<void> {
    const { session } = this.#options;
    const waitMs = Math.min(BACKOFF_MS * 2 ** Math.min(failures, 10), BACKOFF_MS_MAX);
    await pause(Math.max(waitMs, Math.min(session.pausedUntilMs - session.nowMs(), 60_000)));
  }

  #count(kind: string): void {
    this.bookFaults[kind] = (this.bookFaults[kind] ?? 0) + 1;
  }
}

class Silence extends Error {}

function within<Value>(promise: Promise<Value>, milliseconds: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Silence(`nothing for ${milliseconds} ms`)), milliseconds);
    timer.unref();
    promise.then(
      (value) => {
        clearTimeout(timer);
        resolve(value);
      },
      (error: unknown) => {
        clearTimeout(timer);
        reject(error as Error);
      },
    );
  });
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}
