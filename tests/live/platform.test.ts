import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { replay } from '@qca/engine';
import { FileKeystore } from '@qca/keystore-file';
import { encodeVenueKey, Secret } from '@qca/ports';
import { openPostgresStore, startEmbeddedPostgres } from '@qca/store-postgres';
import { findStrategy } from '@qca/strategies';
import type { RunningVenue } from '@qca/venue-binance';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { dump, filesIn, findSecrets } from '../platform/findSecrets.ts';
import { newFolder, PlatformProcess, removeFolder, SLOW, until } from '../platform/PlatformProcess.ts';
import { agreesWithVenue, disagreements, entriesOf } from './agreement.ts';
import { KEY, openVenue, pause, SECRET } from './venueHarness.ts';

// The whole platform at a venue, as a person starts it: PostgreSQL, guard, agent and server, with a sealed key.

vi.setConfig(SLOW);

const PASSPHRASE = 'a passphrase of a live platform';
/** Quotes a second after it has heard of the market, instead of a minute. */
const QUICK = { windowMs: 100, warmupWindows: 10, halfLifeWindows: 20, edgeBpsMin: 0 };

let folder: string;
let venue: RunningVenue;
let platform: PlatformProcess;

beforeEach(async () => {
  folder = newFolder();
  venue = await openVenue({ rules: { weightMax: 1_000_000 } });
  const strategies = [{ name: 'market-making', parameters: QUICK }];
  writeFileSync(join(folder, 'agent.json'), JSON.stringify({ strategies }));
  await sealKey();
  const place = ['--venue', 'binance', '--url', venue.url, '--symbols', 'BTC/USDT', '--key', 'main'];
  platform = new PlatformProcess(
    folder,
    ['--port', '0', '--roles', 'guard,agent,server', '--mode', 'live', '--budget', '50000', ...place],
    { QCA_PASSPHRASE: PASSPHRASE, QCA_LOG_LEVEL: 'trace' },
  );
});

afterEach(async () => {
  await platform.end('SIGKILL');
  await venue.close();
  removeFolder(folder);
});

it('trades through kill -9 and kill switch, agrees with the venue to the atom, and tells no key', async () => {
  await platform.ready();
  expect(platform.said).toMatch(/REAL ORDERS/);
  const { api } = platform;
  await quotes();
  const status = await api.get('/api/status');
  expect(status.json.run).toMatchObject({ mode: 'live', prices: 'live', fills: 'real' });
  const { run } = status.json;

  const before = placed();
  process.kill(platform.pidOf('agent') as number, 'SIGKILL');
  await platform.says('Agent: works again');
  await until('more orders', () => placed() > before || undefined);
  expect((await api.status()).run.id).toBe(run.id);

  expect((await api.command('kill', {})).status).toBe(200);
  await until('nothing is open', () => open() === 0 || undefined);
  await until('the kill is over', async () => (await api.status()).kill.stage === 'done' || undefined);
  const sent = placed();
  await pause(1_500);
  expect(placed()).toBe(sent);
  expect((await api.command('arm', { scope: 'platform' })).status).toBe(200);
  await quotes();
  expect((await api.status()).ledger.balanced).toBe(true);

  expect((await api.command('stop', {})).status).toBe(200);
  await until('the run is over', async () => {
    const { runs } = (await api.get('/api/runs?limit=1')).json;
    return runs[0].status === 'stopped' || undefined;
  });
  expect(open()).toBe(0);

  const secrets = new Map([
    ['passphrase', PASSPHRASE],
    ['venue key', KEY],
    ['venue secret', SECRET],
  ]);
  const written = await dump(folder);
  expect(await platform.end('SIGINT')).toBe(0);
  written.set('terminal', Buffer.from(platform.said));
  for (const path of filesIn(folder)) written.set(path, readFileSync(join(folder, path)));
  expect(written.get('logs/agent.log')?.length).toBeGreaterThan(0);
  expect(written.get('qca.journal_blocks')?.length).toBeGreaterThan(0);
  expect(findSecrets(secrets, written)).toEqual([]);

  await agrees(run.id);
}, 600_000);

function open(): number {
  return venue.stateOf(KEY).openOrders.length;
}

function placed(): number {
  return venue.stateOf(KEY).orders.length;
}

async function quotes(): Promise<void> {
  await until('orders rest at the venue', () => open() > 0 || undefined);
}

/** Sealed at little cost: what guessing costs is tested elsewhere. */
async function sealKey(): Promise<void> {
  const keystore = new FileKeystore({
    path: join(folder, 'keys.json'),
    passphrase: async () => new Secret(PASSPHRASE),
    cost: { memoryKiB: 8, passes: 1, lanes: 1 },
  });
  const parts = { venue: 'binance', key: new Secret(KEY), secret: new Secret(SECRET), password: undefined };
  await keystore.add({ name: 'main', venue: 'binance', createdUs: 0, text: encodeVenueKey(parts) });
}

/** Reads the run from the database that the platform left, and plays it again. */
async function agrees(id: string): Promise<void> {
  const server = await startEmbeddedPostgres({ folder });
  const store = await openPostgresStore({ databaseUrl: server.databaseUrl });
  try {
    const journal = await store.openJournal(id, { writer: false });
    const { state, firstDifference, hash } = await replay(journal, findStrategy);
    expect(firstDifference).toBeUndefined();
    expect(hash.peek()).toBe((await store.readRun(id))?.head?.hash);
    expect(disagreements(await entriesOf(journal))).toEqual([]);
    await journal.close();
    if (state === undefined) throw new Error('the journal does not begin');
    agreesWithVenue(state, venue);
  } finally {
    await store.close();
    await server.stop();
  }
}
