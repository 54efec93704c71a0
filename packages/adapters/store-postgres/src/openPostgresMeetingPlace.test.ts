import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MeetingPlace } from '@qca/ports';
import { accountsSuite, auditLogSuite, commandInboxSuite, statusBoardSuite } from '@qca/ports/suites';
import pg from 'pg';
import { afterAll, beforeAll } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded/startEmbeddedPostgres.ts';
import { openPostgresMeetingPlace } from './openPostgresMeetingPlace.ts';

const folder = mkdtempSync(join(tmpdir(), 'qca-meeting-'));
let server: EmbeddedPostgres;
let place: MeetingPlace;
let beside: MeetingPlace;

beforeAll(async () => {
  server = await startEmbeddedPostgres({ folder });
  // Nothing here cuts the power.
  await query('ALTER SYSTEM SET fsync = off');
  await query('SELECT pg_reload_conf()');
  [place, beside] = await Promise.all([open(), open()]);
});
afterAll(async () => {
  await place.close();
  await beside.close();
  await server.stop();
  rmSync(folder, { recursive: true });
});

const open = () => openPostgresMeetingPlace({ databaseUrl: server.databaseUrl });

async function query(text: string): Promise<pg.QueryResult> {
  const client = new pg.Client(server.databaseUrl);
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}

async function empty(): Promise<void> {
  await query('TRUNCATE qca.inbox, qca.status_board, qca.accounts, qca.sessions, qca.audit_log');
}

commandInboxSuite('postgres', async () => ({
  inbox: place.inbox,
  beside: beside.inbox,
  dispose: empty,
}));

statusBoardSuite('postgres', async () => ({
  board: place.statusBoard,
  beside: beside.statusBoard,
  dispose: empty,
}));

accountsSuite('postgres', async () => ({ accounts: place.accounts, dispose: empty }));

auditLogSuite('postgres', async () => ({ auditLog: place.auditLog, dispose: empty }));
