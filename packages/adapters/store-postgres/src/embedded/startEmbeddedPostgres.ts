import { Fault, Refusal } from '@qca/base';
import pg from 'pg';
import { databaseError } from '../databaseError.ts';
import { holderOf, takeSessionLock, trySessionLock } from '../sessionLock.ts';
import { isServer } from './postmasterFile.ts';
import { type RunningServer, runServer, signalServer, stopServer } from './runServer.ts';
import { ROLE, ServerFolder } from './ServerFolder.ts';

const DATABASE = 'qca';

/** Held by the one platform of a folder. */
const PLATFORM_LOCK = 'qca:platform';

/** Shared by everybody who uses the server: whoever gets it alone is the last, and stops the server. */
const USERS_LOCK = 'qca:users';

/** A server that is just stopping is waited for and started again; twice in a row happens, ten times is a fault. */
const ATTEMPTS_MAX = 10;

export interface EmbeddedPostgresOptions {
  /** The data folder; the server's files are in `postgres/` inside it. */
  readonly folder: string;
  /** Any free port when absent. Without meaning when the server of the folder runs already. */
  readonly port?: number;
  /**
   * `platform` (the default): the one process that runs here, a second is refused.
   * `guest`: a command that looks something up, beside the platform or without one.
   */
  readonly as?: 'platform' | 'guest';
}

export interface EmbeddedPostgres {
  /** Holds the password: not for logs. */
  readonly databaseUrl: string;
  readonly port: number;
  /** Leaves the server, and stops it when nobody else uses it. Close stores first. */
  stop(): Promise<void>;
}

/**
 * Starts a real PostgreSQL server in a data folder, or joins the one that runs there, for example because the process that
 * started it was killed.
 *
 * Rejects, as `Refusal`: `folder-in-use`, `port-in-use`, `no-embedded-postgres`, `missing-library`, `no-server-user`,
 * `no-database-password`, `closed-folder`, `other-postgres-version`.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const folder = new ServerFolder(options.folder);
  const password = folder.password();
  await folder.initialise();
  const entered = await enter(folder, password, options.port);
  const { server, session } = entered;
  // A platform that ends without stopping asks the server to end when its last user has left. One that is killed cannot:
  // the next platform joins what it left.
  const onExit = () => signalServer(server.pid, 'SIGTERM');
  try {
    if (options.as !== 'guest') {
      await lockFolder(session, options.folder);
      process.once('exit', onExit);
    }
    await createDatabase(session);
  } catch (error) {
    process.off('exit', onExit);
    await leave(folder, password, entered);
    throw error;
  }
  return {
    databaseUrl: urlOf(server.port, password, DATABASE),
    port: server.port,
    stop: stopOnce(() => {
      process.off('exit', onExit);
      return leave(folder, password, entered);
    }),
  };
}

interface Entered {
  readonly server: RunningServer;
  /** Holds our locks for as long as we use the server. */
  readonly session: pg.Client;
}

async function enter(folder: ServerFolder, password: string, port: number | undefined): Promise<Entered> {
  for (let attempt = 1; ; attempt += 1) {
    const server = await runServer(folder, port);
    try {
      return { server, session: await openSession(server, password) };
    } catch (error) {
      if (error instanceof Fault && error.retryable && attempt < ATTEMPTS_MAX) continue;
      if (server.started) await stopServer(folder, server.pid);
      throw error;
    }
  }
}

async function openSession(server: RunningServer, password: string): Promise<pg.Client> {
  const session = new pg.Client({
    connectionString: urlOf(server.port, password, 'postgres'),
    application_name: `qca ${process.pid}`,
  });
  session.on('error', () => {}); // the server went away; the next query tells
  try {
    await session.connect();
    await session.query('SELECT pg_advisory_lock_shared(hashtextextended($1, 0))', [USERS_LOCK]);
    return session;
  } catch (error) {
    await session.end().catch(() => {});
    throw databaseError(error, `enter the embedded database on port ${server.port}`);
  }
}

async function lockFolder(session: pg.Client, folder: string): Promise<void> {
  if (await takeSessionLock(session, PLATFORM_LOCK)) return;
  throw new Refusal({
    kind: 'folder-in-use',
    what: `another platform already runs on this data folder: ${await holderOf(session, PLATFORM_LOCK)}`,
    where: folder,
    remedy: 'Stop it, or choose another data folder.',
  });
}

async function createDatabase(session: pg.Client): Promise<void> {
  const found = await session.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
  if (found.rowCount !== 0) return;
  await session.query(`CREATE DATABASE ${DATABASE}`).catch((error: { readonly code?: string }) => {
    if (error.code !== '42P04' && error.code !== '23505') throw error; // a guest was faster
  });
}

async function leave(folder: ServerFolder, password: string, { server, session }: Entered): Promise<void> {
  try {
    await session.query('SELECT');
  } catch {
    if (!isServer(server.pid)) return;
    await session.end().catch(() => {});
    session = await openSession(server, password); // only our connection broke
  }
  await session.query('SELECT pg_advisory_unlock_shared(hashtextextended($1, 0))', [USERS_LOCK]);
  // The lock is kept until the server ends the session, so nobody enters in between.
  if (await trySessionLock(session, USERS_LOCK)) await stopServer(folder, server.pid);
  await session.end().catch(() => {});
}

function stopOnce(stop: () => Promise<void>): () => Promise<void> {
  let stopped: Promise<void> | undefined;
  return () => {
    stopped ??= stop();
    return stopped;
  };
}

function urlOf(port: number, password: string, database: string): string {
  return `postgres://${ROLE}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}
