import type { MeetingPlace } from '@qca/ports';
import { INBOX_POLL_MS, STATUS_POLL_MS } from '@qca/ports';
import { Database } from './Database.ts';
import { migrate } from './migrate.ts';
import { Notifications } from './Notifications.ts';
import { PostgresAccounts } from './PostgresAccounts.ts';
import { PostgresAuditLog } from './PostgresAuditLog.ts';
import { PostgresCommandInbox } from './PostgresCommandInbox.ts';
import { PostgresStatusBoard } from './PostgresStatusBoard.ts';

/**
 * Opens the place where roles meet, on a PostgreSQL server of version 14 or newer, and brings its tables to this build.
 *
 * Once open it bears a server that goes away: calls then fail with a retryable `Fault`, and listening goes on when it is back.
 */
export async function openPostgresMeetingPlace(options: {
  /** `postgres://user:password@host:port/database`. */
  readonly databaseUrl: string;
}): Promise<MeetingPlace> {
  const database = new Database(options.databaseUrl);
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  const notifications = new Notifications(database, Math.min(INBOX_POLL_MS, STATUS_POLL_MS));
  return {
    inbox: new PostgresCommandInbox(database, notifications),
    statusBoard: new PostgresStatusBoard(database, notifications),
    accounts: new PostgresAccounts(database),
    auditLog: new PostgresAuditLog(database),
    async close() {
      await notifications.close();
      await database.close();
    },
  };
}
