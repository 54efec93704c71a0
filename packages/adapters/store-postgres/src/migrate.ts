import { readdirSync, readFileSync } from 'node:fs';
import { Refusal, sha256 } from '@qca/base';
import type pg from 'pg';
import type { Database } from './Database.ts';

/** The oldest server that the statements here were written for: it is the oldest still supported in 2026. */
const SERVER_VERSION_MIN = 140_000;

export interface Migration {
  readonly number: number;
  /** File name, `0001_runs_and_journal.sql`. */
  readonly name: string;
  readonly sql: string;
}

/** The migrations of this build, in order. */
export function ownMigrations(): readonly Migration[] {
  const folder = new URL('../migrations/', import.meta.url);
  const names = readdirSync(folder)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort();
  return names.map((name) => ({
    number: Number(name.slice(0, 4)),
    name,
    sql: readFileSync(new URL(name, folder), 'utf8'),
  }));
}

/**
 * Brings a database to the newest migration, forward only, each in one transaction under a lock that lets one process in.
 *
 * Rejects, as `Refusal`: `edited-migration` when an applied file has changed since, `newer-database` when the database
 * knows migrations that this build does not, `old-server`.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[] = ownMigrations(),
): Promise<void> {
  await database.transact(async (client) => {
    await refuseOldServer(client, database.place);
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended('qca:migrations', 0))");
    await client.query('CREATE SCHEMA IF NOT EXISTS qca');
    await client.query(
      'CREATE TABLE IF NOT EXISTS qca.schema_migrations (number int PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL)',
    );
    const applied = await client.query<Applied>(
      'SELECT number, name, sha256 FROM qca.schema_migrations ORDER BY number',
    );
    refuseUnknown(applied.rows, migrations, database.place);
    for (const migration of migrations.slice(applied.rows.length)) {
      await client.query(migration.sql);
      const values = [migration.number, migration.name, sha256(migration.sql)];
      await client.query('INSERT INTO qca.schema_migrations VALUES ($1, $2, $3)', values);
    }
  });
}

interface Applied {
  readonly number: number;
  readonly name: string;
  readonly sha256: string;
}

function refuseUnknown(applied: readonly Applied[], migrations: readonly Migration[], place: string): void {
  for (const [index, row] of applied.entries()) {
    const own = migrations[index];
    if (own === undefined) {
      throw new Refusal({
        kind: 'newer-database',
        what: `the database was brought to ${row.name}, which this build does not know`,
        where: place,
        remedy: 'Run the build that made it, or a newer one; tables are never changed back.',
      });
    }
    if (own.number === row.number && sha256(own.sql) === row.sha256) continue;
    throw new Refusal({
      kind: 'edited-migration',
      what: `migration ${own.name} is not the one that was applied as ${row.name}`,
      where: place,
      remedy: 'Restore the file as it was and put the change into a new migration.',
    });
  }
}

async function refuseOldServer(client: pg.ClientBase, place: string): Promise<void> {
  const answer = await client.query<{ version: string }>(
    "SELECT current_setting('server_version_num') AS version",
  );
  const version = Number(answer.rows[0]?.version);
  if (version >= SERVER_VERSION_MIN) return;
  throw new Refusal({
    kind: 'old-server',
    what: `the server has version ${version}, and ${SERVER_VERSION_MIN} is the oldest that works`,
    where: place,
    remedy: 'Upgrade PostgreSQL to version 14 or newer.',
  });
}
