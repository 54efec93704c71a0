import { Fault } from '@qca/base';
import { measureSkew } from './ClockSkew.ts';
import type { Client } from './ccxtTypes.ts';
import { openClient, type VenueKeys } from './openClient.ts';
import { redactor } from './redact.ts';
import { type VenueProfile, venueProfile } from './VenueProfile.ts';

export interface CancellerOptions {
  readonly venue: string;
  /** Base of a server that speaks the venue's protocol instead of the venue's own. */
  readonly url?: string;
  readonly keys: VenueKeys;
  readonly requestTimeoutMs?: number;
}

/** A way to a venue that can do one thing: take back every open order of the account. It listens to nothing. */
export interface Canceller {
  /** Returns how many open orders it found and cancelled. Rejects, as `Fault`, when some may still be open. */
  cancelAll(): Promise<number>;
  close(): Promise<void>;
}

/** Requests of a kill are few and must not wait: shorter than the time in which a person would look at the venue's site. */
const REQUEST_TIMEOUT_MS = 3_000;
/** Looks until nothing is open: an order that was on its way may arrive after the first cancel. */
const ROUNDS_MAX = 5;
const ROUND_MS = 100;

/**
 * Connects to a venue for cancelling alone: markets and clock are read now, so that a kill only has to ask and to cancel.
 *
 * Rejects: `unknown-venue`, as `Refusal`; `Fault` when the venue does not answer.
 */
export async function openCanceller(options: CancellerOptions): Promise<Canceller> {
  const profile = venueProfile(options.venue);
  const { keys } = options;
  const client = openClient({
    profile,
    keys,
    url: options.url,
    nowMs: Date.now,
    requestTimeoutMs: options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS,
    isUnthrottled: true,
    onMessage: () => {},
  });
  const redact = redactor([keys.key.reveal(), keys.secret.reveal(), keys.password?.reveal() ?? '']);
  const canceller = new VenueWideCanceller(client, profile, redact);
  try {
    await canceller.prepare();
    return canceller;
  } catch (error) {
    await canceller.close();
    throw error;
  }
}

class VenueWideCanceller implements Canceller {
  readonly #client: Client;
  readonly #profile: VenueProfile;
  readonly #redact: (text: string) => string;

  constructor(client: Client, profile: VenueProfile, redact: (text: string) => string) {
    this.#client = client;
    this.#profile = profile;
    this.#redact = redact;
  }

  async prepare(): Promise<void> {
    await this.#guarded(async () => {
      await this.#client.loadHttpProxyAgent();
      await this.#client.loadMarkets();
      await this.#setClock();
    });
  }

  async cancelAll(): Promise<number> {
    const found = new Set<string>();
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      if (round > 0) await new Promise((resolve) => setTimeout(resolve, ROUND_MS));
      const symbols = new Set<string>();
      for (const { id, symbol } of await this.#openOrders()) {
        found.add(`${symbol} ${id}`);
        if (symbol !== undefined) symbols.add(symbol);
      }
      // The second look finds nothing: whatever was on its way when the first one cancelled has arrived.
      if (symbols.size === 0 && round > 0) return found.size;
      await Promise.all([...symbols].map((symbol) => this.#cancel(symbol)));
    }
    if ((await this.#openOrders()).length === 0) return found.size;
    throw new Fault(`${this.#profile.venue}: orders are still open after ${ROUNDS_MAX} rounds of cancels`, {
      retryable: true,
    });
  }

  async close(): Promise<void> {
    await this.#client.close().catch(() => {});
  }

  async #openOrders() {
    try {
      return await this.#client.fetchOpenOrders();
    } catch {
      // Clocks drift while nobody asks; once set, a second failure is the venue's.
      return await this.#guarded(async () => {
        await this.#setClock();
        return this.#client.fetchOpenOrders();
      });
    }
  }

  async #cancel(symbol: string): Promise<void> {
    try {
      await this.#client.cancelAllOrders(symbol);
    } catch {
      // Nothing was open any more, or the venue refused: the next look tells which.
    }
  }

  async #setClock(): Promise<void> {
    const { offsetMs } = await measureSkew(() => this.#client.fetchTime(), Date.now);
    this.#client.options['timeDifference'] = -Math.round(offsetMs);
  }

  async #guarded<Value>(call: () => Promise<Value>): Promise<Value> {
    try {
      return await call();
    } catch (error) {
      // The cause may hold requests with keys in them: only its cleaned text goes on.
      const text = this.#redact(error instanceof Error ? error.message : String(error));
      throw new Fault(`${this.#profile.venue}: ${text}`, { retryable: true });
    }
  }
}
