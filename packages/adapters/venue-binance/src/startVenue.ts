import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assert } from '@qca/base';
import type { Feed } from '@qca/ports';
import { Account } from './Account.ts';
import { REFUSALS } from './ApiError.ts';
import { BURST_MS, type FaultSchedule, Faults } from './Faults.ts';
import { Gate } from './Gate.ts';
import { EVENTS_PER_STEP_MAX, MarketPlayer } from './MarketPlayer.ts';
import { MarketStreams } from './MarketStreams.ts';
import type { Desk } from './Operation.ts';
import { OrderDesk } from './OrderDesk.ts';
import { openSockets } from './openSockets.ts';
import { RateLimits } from './RateLimits.ts';
import { RequestLog } from './RequestLog.ts';
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
  /** How often each operation was asked for since the start. */
  readonly requests: ReadonlyMap<string, number>;
  /** What an account has, owes and did: the truth that clients are compared with. */
  stateOf(key: string): AccountState;
  /** Whether the market has nothing more to play. */
  ended(): boolean;
  close(): Promise<void>;
}

/** How often the market is moved on, in milliseconds. */
const STEP_MS = 10;

/** Starts a venue that speaks Binance spot's public protocol on this machine. Its fills are simulated. */
export async function startVenue(options: VenueOptions): Promise<RunningVenue> {
  const rules: VenueRules = { ...BINANCE_RULES, ...options.rules };
  const faults = new Faults();
  const machineMs = options.nowMs ?? Date.now;
  const nowMs = (): number => Math.floor(machineMs() + faults.skewMs);
  const player = new MarketPlayer(options.feed ?? new SeededFeed(options.seeded ?? { seed: 1 }), nowMs);
  const accounts = new Map(options.accounts.map((each, index) => [each.key, openAccount(each, index)]));
  const users = new UserStreams(rules, faults, nowMs);
  const streams = new MarketStreams(player.markets, faults, nowMs);
  const orders = new OrderDesk(rules, player.markets, nowMs, users);
  const desk = openDesk({ rules, faults, nowMs, users, orders, player });
  const gate = new Gate(desk, accounts, faults);
  const server = openServer(gate);
  const sockets = openSockets(server, { api: new WebSocketApi(desk, gate), users, streams });
  faults.onNow((kind) => {
    if (kind === 'disconnect') for (const socket of sockets.clients) socket.terminate();
    if (kind === 'listen-key-expired') users.expireAll();
    if (kind === 'rate-limited') desk.limits.refuseAll(429, nowMs() + BURST_MS);
    if (kind === 'banned') desk.limits.refuseAll(418, nowMs() + BURST_MS);
  });
  const port = await listen(server, options.port ?? 0);
  if (options.faults !== undefined) faults.follow(options.faults);
  const publish = (): void => {
    streams.publishTrades();
    streams.publishDepth();
  };
  const timers = [
    setInterval(publish, rules.depthIntervalMs),
    setInterval(() => streams.publishTickers(), 1_000),
  ];
  const { speed = 1 } = options;
  if (speed !== 'manual') timers.push(playAtPace({ player, orders, streams, machineMs, speed }));
  return {
    url: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}`,
    faults,
    requests: desk.requests.counts,
    play: (events) => {
      const played = player.play(events, (market) => orders.wakeStops(market));
      publish();
      return played;
    },
    stateOf: (key) => {
      const account = accounts.get(key);
      assert(account !== undefined, 'an account is known by its key');
      return stateOf(account);
    },
    ended: () => player.ended,
    close: async () => {
      faults.calm();
      for (const timer of timers) clearInterval(timer);
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((done) => server.close(() => done()));
      await player.close();
    },
  };
}

function openDesk(parts: {
  readonly rules: VenueRules;
  readonly faults: Faults;
  readonly nowMs: () => number;
  readonly users: UserStreams;
  readonly orders: OrderDesk;
  readonly player: MarketPlayer;
}): Desk {
  const { rules, faults, nowMs, users, orders, player } = parts;
  let lastClientId = 0;
  return {
    rules,
    markets: new Map(player.markets.map((market) => [market.symbol, market])),
    orders,
    limits: new RateLimits(rules, nowMs),
    users,
    requests: new RequestLog(),
    nowMs,
    nextClientId: () => {
      lastClientId += 1;
      return `venue-${lastClientId}`;
    },
    maybeReject: () => {
      if (faults.strikes('order-rejected')) throw REFUSALS.overloaded();
    },
  };
}

function openServer(gate: Gate): Server {
  return createServer((request, response) => {
    gate.answer(request, response).catch((error: unknown) => {
      // A client that went away is no failure of ours; anything else must be seen.
      if (!request.socket.destroyed)
        response.writeHead(500).end(JSON.stringify({ code: -1000, msg: String(error) }));
    });
  });
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

function playAtPace(parts: {
  readonly player: MarketPlayer;
  readonly orders: OrderDesk;
  readonly streams: MarketStreams;
  readonly machineMs: () => number;
  readonly speed: number;
}): NodeJS.Timeout {
  const { player, orders, streams, machineMs, speed } = parts;
  const startMs = machineMs();
  const startUs = player.nextUs;
  return setInterval(() => {
    const untilUs = startUs + (machineMs() - startMs) * 1_000 * speed;
    player.play(EVENTS_PER_STEP_MAX, (market) => orders.wakeStops(market), untilUs);
    streams.publishTrades();
  }, STEP_MS);
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
