import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  BlockChain,
  crashSuite,
  NO_ROWS,
  refusalOf,
  sampleDecision,
  sampleOrder,
  sampleRun,
  storeSuite,
} from '@qca/ports/suites';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from './Database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded/startEmbeddedPostgres.ts';
import { type Migration, migrate, ownMigrations } from './migrate.ts';
import { openPostgresStore } from './openPostgresStore.ts';

const APPEND_FOREVER = fileURLToPath(new URL('../test/appendForever.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'qca-postgres-'));
let server: EmbeddedPostgres;
let databases = 0;

beforeAll(async () => {
  server = await startEmbeddedPostgres({ folder });
  // Nothing here cuts the power, and databases are made ten times as fast.
  await query(server.databaseUrl, 'ALTER SYSTEM SET fsync = off');
  await query(server.databaseUrl, 'SELECT pg_reload_conf()');
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

async function query(databaseUrl: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

/** Makes an empty database on the one server. */
async function emptyDatabase(): Promise<string> {
  databases += 1;
  await query(server.databaseUrl, `CREATE DATABASE test_${databases}`);
  return server.databaseUrl.replace(/[^/]+$/, `test_${databases}`);
}

const RUN = sampleRun({ id: 'r1' });

// One database for all tests of the suite: it is emptied, not made anew, which takes milliseconds.
let shared: string | undefined;
storeSuite('postgres', async () => {
  shared ??= await emptyDatabase();
  const databaseUrl = shared;
  return {
    open: () => openPostgresStore({ databaseUrl }),
    lasting: true,
    dispose: async () => {
      const tables =
        'runs, journal_heads, journal_blocks, projection_heads, orders, fills, transfers, decisions, equity';
      await query(databaseUrl, `SET search_path = qca; TRUNCATE ${tables}`);
    },
  };
});

crashSuite('postgres', async () => {
  const databaseUrl = await emptyDatabase();
  const store = await openPostgresStore({ databaseUrl });
  await store.saveRun(RUN);
  return {
    script: APPEND_FOREVER,
    arguments: [databaseUrl],
    open: () => store.openJournal('r1', { writer: true }),
    dispose: () => store.close(),
  };
});

describe('openPostgresStore', () => {
  const migrationsOf = (databaseUrl: string) =>
    query(databaseUrl, 'SELECT number, sha256 FROM qca.schema_migrations');

  it('migrates once, also when several open at the same time', async () => {
    const databaseUrl = await emptyDatabase();
    const stores = await Promise.all([1, 2, 3].map(() => openPostgresStore({ databaseUrl })));
    for (const store of stores) await store.close();
    const { rows } = await migrationsOf(databaseUrl);
    expect(rows.map((row) => row.number)).toEqual(ownMigrations().map((migration) => migration.number));
    await (await openPostgresStore({ databaseUrl })).close();
    expect((await migrationsOf(databaseUrl)).rows).toEqual(rows);
  });

  it('applies what is new, and refuses edited, missing and unknown migrations', async () => {
    const database = new Database(await emptyDatabase());
    const [one, two] = ['CREATE TABLE qca.a (x int)', 'CREATE TABLE qca.b (x int)'].map((sql, index) => ({
      number: index + 1,
      name: `000${index + 1}_test.sql`,
      sql,
    })) as [Migration, Migration];
    await migrate(database, [one]);
    await migrate(database, [one, two]);
    await database.query('SELECT FROM qca.a, qca.b');
    const kinds = [];
    for (const wrong of [[{ ...one, sql: 'CREATE TABLE qca.a (x bigint)' }, two], [two], [one]]) {
      kinds.push((await refusalOf(() => migrate(database, wrong))).kind);
    }
    expect(kinds).toEqual(['edited-migration', 'edited-migration', 'newer-database']);
    await database.close();
  });

  it('leaves nothing of a migration that fails', async () => {
    const database = new Database(await emptyDatabase());
    const broken = {
      number: 1,
      name: '0001_test.sql',
      sql: 'CREATE TABLE qca.a (x int); CREATE TABEL qca.b (x int)',
    };
    await expect(migrate(database, [broken])).rejects.toThrow('syntax error');
    await expect(database.query('SELECT FROM qca.a')).rejects.toThrow('does not exist');
    await database.close();
  });

  it.each(['', 'localhost:5432', 'mysql://u:secret@h/d'])(
    'refuses %j as a database URL, without repeating it',
    async (databaseUrl) => {
      const refusal = await refusalOf(() => openPostgresStore({ databaseUrl }));
      expect(refusal.kind).toBe('bad-database-url');
      expect(refusal.message).not.toContain('secret');
    },
  );

  it('says that a server is not there, and that this may pass', async () => {
    const opening = openPostgresStore({ databaseUrl: 'postgres://u:secret@127.0.0.1:1/d' });
    await expect(opening).rejects.toMatchObject({ name: 'Fault', retryable: true });
    await expect(opening).rejects.toThrow(
      /^could not write database 127\.0\.0\.1:1\/d: connect ECONNREFUSED/,
    );
  });

  it.each([
    ['a wrong password', 'database-login', (url: string) => url.replace(/:[^:@]+@/, ':wrong@')],
    ['a database that is not there', 'no-such-database', (url: string) => url.replace(/[^/]+$/, 'nothing')],
  ])('refuses %s', async (_, kind, change) => {
    expect((await refusalOf(() => openPostgresStore({ databaseUrl: change(server.databaseUrl) }))).kind).toBe(
      kind,
    );
  });

  it('says whether actions must wait for its journals', async () => {
    const databaseUrl = await emptyDatabase();
    for (const durable of [true, false]) {
      const store = await openPostgresStore({ databaseUrl, durable });
      await store.saveRun(RUN);
      expect((await store.openJournal('r1', { writer: true })).writeAhead).toBe(durable);
      await store.close();
    }
  });

  it('names the writer that keeps a second one out', async () => {
    const store = await openPostgresStore({ databaseUrl: await emptyDatabase() });
    await store.saveRun(RUN);
    await store.openJournal('r1', { writer: true });
    const refusal = await refusalOf(() => store.openJournal('r1', { writer: true }));
    expect(refusal.message).toMatch(new RegExp(`a writer: qca ${process.pid} since 20\\d\\d-`));
    await store.close();
  });

  it('stops a writer whose connection broke, and never writes past another', async () => {
    const databaseUrl = await emptyDatabase();
    const store = await openPostgresStore({ databaseUrl });
    await store.saveRun(RUN);
    const stale = await store.openJournal('r1', { writer: true });
    const chain = new BlockChain();
    await stale.append(chain.take(1, 10));
    const ours = 'database = (SELECT oid FROM pg_database WHERE datname = current_database())';
    await query(
      databaseUrl,
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND ${ours}`,
    );
    const next = chain.take(1, 10);
    await expect(stale.append(next)).rejects.toMatchObject({ name: 'Fault' });
    await expect(stale.append(next)).rejects.toThrow('opened again');
    const writer = await store.openJournal('r1', { writer: true });
    await writer.append(next);
    expect(writer.head()).toMatchObject({ lastSequence: 1 });
    await store.close();
  });

  it('refuses a block behind a head that moved without it, and changes nothing', async () => {
    const databaseUrl = await emptyDatabase();
    const store = await openPostgresStore({ databaseUrl });
    await store.saveRun(RUN);
    const writer = await store.openJournal('r1', { writer: true });
    const chain = new BlockChain();
    await writer.append(chain.take(1, 10));
    await query(databaseUrl, 'UPDATE qca.journal_heads SET last_sequence = 7');
    const refusal = await refusalOf(async () => writer.append(chain.take(1, 10)));
    expect(refusal.kind).toBe('out-of-sequence');
    expect((await query(databaseUrl, 'SELECT FROM qca.journal_blocks')).rowCount).toBe(1);
    await store.close();
  });

  it('stores text that PostgreSQL has no characters for', async () => {
    const store = await openPostgresStore({ databaseUrl: await emptyDatabase() });
    const why = 'a\0b \ud800 c';
    await store.projections.apply(
      'r1',
      { ...NO_ROWS, decisions: [sampleDecision({ decisionId: 'd1', why })] },
      0,
    );
    const [row] = await store.projections.decisions('r1', { limit: 1 });
    expect(row?.why).toBe('a\uFFFDb \uFFFD c');
    await store.close();
  });

  it('leaves projections as they were when a batch fails', async () => {
    const store = await openPostgresStore({ databaseUrl: await emptyDatabase() });
    const tooWide = sampleDecision({ decisionId: 'd1', sequence: 2 ** 70 });
    const batch = { ...NO_ROWS, orders: [sampleOrder({ orderId: 'o1' })], decisions: [tooWide] };
    await expect(store.projections.apply('r1', batch, 5)).rejects.toThrow('out of range');
    expect(await store.projections.through('r1')).toBe(-1);
    expect(await store.projections.orders('r1', { limit: 1 })).toEqual([]);
    await store.close();
  });

  it('writes batches of many rows', async () => {
    const store = await openPostgresStore({ databaseUrl: await emptyDatabase() });
    const orders = Array.from({ length: 4_500 }, (_, index) =>
      sampleOrder({ orderId: `o${index}`, sequence: index }),
    );
    await store.projections.apply('r1', { ...NO_ROWS, orders }, 4_499);
    expect(await store.projections.orders('r1', { limit: 5_000 })).toEqual(orders.toReversed());
    await store.close();
  });
});
