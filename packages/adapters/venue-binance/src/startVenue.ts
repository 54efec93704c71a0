import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assert, NEVER } from '@qca/base';
import type { Feed } from '@qca/ports';
import { WebSocketServer } from 'ws';
import { Account } from './Account.ts';
import { REFUSALS } from './ApiError.ts';
import { BURST_MS, type FaultSchedule, Faults } from './Faults.ts';
import { addressOf, Gate } from './Gate.ts';
import { Market } from './Market.ts';
import { MarketStreams } from './MarketStreams.ts';
import { OrderDesk } from './OrderDesk.ts';
import type { Desk } from './operations.ts';
import { RateLimits } from './RateLimits.ts';
import { BINANCE_RULES, type VenueRules } from './Rules.ts';
import { SeededFeed, type SeededMarket } from './SeededFeed.ts';
import { parseDecimalText } from './Steps.ts';
import { type AccountState, stateOf } from './stateOf.ts';
import { UserStreams } from './UserStreams.ts';
import { WebSocketApi } from './WebSocketApi.ts';

/** A customer to begin with. Balances are decimal texts by asset. */
export interface VenueAccount {
  readonly key: string;
  readonly secret: string;
  readonly balances: Readonly<Record<string, string>>;
}

export interface VenueOptions {
  /** The market to play: recorded or generated. Without one the venue makes one up from `seeded`. */
  readonly feed?: Feed;
  readonly seeded?: SeededMarket;
  readonly accounts: readonly VenueAccount[];
  /** Port on 127.0.0.1; 0, the default, takes a free one. */
  readonly port?: number;
  /** Recorded seconds a second. `manual` plays only what `play` is told to. */
  readonly speed?: number | 'manual';
  readonly rules?: Partial<VenueRules>;
  readonly faults?: FaultSchedule;
  /** The venue's clock in milliseconds; the machine's when absent. */
  readonly nowMs?: () => number;
}

export interface RunningVenue {
  /** `http://127.0.0.1:…` */
  readonly url: string;
  /** `ws://127.0.0.1:…` */
  readonly wsUrl: string;
  readonly faults: Faults;
  /** Plays the next events of the market at once and publishes what came of them. Returns how many there were. */
  play(events: number): number;
  /** What an account has, owes and did: the truth that clients are compared with. */
  stateOf(key: string): AccountState;
  /** Whether the market has nothing more to play. */
  ended(): boolean;
  close(): Promise<void>;
}

/** How often the market is moved on, in milliseconds. */
const STEP_MS = 10;
/** Events played in one step at most, so that requests are answered in between. */
const EVENTS_PER_STEP_MAX = 5_000;
const SOCKET_BYTES_MAX = 64 * 1_024;

/** Starts a venue that speaks Binance spot's public protocol on this machine. Its fills are simulated. */
export async function startVenue(options: VenueOptions): Promise<RunningVenue> {
  const rules: VenueRules = { ...BINANCE_RULES, ...options.rules };
  const faults = new Faults();
  const machineMs = options.nowMs ?? Date.now;
  const nowMs = (): number => Math.floor(machineMs() + faults.skewMs);
  const feed = options.feed ?? new SeededFeed(options.seeded ?? { seed: 1 });
  // Spot is what this venue trades; other instruments of a recording pass by unheard.
  const byInstrument = feed.instruments.map((instrument) =>
    instrument.kind === 'spot' ? new Market(instrument, nowMs) : undefined,
  );
  const markets = byInstrument.filter((market) => market !== undefined);
  const accounts = new Map(options.accounts.map((each, index) => [each.key, openAccount(each, index)]));
  const users = new UserStreams(rules, faults, nowMs);
  const streams = new MarketStreams(markets, faults, nowMs);
  const limits = new RateLimits(rules, nowMs);
  const orders = new OrderDesk(rules, markets, nowMs, users);
  let lastClientId = 0;
  const desk: Desk = {
    rules,
    markets: new Map(markets.map((market) => [market.symbol, market])),
    orders,
    limits,
    users,
    nowMs,
    nextClientId: () => {
      lastClientId += 1;
      return `venue-${lastClientId}`;
    },
    maybeReject: () => {
      if (faults.strikes('order-rejected')) throw REFUSALS.overloaded();
    },
  };
  const gate = new Gate(desk, accounts, faults);
  const api = new WebSocketApi(desk, gate);

  const play = (events: number, untilUs = NEVER - 1): number => {
    let played = 0;
    while (played < events) {
      const timeUs = feed.peekTimeUs();
      if (timeUs === NEVER || timeUs > untilUs) break;
      const event = feed.take();
      const market = byInstrument[event.instrument];
      played += 1;
      if (market === undefined) continue;
      market.hear(event);
      orders.wakeStops(market);
    }
    return played;
  };
  const publish = (): void => {
    streams.publishTrades();
    streams.publishDepth();
  };

  const server = createServer((request, response) => {
    gate.answer(request, response).catch((error: unknown) => {
      // A client that went away is no failure of ours; anything else must be seen.
      if (!request.socket.destroyed)
        response.writeHead(500).end(JSON.stringify({ code: -1000, msg: String(error) }));
    });
  });
  const sockets = new WebSocketServer({ server, maxPayload: SOCKET_BYTES_MAX });
  sockets.on('connection', (socket, request) => {
    const [path = '', query = ''] = (request.url ?? '').split('?');
    socket.on('error', () => socket.terminate());
    if (path.startsWith('/ws-api')) {
      socket.on('message', (data) => api.hear(socket, String(data), addressOf(request)));
      socket.on('close', () => users.leave(socket));
      return;
    }
    const last = path.split('/').at(-1) ?? '';
    if (last.length === 60 && users.joinKey(socket, last)) {
      socket.on('close', () => users.leave(socket));
      return;
    }
    const isCombined = path.startsWith('/stream');
    const names = isCombined ? (new URLSearchParams(query).get('streams') ?? '').split('/') : [last];
    streams.join(
      socket,
      names.filter((name) => name.includes('@')),
      isCombined,
    );
    socket.on('close', () => streams.leave(socket));
    socket.on('message', (data) => streams.hear(socket, readObject(String(data))));
  });
  faults.onNow((kind) => {
    if (kind === 'disconnect') for (const socket of sockets.clients) socket.terminate();
    if (kind === 'listen-key-expired') users.expireAll();
    if (kind === 'rate-limited') limits.refuseAll(429, nowMs() + BURST_MS);
    if (kind === 'banned') limits.refuseAll(418, nowMs() + BURST_MS);
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  if (options.faults !== undefined) faults.follow(options.faults);
  const timers: NodeJS.Timeout[] = [];
  if (options.speed !== 'manual') {
    const speed = options.speed ?? 1;
    const startMs = machineMs();
    const startUs = feed.peekTimeUs();
    timers.push(
      setInterval(() => {
        play(EVENTS_PER_STEP_MAX, startUs + (machineMs() - startMs) * 1_000 * speed);
        streams.publishTrades();
      }, STEP_MS),
    );
  }
  timers.push(
    setInterval(publish, rules.depthIntervalMs),
    setInterval(() => streams.publishTickers(), 1_000),
  );
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}`,
    faults,
    play: (events) => {
      const played = play(events);
      publish();
      return played;
    },
    stateOf: (key) => {
      const account = accounts.get(key);
      assert(account !== undefined, 'an account is known by its key');
      return stateOf(account);
    },
    ended: () => feed.peekTimeUs() === NEVER,
    close: async () => {
      faults.calm();
      for (const timer of timers) clearInterval(timer);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
      await feed.close();
    },
  };
}

function openAccount({ key, secret, balances }: VenueAccount, index: number): Account {
  const account = new Account(index + 1, key, secret);
  for (const [asset, text] of Object.entries(balances)) {
    const atoms = parseDecimalText(text);
    assert(atoms !== undefined, `${asset}: ${text} has more than eight decimals`);
    account.balance(asset).free = atoms;
  }
  return account;
}

function readObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
