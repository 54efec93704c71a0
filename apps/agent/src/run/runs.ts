import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MILLISECOND, Refusal } from '@qca/base';
import type { RunRecord, Store } from '@qca/ports';
import { createFileStore, createMemoryStore } from '@qca/store-local';
import { openPostgresStore, startEmbeddedPostgres } from '@qca/store-postgres';
import { readEnvironment } from '../environment.ts';

/** There when the home folder has an embedded database: the one that a platform of this folder uses, too. */
const DATABASE_FILES = 'postgres/cluster';

export type StoreKind = 'postgres' | 'file' | 'memory';

/** Opens a store below a home folder. PostgreSQL is the server at DATABASE_URL, or an embedded one. */
export async function openStore(
  home: string,
  kind: StoreKind,
  durable: boolean,
  as: 'platform' | 'guest' = 'platform',
): Promise<Store> {
  const root = resolve(home);
  if (kind === 'memory') return createMemoryStore();
  if (kind === 'file') return createFileStore({ root, durable });
  const { databaseUrl } = readEnvironment();
  if (databaseUrl !== undefined) return openPostgresStore({ databaseUrl, durable });
  const server = await startEmbeddedPostgres({ folder: root, as });
  try {
    const store = await openPostgresStore({ databaseUrl: server.databaseUrl, durable });
    return { ...bound(store), close: () => store.close().finally(() => server.stop()) };
  } catch (cause) {
    await server.stop();
    throw cause;
  }
}

// A store's functions keep working apart from the object they came with.
function bound(store: Store): Store {
  return {
    saveRun: (record) => store.saveRun(record),
    readRun: (id) => store.readRun(id),
    listRuns: () => store.listRuns(),
    openJournal: (id, as) => store.openJournal(id, as),
    projections: store.projections,
    close: () => store.close(),
  };
}

/** Kinds of store that hold something below a home folder, cheapest to open first. */
function storesOf(home: string): StoreKind[] {
  const kinds: StoreKind[] = ['file'];
  if (readEnvironment().databaseUrl !== undefined || existsSync(join(resolve(home), DATABASE_FILES)))
    kinds.push('postgres');
  return kinds;
}

/** Names a run: when it began, and the digest of what it was given. */
export function runId(createdUs: number, stream: string): string {
  const moment = new Date(createdUs / MILLISECOND)
    .toISOString()
    .replace(/[-:]/g, '')
    .replace(/\.(\d{3})Z$/, '$1');
  return `${moment}-${stream}`;
}

/**
 * Calls `visit` with the named run, or with runs from the newest on until one answers true.
 * Refuses with `absent` when none does.
 */
export async function findRun(
  home: string,
  id: string | undefined,
  visit: (store: Store, record: RunRecord) => Promise<boolean>,
  absent?: { readonly what: string; readonly where: string; readonly remedy: string },
): Promise<void> {
  const wanted = id === 'latest' ? undefined : id;
  for (const kind of storesOf(home)) {
    const store = await openStore(home, kind, false, 'guest');
    try {
      const named = wanted === undefined ? undefined : await store.readRun(wanted);
      const records = wanted === undefined ? await store.listRuns() : named === undefined ? [] : [named];
      for (const record of records) if (await visit(store, record)) return;
    } finally {
      await store.close();
    }
  }
  throw new Refusal({
    kind: 'unknown-run',
    what: absent?.what ?? (wanted === undefined ? `no run is kept in ${home}` : `there is no run ${wanted}`),
    where: absent?.where ?? 'run id',
    remedy:
      absent?.remedy ??
      'List them with `npm run qca -- run list`, or make one with `npm run qca -- backtest run --data markets/bitstamp`.',
  });
}

export async function allRuns(home: string): Promise<readonly RunRecord[]> {
  const runs: RunRecord[] = [];
  for (const kind of storesOf(home)) {
    const store = await openStore(home, kind, false, 'guest');
    try {
      runs.push(...(await store.listRuns()));
    } finally {
      await store.close();
    }
  }
  return runs.sort((a, b) => b.createdUs - a.createdUs);
}
