import { Refusal } from '@qca/base';
import pg from 'pg';
import { databaseError } from './databaseError.ts';

/** A server that does not answer within this time is taken for unreachable: starting one takes a second or two. */
const CONNECT_MS_MAX = 10_000;

/** An answer that takes longer than this is taken for lost: the longest statement here works on thousands of rows. */
const ANSWER_MS_MAX = 60_000;

/** Lookups go side by side, but a few connections are all one process needs of a server that is shared. */
const CONNECTIONS_MAX = 4;

/** Connections to one database, opened by what a `DATABASE_URL` says. */
export class Database {
  /** Host, port and name, without the password: what messages may say. */
  readonly place: string;
  readonly #config: pg.ClientConfig;
  readonly #pool: pg.Pool;

  constructor(databaseUrl: string) {
    this.place = placeOf(databaseUrl);
    this.#config = {
      connectionString: databaseUrl,
      application_name: `qca ${process.pid}`,
      connectionTimeoutMillis: CONNECT_MS_MAX,
      query_timeout: ANSWER_MS_MAX,
      keepAlive: true,
    };
    this.#pool = new pg.Pool({ ...this.#config, max: CONNECTIONS_MAX });
    // A connection that breaks while nobody uses it is replaced at the next use.
    this.#pool.on('error', () => {});
  }

  /** Opens a connection of its own, for a lock that must end with it. The caller ends it. */
  async connect(): Promise<pg.Client> {
    const client = new pg.Client(this.#config);
    client.on('error', () => {}); // the next query tells
    await this.#attempt('connect', () => client.connect());
    return client;
  }

  /** Runs one statement on any connection. A zero character, which the server has no text for, is asked for as U+FFFD. */
  query<Row extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[] = [],
  ): Promise<readonly Row[]> {
    return this.#attempt('read', async () => (await this.#pool.query<Row>(text, values.map(askable))).rows);
  }

  /** Runs `work` in one transaction: all of it happens or nothing. */
  transact<Value>(work: (client: pg.ClientBase) => Promise<Value>): Promise<Value> {
    return this.#attempt('write', async () => {
      const client = await this.#pool.connect();
      let broken: Error | undefined;
      // The pool looks after idle connections only; one that breaks between two statements tells at the next.
      const onError = (error: Error) => {
        broken = error;
      };
      client.on('error', onError);
      try {
        await client.query('BEGIN');
        const value = await work(client);
        await client.query('COMMIT');
        return value;
      } catch (error) {
        await client.query('ROLLBACK').catch((cause: Error) => {
          broken = cause;
        });
        throw error;
      } finally {
        client.off('error', onError);
        client.release(broken);
      }
    });
  }

  async close(): Promise<void> {
    if (!this.#pool.ending) await this.#pool.end();
  }

  async #attempt<Value>(doing: string, work: () => Promise<Value>): Promise<Value> {
    try {
      return await work();
    } catch (error) {
      throw databaseError(error, `${doing} database ${this.place}`);
    }
  }
}

function askable(value: unknown): unknown {
  return typeof value === 'string' && value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value;
}

function placeOf(databaseUrl: string): string {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : undefined;
  if (url === undefined || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    throw new Refusal({
      kind: 'bad-database-url',
      what: 'the database URL cannot be read', // and is not repeated here: it holds a password
      where: 'DATABASE_URL',
      remedy: 'Write it as postgres://user:password@host:5432/database.',
    });
  }
  return `${url.hostname}:${url.port === '' ? '5432' : url.port}${url.pathname}`;
}
