import { Fault } from '@qca/base';
import type { VenueKey } from '@qca/ports';
import ccxt from 'ccxt';
import type { Client, Socket } from './ccxtTypes.ts';
import type { VenueProfile } from './VenueProfile.ts';

/** Keys of an account at a venue, as a keystore gives them. They are taken out of every text that leaves. */
export type VenueKeys = Pick<VenueKey, 'key' | 'secret'> & { readonly password?: VenueKey['password'] };

export interface ClientOptions {
  readonly profile: VenueProfile;
  readonly keys: VenueKeys | undefined;
  /** Base of another server that speaks the venue's protocol, `http://127.0.0.1:…`. */
  readonly url: string | undefined;
  readonly nowMs: () => number;
  readonly requestTimeoutMs: number;
  /** Sends at once instead of spreading requests as the venue's limits ask. For a handful of requests only. */
  readonly isUnthrottled?: boolean;
  /** Sends requests instead of the platform's `fetch`. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Called with each message of a socket that is an object. */
  readonly onMessage: (message: Record<string, unknown>) => void;
}

/** Pings that notice a dead socket, and caches that stay small whatever the venue sends. */
const PING_MS = 10_000;
const CACHE_MAX = 1_000;

/** Makes a ccxt.pro instance for a venue. Nothing is asked of the venue yet. */
export function openClient(options: ClientOptions): Client {
  const { profile, keys, url, nowMs, onMessage } = options;
  const kinds = ccxt.pro as unknown as Record<string, new (options: object) => Client>;
  const Kind = kinds[profile.ccxtId];
  if (Kind === undefined) throw new Fault(`ccxt knows no ${profile.ccxtId}`, { retryable: false });
  const client = new Kind({
    ...(keys === undefined
      ? {}
      : { apiKey: keys.key.reveal(), secret: keys.secret.reveal(), password: keys.password?.reveal() }),
    enableRateLimit: options.isUnthrottled !== true,
    // Counts a minute's weight as venues do. The other way, a leaky bucket, makes each request wait for the one before.
    rateLimiterAlgorithm: 'rollingWindow',
    timeout: options.requestTimeoutMs,
    newUpdates: true,
    streaming: { keepAlive: PING_MS },
    options: {
      ...profile.options,
      tradesLimit: CACHE_MAX,
      ordersLimit: CACHE_MAX,
      recvWindow: profile.recvWindowMs,
    },
  });
  if (options.fetch !== undefined) client.fetchImplementation = options.fetch;
  client.milliseconds = () => Math.floor(nowMs());
  if (url !== undefined) {
    const base = url.replace(/\/+$/, '');
    client.urls.api = {
      ...client.urls.api,
      ...(fill(profile.urls, { http: base, ws: base.replace(/^http/, 'ws') }) as Record<string, unknown>),
    };
  }
  guardSends(client);
  tellFillsApart(client);
  const handleMessage = client.handleMessage.bind(client);
  client.handleMessage = (socket, message) => {
    handleMessage(socket, message);
    if (typeof message === 'object' && message !== null) onMessage(message as Record<string, unknown>);
  };
  return client;
}

/**
 * Gives each fill a name of its own. Both sides of a trade with ourselves have one id, by which ccxt keeps fills: the second
 * would be written over the first, wherever that is held.
 */
function tellFillsApart(client: Client): void {
  const parse = client.parseWsTrade?.bind(client);
  if (parse === undefined) return;
  client.parseWsTrade = (message, market) => {
    const trade = parse(message, market);
    // Trades of others have no order.
    return trade.order === undefined ? trade : { ...trade, id: `${trade.id}-${trade.order}` };
  };
}

/**
 * Makes a failed send end its socket. ccxt sends subscriptions without looking whether that worked: on a socket that
 * closed meanwhile, whoever waits would wait for ever, and the rejection would end the process.
 */
function guardSends(client: Client): void {
  const guarded = new WeakSet<Socket>();
  const open = client.client.bind(client);
  client.client = (url) => {
    const socket = open(url);
    if (guarded.has(socket)) return socket;
    guarded.add(socket);
    const send = socket.send.bind(socket);
    socket.send = async (message) => {
      try {
        await send(message);
      } catch (error) {
        socket.onError(error);
      }
    };
    return socket;
  };
}

function fill(value: unknown, bases: { readonly http: string; readonly ws: string }): unknown {
  if (typeof value === 'string') return value.replace('{http}', bases.http).replace('{ws}', bases.ws);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, fill(part, bases)]));
}
