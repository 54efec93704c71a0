import { GENESIS } from '@qca/base';
import {
  journalInUse,
  RUNS_MAX,
  type RunMode,
  type RunRecord,
  type RunStatus,
  refuseBadRunId,
  type Store,
  unknownRun,
} from '@qca/ports';
import { Database } from './Database.ts';
import { migrate } from './migrate.ts';
import { PostgresJournal, PostgresJournalReader, readHead } from './PostgresJournal.ts';
import { PostgresProjections } from './PostgresProjections.ts';
import { holderOf, takeSessionLock } from './sessionLock.ts';

const SAVE_RUN = `
  INSERT INTO qca.runs VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
  ON CONFLICT (id) DO UPDATE SET mode = excluded.mode, label = excluded.label, created_us = excluded.created_us,
    status = excluded.status, configuration = excluded.configuration, build = excluded.build,
    head_sequence = excluded.head_sequence, head_hash = excluded.head_hash, summary = excluded.summary`;

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly databaseUrl: string;
  /**
   * True (the default): a block is on the server's disk when `append` resolves. False: it is with the server, which keeps
   * it when our process dies, and may lose the last second when the server or its machine does; never a block in the middle.
   */
  readonly durable?: boolean;
}

/** Opens a store on a PostgreSQL server, version 14 or newer, and brings its tables to this build. */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const database = new Database(options.databaseUrl);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return storeOn(database, options.durable ?? true);
}

function storeOn(database: Database, durable: boolean): Store {
  const writers = new Set<PostgresJournal>();
  return {
    async saveRun(run) {
      refuseBadRunId(run.id);
      await database.transact(async (client) => {
        const head = [run.head?.lastSequence, run.head?.hash];
        const values = [
          run.id,
          run.mode,
          run.label,
          run.createdUs,
          run.status,
          run.configuration,
          run.build,
          ...head,
          run.summary,
        ];
        await client.query(SAVE_RUN, values);
        await client.query('INSERT INTO qca.journal_heads VALUES ($1, -1, $2) ON CONFLICT DO NOTHING', [
          run.id,
          GENESIS,
        ]);
      });
    },
    async readRun(id) {
      refuseBadRunId(id);
      const rows = await database.query<RunColumns>('SELECT * FROM qca.runs WHERE id = $1', [id]);
      return rows[0] === undefined ? undefined : decodeRun(rows[0]);
    },
    async listRuns() {
      const text = `SELECT * FROM qca.runs ORDER BY created_us DESC, id DESC LIMIT ${RUNS_MAX}`;
      return (await database.query<RunColumns>(text)).map(decodeRun);
    },
    async openJournal(runId, { writer }) {
      const rows = await database.query('SELECT 1 FROM qca.runs WHERE id = $1', [runId]);
      if (rows.length === 0) throw unknownRun(runId, `database ${database.place}`);
      if (!writer) return new PostgresJournalReader(database, runId);
      const journal = await openWriter(database, runId, durable);
      writers.add(journal);
      return journal;
    },
    projections: new PostgresProjections(database),
    async close() {
      for (const journal of writers) await journal.close();
      writers.clear();
      await database.close();
    },
  };
}

async function openWriter(database: Database, runId: string, durable: boolean): Promise<PostgresJournal> {
  const client = await database.connect();
  const lock = `qca:journal:${runId}`;
  try {
    if (!(await takeSessionLock(client, lock))) throw journalInUse(runId, await holderOf(client, lock));
    if (!durable) await client.query('SET synchronous_commit = off');
    return new PostgresJournal({ database, runId, client, durable, head: await readHead(database, runId) });
  } catch (error) {
    await client.end();
    throw error;
  }
}

interface RunColumns {
  readonly id: string;
  readonly mode: RunMode;
  readonly label: string;
  readonly created_us: string;
  readonly status: RunStatus;
  readonly configuration: string;
  readonly build: string;
  readonly head_sequence: string | null;
  readonly head_hash: string | null;
  readonly summary: string | null;
}

function decodeRun(row: RunColumns): RunRecord {
  const { id, mode, label, status, configuration, build } = row;
  const createdUs = Number(row.created_us);
  const hash = row.head_hash;
  const head = hash === null ? undefined : { lastSequence: Number(row.head_sequence), hash };
  return {
    id,
    mode,
    label,
    createdUs,
    status,
    configuration,
    build,
    head,
    summary: row.summary ?? undefined,
  };
}
