import { createHmac } from 'node:crypto';
import { accept, type TimeUs } from '@qca/base';
import { Commands, createKernelState, freshBeginning, type RunConfiguration, run } from '@qca/engine';
import { type CcxtExchange, connect } from '@qca/exchange-ccxt';
import type { Clock, Exchange } from '@qca/ports';
import { Secret } from '@qca/ports';
import { MemoryJournal } from '@qca/store-local';
import { defineStrategy, NO_INTENTS, type Strategy } from '@qca/strategies';
import { type RunningVenue, startVenue } from '@qca/venue-binance';
import { NO_LIMITS } from './noLimits.ts';
import { quantile } from './quantile.ts';
import { type Check, check, type Runner, type Workload } from './Workload.ts';

const KEY = 'benchkey0123456789';
const SECRET = 'bench-secret';
/** Orders a run: enough for a p99, at a pace that the venue's limits allow and ccxt does not slow down. */
const ORDERS = 150;
const PACE_MS = 60;
/** Time in which books and connections come to rest, and the longest an order may take. */
const REST_MS = 1_000;
const ORDER_MS_MAX = 5_000;

/** Tick to order: a change of the book, the engine's decision, the signed request on its way. */
export const TICK_TO_ORDER: Workload = {
  name: 'tick-to-order',
  title: `${ORDERS} ticks, each answered by one order: to the signed request (fake transport), and at a venue on this machine`,
  async prepare() {
    const fake = await Rig.open('fake transport');
    const local = await Rig.open('venue on this machine');
    return {
      unit: 'orders/s, one after the other at p99',
      ours: new TickRunner(fake),
      peers: [new TickRunner(local)],
      check: () => [...fake.checks(), ...local.checks()],
    };
  },
};

/** Moments of one order, in milliseconds of one steady clock. */
interface Moments {
  /** The venue sends the change. */
  playedMs: number;
  /** It has been read out of the socket and of ccxt. */
  heardMs: number;
  decidedMs: number;
  signedMs: number;
  /** The venue's answer has been read. */
  answeredMs: number;
}

class TickRunner implements Runner {
  readonly name: string;
  readonly version = '';
  readonly warmUps = 1;
  readonly #rig: Rig;
  #moments: readonly Moments[] = [];

  constructor(rig: Rig) {
    this.name = rig.name;
    this.#rig = rig;
  }

  async run(): Promise<number> {
    this.#moments = await this.#rig.orders(ORDERS);
    const spans = this.#moments.map((each) => each.signedMs - each.heardMs);
    return 1_000 / quantile(spans, 0.99);
  }

  details() {
    const span = (from: keyof Moments, to: keyof Moments) => {
      const spans = this.#moments.map((each) => each[to] - each[from]);
      return `p50 ${quantile(spans, 0.5).toFixed(3)} ms, p99 ${quantile(spans, 0.99).toFixed(3)} ms`;
    };
    return {
      'tick heard to signed (goal: p99 below 1 ms)': span('heardMs', 'signedMs'),
      'tick heard to decided and journaled': span('heardMs', 'decidedMs'),
      'decided to signed': span('decidedMs', 'signedMs'),
      'venue sends tick to signed': span('playedMs', 'signedMs'),
      'signed to answer read': span('signedMs', 'answeredMs'),
    };
  }

  close(): void {
    void this.#rig.close();
  }
}

/** One order in flight at a time, and what is noted of it. */
class Rig {
  readonly name: string;
  readonly #isFake: boolean;
  #venue: RunningVenue | undefined;
  #exchange: CcxtExchange | undefined;
  readonly #commands = new Commands();
  #running: Promise<unknown> = Promise.resolve();
  #isArmed = false;
  #now: Moments = noMoments();
  #signed = 0;
  #wronglySigned = 0;
  #asked = 0;

  constructor(name: string, isFake: boolean) {
    this.name = name;
    this.#isFake = isFake;
  }

  static async open(name: 'fake transport' | 'venue on this machine'): Promise<Rig> {
    const rig = new Rig(name, name === 'fake transport');
    await rig.#open();
    return rig;
  }

  async orders(count: number): Promise<readonly Moments[]> {
    const moments: Moments[] = [];
    for (let order = 0; order < count; order += 1) {
      const startMs = performance.now();
      this.#now = noMoments();
      this.#isArmed = true;
      this.#asked += 1;
      this.#now.playedMs = performance.now();
      const untilMs = this.#now.playedMs + ORDER_MS_MAX;
      this.#venue?.play(1);
      // A trade that changes no level is no tick for the book: the next event is.
      while (Number.isNaN(this.#now.answeredMs)) {
        await pause(1);
        if (this.#isArmed && performance.now() - this.#now.playedMs > PACE_MS) {
          this.#now.playedMs = performance.now();
          this.#venue?.play(1);
        }
        if (performance.now() > untilMs) throw new Error(`${this.name}: an order took ${ORDER_MS_MAX} ms`);
      }
      moments.push(this.#now);
      await pause(Math.max(0, PACE_MS - (performance.now() - startMs)));
    }
    return moments;
  }

  checks(): readonly Check[] {
    return [
      check(`${this.name}: orders signed`, this.#asked, this.#signed),
      check(`${this.name}: signatures that do not hold`, 0, this.#wronglySigned),
    ];
  }

  async close(): Promise<void> {
    this.#commands.give({ kind: 'stop', commandId: 'bench-over', who: 'bench', why: 'it is over' });
    await this.#running;
    await this.#exchange?.close();
    await this.#venue?.close();
  }

  async #open(): Promise<void> {
    this.#venue = await startVenue({
      accounts: [{ key: KEY, secret: SECRET, balances: { BTC: '10', USDT: '1000000' } }],
      seeded: { seed: 3 },
      speed: 'manual',
      rules: { depthIntervalMs: 20, ordersPer10sMax: 1_000_000, weightMax: 1_000_000 },
    });
    this.#venue.play(20);
    this.#exchange = await connect({
      venue: 'binance',
      url: this.#venue.url,
      symbols: ['BTC/USDT'],
      keys: { key: new Secret(KEY), secret: new Secret(SECRET) },
      nowUs: steadyUs,
      fetch: (url, init) => this.#fetch(url, init),
    });
    const configuration = configure(this.#exchange);
    const find = (): Strategy => this.#strategy() as Strategy;
    const state = createKernelState(configuration, find);
    const first = { kind: 'run-started', timeUs: steadyUs(), configuration } as const;
    this.#running = run(
      state,
      {
        exchange: this.#watched(this.#exchange),
        journal: new MemoryJournal(),
        clock: CLOCK,
        commands: this.#commands,
      },
      freshBeginning(first),
    );
    await pause(REST_MS);
  }

  #strategy() {
    return defineStrategy<Record<string, never>, Record<string, never>>({
      name: 'answering',
      summary: 'Answers one tick by one order.',
      source: 'A measurement.',
      defaults: {},
      fit: () => accept({ instruments: [0], funding: [] }),
      start: () => ({}),
      react: (_state, view, event) => {
        const bid = view.bidTicks(0);
        if (!this.#isArmed || event.kind !== 'depth' || bid === 0) return NO_INTENTS;
        this.#isArmed = false;
        this.#now.heardMs = event.timeUs / 1_000 - performance.timeOrigin;
        const limitTicks = Math.round(bid * 0.99);
        const order = {
          instrument: 0,
          side: 'buy',
          type: 'limit',
          limitTicks,
          quantityLots: 100,
          timeInForce: 'ioc',
        } as const;
        return [{ kind: 'place', order, why: { text: 'a tick', numbers: {} } }];
      },
    });
  }

  #watched(exchange: CcxtExchange): Exchange {
    return {
      send: (actions, timeUs) => {
        if (actions.some(({ kind }) => kind === 'place-order')) this.#now.decidedMs = performance.now();
        return exchange.send(actions, timeUs);
      },
      peekTimeUs: () => exchange.peekTimeUs(),
      take: () => {
        const input = exchange.take();
        if (input.kind === 'order-accepted') this.#now.answeredMs = performance.now();
        return input;
      },
      wait: () => exchange.wait(),
      close: () => exchange.close(),
    };
  }

  #fetch(url: Parameters<typeof fetch>[0], init: RequestInit | undefined): Promise<Response> {
    const isOrder = init?.method === 'POST' && String(url).endsWith('/api/v3/order');
    if (!isOrder) return fetch(url, init);
    this.#now.signedMs = performance.now();
    const body = String(init.body);
    const [, payload = '', signature = ''] = /^(.*)&signature=([0-9a-f]+)$/.exec(body) ?? [];
    this.#signed += 1;
    if (createHmac('sha256', SECRET).update(payload).digest('hex') !== signature) this.#wronglySigned += 1;
    return this.#isFake
      ? Promise.resolve(expired(new URLSearchParams(body), this.#signed))
      : fetch(url, init);
  }
}

/** The answer of a venue at which nothing could be had for an immediate order. */
function expired(asked: URLSearchParams, orderId: number): Response {
  return Response.json({
    symbol: asked.get('symbol'),
    orderId,
    orderListId: -1,
    clientOrderId: asked.get('newClientOrderId'),
    transactTime: Date.now(),
    price: asked.get('price'),
    origQty: asked.get('quantity'),
    executedQty: '0.00000000',
    cummulativeQuoteQty: '0.00000000',
    status: 'EXPIRED',
    timeInForce: 'IOC',
    type: 'LIMIT',
    side: asked.get('side'),
    fills: [],
  });
}

function configure(exchange: CcxtExchange): RunConfiguration {
  const funding = { venue: 'binance', asset: 'USDT', atoms: '100000000000000', value: '100000000000000' };
  return {
    stream: 'bench',
    seed: 1,
    reportingAsset: 'USDT',
    cashAssets: ['USDT'],
    answerTimeoutUs: 5_000_000,
    pegs: {},
    instruments: exchange.instruments,
    data: [{ kinds: ['depth', 'trades'], barIntervalUs: 0 }],
    strategies: [
      { name: 'answering', parameters: {}, budget: 1_000_000, instruments: [0], funding: [funding] },
    ],
    limits: NO_LIMITS,
    label: 'generated',
  };
}

/** The venue's clock is the machine's; steady in between, and fine enough for a latency. */
const steadyUs = (): TimeUs => Math.floor((performance.timeOrigin + performance.now()) * 1_000);

const CLOCK: Clock = {
  nowUs: steadyUs,
  until: (timeUs) => {
    const restMs = (timeUs - steadyUs()) / 1_000;
    return restMs <= 0 ? undefined : pause(Math.min(Math.ceil(restMs), 1_000));
  },
};

function noMoments(): Moments {
  const never = Number.NaN;
  return { playedMs: never, heardMs: never, decidedMs: never, signedMs: never, answeredMs: never };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
