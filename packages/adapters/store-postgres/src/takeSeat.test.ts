import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Refusal } from '@qca/base';
import { refusalOf } from '@qca/ports/suites';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded/startEmbeddedPostgres.ts';
import { takeSeat } from './takeSeat.ts';

const folder = mkdtempSync(join(tmpdir(), 'qca-seat-'));
let server: EmbeddedPostgres;
beforeAll(async () => {
  server = await startEmbeddedPostgres({ folder });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const PATIENCE = { timeout: 30_000, interval: 50 };

function take(lost: Refusal[] = [], name = 'agent') {
  return takeSeat({ databaseUrl: server.databaseUrl, name, onLost: (why) => lost.push(why) });
}

it('seats one at a time, and another when it has left', async () => {
  const seat = await take();
  const refusal = await refusalOf(() => take());
  expect(refusal.kind).toBe('seat-taken');
  expect(refusal.message).toMatch(/another agent works at database 127\.0\.0\.1:\d+\/qca: qca \d+ since/);
  expect(refusal.message).not.toContain(new URL(server.databaseUrl).password);
  const other = await take([], 'auditor');
  await seat.leave();
  await (await take()).leave();
  await other.leave();
});

it('sits down again when its connection broke', async () => {
  const lost: Refusal[] = [];
  const seat = await take(lost);
  await cutHolder();
  // Whoever comes before it is back gets the seat; so it is looked at from outside.
  await expect.poll(async () => (await isTaken()) === true, PATIENCE).toBe(true);
  expect(lost).toEqual([]);
  await seat.leave();
  await (await take()).leave();
});

it('tells when somebody else sat down meanwhile', async () => {
  const lost: Refusal[] = [];
  const seat = await take(lost);
  const client = new pg.Client(server.databaseUrl);
  await client.connect();
  // It waits in the queue for the lock and gets it before anybody can ask again.
  const queued = client.query("SELECT pg_advisory_lock(hashtextextended('qca:seat:agent', 0))");
  await expect.poll(async () => (await waiting()) > 0, PATIENCE).toBe(true);
  await cutHolder();
  await queued;
  await expect.poll(() => lost.map(({ kind }) => kind), PATIENCE).toEqual(['seat-taken']);
  await client.end();
  await seat.leave();
});

async function ask<Row extends pg.QueryResultRow>(text: string): Promise<Row[]> {
  const client = new pg.Client(server.databaseUrl);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

const OURS =
  "FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = 'qca')";

async function isTaken(): Promise<boolean> {
  return (await ask(`SELECT pid ${OURS} AND granted`)).length > 0;
}

async function waiting(): Promise<number> {
  return (await ask(`SELECT pid ${OURS} AND NOT granted`)).length;
}

async function cutHolder(): Promise<void> {
  await ask(`SELECT pg_terminate_backend(pid) ${OURS} AND granted`);
}
