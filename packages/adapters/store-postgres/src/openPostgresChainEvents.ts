import type { ChainEvents } from '@qca/ports';
import { Database } from './Database.ts';
import { migrate } from './migrate.ts';
import { PostgresChainEvents } from './PostgresChainEvents.ts';

/** Opens what contracts said on one chain, on a PostgreSQL server of version 14 or newer, and brings its tables to this build. */
export async function openPostgresChainEvents(options: {
  /** `postgres://user:password@host:port/database`. */
  readonly databaseUrl: string;
  readonly chainId: number;
}): Promise<ChainEvents> {
  const database = new Database(options.databaseUrl);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return new PostgresChainEvents(database, options.chainId);
}
