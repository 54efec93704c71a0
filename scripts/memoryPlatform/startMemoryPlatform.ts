import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { AgentService, folderPaths } from '@qca/agent';
import { createMemoryMeetingPlace } from '@qca/platform-local';
import type { MeetingPlace, Store } from '@qca/ports';
import { createLogger, type RunningServer, type ServerOptions, startServer } from '@qca/server';
import { createMemoryStore } from '@qca/store-local';

// The platform without a database: agent and server in one process over memory twins, on a generated market.

/** Token that programs come with here. */
export const TOKEN = 'token-of-a-platform-in-memory';
export const PASSWORD = 'password of a platform in memory';

const BUDGET = 100_000;
const START_MS_MAX = 60_000;
const LOOK_MS = 20;

export interface MemoryPlatform {
  readonly store: Store;
  readonly meeting: MeetingPlace;
  readonly server: RunningServer;
  /** Lets the agent go on no further; what it said last stays on the board. */
  suspendAgent(): Promise<void>;
  close(): Promise<void>;
}

/** Starts both and comes back once the agent has sent `orders` orders. */
export async function startMemoryPlatform(options: {
  readonly server?: Partial<ServerOptions>;
  readonly days: number;
  readonly orders: number;
  /** Seconds of the market per second. */
  readonly speed: number;
  /** Where lines of the server's log go; to standard error when absent. */
  readonly log?: (line: string) => void;
}): Promise<MemoryPlatform> {
  const { log } = options;
  const folder = mkdtempSync(join(tmpdir(), 'qca-memory-'));
  const store = createMemoryStore();
  const meeting = createMemoryMeetingPlace();
  const agent = startAgent(store, meeting, { folder, days: options.days, speed: options.speed });
  const logger = createLogger('info', log === undefined ? undefined : { write: log });
  let server: RunningServer | undefined;
  const close = async (): Promise<void> => {
    await agent.suspend();
    await server?.close();
    await meeting.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await agent.hasSent(options.orders);
    server = await startServer({
      store,
      meeting,
      logger,
      host: '127.0.0.1',
      port: 0,
      apiToken: TOKEN,
      operatorPassword: PASSWORD,
      publicView: true,
      requestsPerMinute: 100_000_000,
      version: '0.1.0',
      ...options.server,
    });
  } catch (error) {
    await close();
    throw error;
  }
  return { store, meeting, server, suspendAgent: agent.suspend, close };
}

interface MemoryAgent {
  hasSent(orders: number): Promise<void>;
  suspend(): Promise<void>;
}

function startAgent(
  store: Store,
  place: MeetingPlace,
  { folder, days, speed }: { readonly folder: string; readonly days: number; readonly speed: number },
): MemoryAgent {
  const ending = new AbortController();
  let failure: unknown;
  const service = new AgentService({
    store,
    place,
    paths: folderPaths(folder),
    playlist: [1, 2, 3].map((seed) => ({ kind: 'generated', seed, days })),
    file: {},
    seed: 1,
    budget: BUDGET,
    speed,
    // A replay takes as long as its run did; in one process nothing else would be answered meanwhile.
    checkParity: () => Promise.reject(new Error('parity is not checked here')),
    log: () => undefined,
  });
  const done = service.run(ending.signal).catch((error: unknown) => {
    failure = error;
  });
  return {
    async hasSent(orders) {
      const fromMs = performance.now();
      while (performance.now() - fromMs < START_MS_MAX) {
        if (failure !== undefined) throw failure;
        const [run] = await store.listRuns();
        if (
          run !== undefined &&
          (await store.projections.orders(run.id, { limit: orders })).length >= orders
        ) {
          const status = await place.statusBoard.read('agent');
          if (status !== undefined) return;
        }
        await delay(LOOK_MS);
      }
      throw new Error(`the agent sent fewer than ${orders} orders within ${START_MS_MAX / 1_000} s`);
    },
    async suspend() {
      ending.abort();
      await done;
    },
  };
}
