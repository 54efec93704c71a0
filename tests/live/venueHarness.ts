import { MILLISECOND, NEVER } from '@qca/base';
import { type CcxtExchange, type ConnectOptions, connect } from '@qca/exchange-ccxt';
import type { MarketEvent } from '@qca/market';
import type { Report } from '@qca/orders';
import { type ExchangeAction, Secret } from '@qca/ports';
import { type RunningVenue, startVenue, type VenueOptions } from '@qca/venue-binance';

export const KEY = 'testkey0123456789';
export const SECRET = 'never-to-be-seen-9f8e7d';
export const RICH = { BTC: '1000', USDT: '100000000' };

/** A venue on this machine with one rich account, and whatever else a test wants. */
export function openVenue(more: Partial<VenueOptions> = {}): Promise<RunningVenue> {
  return startVenue({
    accounts: [{ key: KEY, secret: SECRET, balances: RICH }],
    seeded: { seed: 7, eventsPerSecond: 200 },
    speed: 1,
    ...more,
    rules: { depthIntervalMs: 20, ...more.rules },
  });
}

export function connectTo(venue: RunningVenue, more: Partial<ConnectOptions> = {}): Promise<CcxtExchange> {
  return connect({
    venue: 'binance',
    url: venue.url,
    keys: { key: new Secret(KEY), secret: new Secret(SECRET) },
    symbols: ['BTC/USDT'],
    ...more,
  });
}

/** Hears everything an exchange tells, and waits for what a test expects. */
export class Ear {
  readonly reports: Report[] = [];
  readonly market: MarketEvent[] = [];
  readonly #exchange: CcxtExchange;
  #isOpen = true;

  constructor(exchange: CcxtExchange) {
    this.#exchange = exchange;
    void this.#listen();
  }

  send(...actions: ExchangeAction[]): void {
    this.#exchange.send(actions, Date.now() * MILLISECOND);
  }

  about(orderId: string): Report[] {
    return this.reports.filter((report) => 'orderId' in report && report.orderId === orderId);
  }

  kinds(orderId: string): string[] {
    return this.about(orderId).map(({ kind }) => kind);
  }

  /** Waits until something was heard; fails by name when it takes too long. */
  async until<Value>(
    what: string,
    look: () => Value | undefined | false,
    milliseconds = 8_000,
  ): Promise<Value> {
    const untilMs = Date.now() + milliseconds;
    for (;;) {
      const found = look();
      if (found !== undefined && found !== false) return found;
      if (Date.now() > untilMs) throw new Error(`not heard: ${what}`);
      await pause(10);
    }
  }

  hasHeard(orderId: string, kind: Report['kind']): Promise<Report> {
    return this.until(`${kind} of ${orderId}`, () =>
      this.about(orderId).find((report) => report.kind === kind),
    );
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    await this.#exchange.close();
  }

  async #listen(): Promise<void> {
    while (this.#isOpen) {
      while (this.#exchange.peekTimeUs() !== NEVER) {
        const input = this.#exchange.take();
        if (input.kind === 'depth' || input.kind === 'trade') this.market.push(input);
        else this.reports.push(input as Report);
      }
      await pause(2);
    }
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
