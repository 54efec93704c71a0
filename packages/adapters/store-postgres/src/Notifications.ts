import { setTimeout as delay } from 'node:timers/promises';
import type { StopListening } from '@qca/ports';
import type pg from 'pg';
import type { Database } from './Database.ts';

/** Channels that the meeting place speaks on. They belong to the database, so two platforms do not hear each other. */
export const CHANNELS = {
  put: 'qca_inbox_put',
  answered: 'qca_inbox_answered',
  status: 'qca_status',
} as const;
type Channel = (typeof CHANNELS)[keyof typeof CHANNELS];

/** What a notification carried; nothing when there may be news that no notification came for. */
type OnNews = (payload: string | undefined) => void;

/** After a broken connection: a server that restarts is back within a second or two. */
const RECONNECT_MS = 250;

/**
 * Notifications of the server over one connection of its own, which is made again whenever it breaks.
 *
 * A notification sent while there is no connection is lost, so everybody is told to look once the connection stands again, and
 * every `pollMs` in any case: a connection may be dead for minutes before anybody notices.
 */
export class Notifications {
  readonly #database: Database;
  readonly #pollMs: number;
  readonly #listeners = new Map<Channel, Set<OnNews>>();
  #connection: { readonly stop: AbortController; readonly ended: Promise<void> } | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(database: Database, pollMs: number) {
    this.#database = database;
    this.#pollMs = pollMs;
  }

  /** Calls `onNews` for every notification of the channel, and without a payload whenever one may have been missed. */
  listen(channel: Channel, onNews: OnNews): StopListening {
    const listeners = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, listeners.add(onNews));
    this.#start();
    setImmediate(() => {
      if (listeners.has(onNews)) onNews(undefined);
    });
    return async () => {
      listeners.delete(onNews);
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#listeners.clear();
    this.#connection?.stop.abort();
    await this.#connection?.ended;
    this.#connection = undefined;
  }

  // The connection stays until the end once it was needed: a waiting request should not wait for it each time.
  #start(): void {
    if (this.#connection !== undefined) return;
    this.#timer = setInterval(() => this.#tellAll(), this.#pollMs);
    const stop = new AbortController();
    this.#connection = { stop, ended: this.#stayConnected(stop.signal) };
  }

  async #stayConnected(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#hear(signal).catch(() => {}); // the next attempt, or the next query of a listener, tells
      await delay(RECONNECT_MS, undefined, { signal }).catch(() => {});
    }
  }

  async #hear(signal: AbortSignal): Promise<void> {
    const client = await this.#database.connect();
    try {
      client.on('notification', ({ channel, payload }) => this.#tell(channel as Channel, payload ?? ''));
      for (const channel of Object.values(CHANNELS)) await client.query(`LISTEN ${channel}`);
      this.#tellAll();
      await endOf(client, signal);
    } finally {
      await client.end().catch(() => {});
    }
  }

  #tell(channel: Channel, payload: string | undefined): void {
    for (const onNews of this.#listeners.get(channel) ?? []) onNews(payload);
  }

  #tellAll(): void {
    for (const channel of this.#listeners.keys()) this.#tell(channel, undefined);
  }
}

async function endOf(client: pg.Client, signal: AbortSignal): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const end = () => ended.resolve();
  if (signal.aborted) end();
  signal.addEventListener('abort', end);
  client.once('end', end);
  client.once('error', end);
  await ended.promise;
  // The signal outlives the connection: without this, each one would leave a listener behind.
  signal.removeEventListener('abort', end);
}

/** Sends a notification when the client's transaction commits. Payloads stay far below the server's 8,000 bytes. */
export async function notify(client: pg.ClientBase, channel: Channel, payload: string): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [channel, payload]);
}
