import { NEVER, type TimeUs } from '@qca/base';
import type { Instrument, MarketEvent } from '@qca/market';
import type { Feed } from '@qca/ports';
import { type CcxtExchange, type ConnectOptions, connect } from './connect.ts';

/** Connects to a venue's market alone, as a feed for paper trading. No keys are used. */
export async function connectFeed(options: Omit<ConnectOptions, 'keys' | 'dryRun'>): Promise<Feed> {
  return new CcxtFeed(await connect(options));
}

class CcxtFeed implements Feed {
  readonly instruments: readonly Instrument[];
  readonly #exchange: CcxtExchange;
  #next: MarketEvent | undefined;
  #lastUs: TimeUs = 0;

  constructor(exchange: CcxtExchange) {
    this.#exchange = exchange;
    this.instruments = exchange.instruments;
  }

  peekTimeUs(): TimeUs {
    this.#fetch();
    return this.#next?.venueTimeUs ?? NEVER;
  }

  take(): MarketEvent {
    this.#fetch();
    const event = this.#next as MarketEvent;
    this.#next = undefined;
    return event;
  }

  wait(): Promise<void> {
    return this.#exchange.wait();
  }

  async close(): Promise<void> {
    await this.#exchange.close();
  }

  /** Events come in the order we hear them; a feed promises the order in which they happened, so time never falls. */
  #fetch(): void {
    while (this.#next === undefined && this.#exchange.peekTimeUs() !== NEVER) {
      const input = this.#exchange.take();
      if (!('instrument' in input) || 'orderId' in input || input.kind === 'funding-settled') continue;
      input.venueTimeUs = Math.max(input.venueTimeUs, this.#lastUs);
      this.#lastUs = input.venueTimeUs;
      this.#next = input;
    }
  }
}
