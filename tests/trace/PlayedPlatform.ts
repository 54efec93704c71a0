import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { AgentService, folderPaths, replayRun } from '@qca/agent';
import type { PlatformStatus } from '@qca/api';
import { createMemoryMeetingPlace } from '@qca/platform-local';
import type { MeetingPlace, RunRecord, Store } from '@qca/ports';
import { createLogger, type RunningServer, startServer } from '@qca/server';
import { createMemoryStore } from '@qca/store-local';

const DAY_US = 86_400_000_000;
/** 7 March 2020: five quiet days, then a crash that trips breakers. */
const FROM_US = 1_583_539_200_000_000;
const DAYS = 300;
/** Sixty hours of market a second. */
const SPEED = 216_000;
const TOKEN = 'token-of-the-platform-that-is-traced';
const PATIENCE_MS = 60_000;

/** What one read was answered. */
export interface Asked {
  readonly operation: string;
  readonly path: string;
  readonly answer: unknown;
}

/**
 * Agent and server as they are shipped, over memory twins and the shipped recordings: two minutes of order books, then hourly
 * bars through the crash of March 2020. It is told what to do over the API, as an operator would.
 */
export class PlayedPlatform {
  readonly store: Store = createMemoryStore();
  readonly meeting: MeetingPlace = createMemoryMeetingPlace();
  readonly token = TOKEN;
  readonly #folder = mkdtempSync(join(tmpdir(), 'qca-trace-'));
  #server: RunningServer | undefined;
  #agent: { readonly ending: AbortController; readonly done: Promise<void> } | undefined;
  #failure: unknown;

  static async start(): Promise<PlayedPlatform> {
    const platform = new PlayedPlatform();
    platform.startAgent();
    const { store, meeting } = platform;
    platform.#server = await startServer({
      store,
      meeting,
      logger: createLogger('silent'),
      host: '127.0.0.1',
      port: 0,
      apiToken: TOKEN,
      publicView: true,
      requestsPerMinute: 1_000_000,
      version: '0.1.0',
    });
    return platform;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  startAgent(): void {
    const { store, meeting: place } = this;
    const ending = new AbortController();
    const markets = fileURLToPath(new URL('../../markets/', import.meta.url));
    const recorded = { kind: 'recorded', skipBadRows: false } as const;
    const service = new AgentService({
      store,
      place,
      paths: folderPaths(this.#folder),
      playlist: [
        { ...recorded, path: join(markets, 'binance-l2'), fromUs: null, toUs: null },
        {
          ...recorded,
          path: join(markets, 'bitstamp'),
          fromUs: FROM_US,
          toUs: FROM_US + DAYS * DAY_US,
        },
      ],
      file: {},
      seed: 1,
      budget: 100_000,
      speed: SPEED,
      checkParity: async (id) => replayRun(store, (await store.readRun(id)) as RunRecord),
      log: () => undefined,
    });
    const done = service.run(ending.signal).catch((error: unknown) => {
      this.#failure = error;
    });
    this.#agent = { ending, done };
  }

  /** Ends the agent's process, as far as a process can end within this one; its journal stays. */
  async suspendAgent(): Promise<void> {
    this.#agent?.ending.abort();
    await this.#agent?.done;
    this.#agent = undefined;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async close(): Promise<void> {
    await this.suspendAgent();
    await this.#server?.close();
    await this.meeting.close();
    await this.store.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async get(path: string): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${TOKEN}` } });
    const answer = await response.json();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }

  /** Gives a command and returns its answer, problems included. */
  async command(name: string, key: string, body: object) {
    const response = await fetch(`${this.url}/api/commands/${name}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify({ ...body, why: `traced: ${name}` }),
    });
    return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
  }

  /** What the guard does once re-arming is journaled: it takes the lock away. */
  unlock(): void {
    rmSync(folderPaths(this.#folder).killLock, { force: true });
  }

  /** The first status that something holds of; each one looked at is handed to `look`. */
  async until(
    holds: (status: PlatformStatus) => boolean,
    look: (status: PlatformStatus) => void = () => undefined,
  ): Promise<PlatformStatus> {
    const fromMs = performance.now();
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure;
      const status = await this.get('/api/status').catch(() => undefined);
      if (status !== undefined) {
        look(status as PlatformStatus);
        if (holds(status as PlatformStatus)) return status as PlatformStatus;
      }
      if (performance.now() - fromMs > PATIENCE_MS) throw new Error('the agent did not come so far in time');
      await delay(25);
    }
  }
}
