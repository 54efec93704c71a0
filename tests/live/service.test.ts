import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AgentService, folderPaths, replayRun } from '@qca/agent';
import { platformStatus } from '@qca/api';
import { createMemoryMeetingPlace } from '@qca/platform-local';
import { type MeetingPlace, type RunRecord, Secret, type Store } from '@qca/ports';
import { createMemoryStore } from '@qca/store-local';
import type { RunningVenue } from '@qca/venue-binance';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { KEY, openVenue, SECRET } from './venueHarness.ts';

// The agent as a service at a real venue: over memory twins, with the strategies it comes with.

const PATIENCE = { timeout: 120_000, interval: 50 };

/** Quotes a second after it has heard of the market, instead of a minute. */
const QUICK = { windowMs: 100, warmupWindows: 10, halfLifeWindows: 20, edgeBpsMin: 0 };

let folder: string;
let venue: RunningVenue;
let store: Store;
let place: MeetingPlace;
let running: { readonly ending: AbortController; readonly done: Promise<void> } | undefined;
const said: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qca-live-service-'));
  venue = await openVenue({ rules: { weightMax: 1_000_000 } });
  store = createMemoryStore();
  place = createMemoryMeetingPlace();
});

afterEach(async () => {
  await leave();
  await place.close();
  await venue.close();
  rmSync(folder, { recursive: true });
});

function start(): Promise<void> {
  const ending = new AbortController();
  const keys = { key: new Secret(KEY), secret: new Secret(SECRET) };
  const service = new AgentService({
    store,
    place,
    paths: folderPaths(folder),
    playlist: [{ kind: 'live', venue: 'binance', url: venue.url, symbols: ['BTC/USDT'], dryRun: false }],
    keys,
    file: { strategies: [{ name: 'market-making', parameters: QUICK }] },
    seed: 1,
    budget: 50_000,
    checkParity: async (id) => replayRun(store, (await store.readRun(id)) as RunRecord),
    log: (_what, details) => {
      if (typeof details?.['say'] === 'string') said.push(details['say']);
    },
  });
  const done = service.run(ending.signal);
  running = { ending, done };
  done.catch(() => {});
  return done;
}

async function leave(): Promise<void> {
  const was = running;
  running = undefined;
  was?.ending.abort();
  await was?.done;
}

const placed = (): number => venue.requests.get('POST /api/v3/order') ?? 0;

it('trades, says that it is real, takes its orders along when it leaves, and goes on with the same run', async () => {
  void start();
  await vi.waitFor(() => expect(venue.stateOf(KEY).openOrders.length).toBeGreaterThan(0), PATIENCE);
  const status = await vi.waitFor(async () => {
    const read = await place.statusBoard.read('agent');
    return platformStatus.parse(read?.document);
  }, PATIENCE);
  expect(status.run).toMatchObject({
    mode: 'live',
    prices: 'live',
    fills: 'real',
    market: 'binance BTC/USDT',
  });
  expect(said.join('\n')).toMatch(/REAL ORDERS/);
  await leave();
  expect(venue.stateOf(KEY).openOrders).toEqual([]);
  expect(existsSync(folderPaths(folder).agentPid)).toBe(false);

  const before = placed();
  void start();
  await vi.waitFor(() => expect(placed()).toBeGreaterThan(before), PATIENCE);
  expect(said.join('\n')).toMatch(/goes on with live binance/);
  const stop = { commandId: 'stop-1', kind: 'stop', body: {}, who: 'ada', why: 'enough' };
  await place.inbox.put({ ...stop, createdUs: Date.now() * 1_000 });
  await vi.waitFor(async () => expect((await store.listRuns())[0]?.status).toBe('stopped'), PATIENCE);
  expect(venue.stateOf(KEY).openOrders).toEqual([]);
  const [record, ...others] = await store.listRuns();
  expect(others).toEqual([]);
  expect(record).toMatchObject({ mode: 'live', label: 'live' });
  expect((await replayRun(store, record as RunRecord)).same).toBe(true);
}, 500_000);
