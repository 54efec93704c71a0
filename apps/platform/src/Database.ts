import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@qca/base';
import { type EmbeddedPostgres, openPostgresStore, startEmbeddedPostgres } from '@qca/store-postgres';

/** How often the server is looked at, and how long a look may take. */
const LOOK_MS = 1_000;
const ANSWER_MS = 2_000;
/** One missed look can be a busy machine. */
const MISSED_MAX = 2;
/** Rest between two tries to start the server again. */
const REST_MS = 2_000;

/**
 * The database everything meets at: a server of one's own at a given address, or the embedded one, which is started again
 * when it is gone, on the same port, so that no role need be told.
 */
export class Database {
  readonly databaseUrl: string;
  readonly #folder: string;
  readonly #say: (text: string) => void;
  #embedded: EmbeddedPostgres | undefined;
  readonly #watching = new AbortController();
  #watch: Promise<void> = Promise.resolve();

  private constructor(
    folder: string,
    databaseUrl: string,
    embedded: EmbeddedPostgres | undefined,
    say: (text: string) => void,
  ) {
    this.databaseUrl = databaseUrl;
    this.#folder = folder;
    this.#embedded = embedded;
    this.#say = say;
  }

  /** Opens it and brings its tables to this build, so that a database that cannot be used is told before anything runs. */
  static async open(
    folder: string,
    databaseUrl: string | undefined,
    say: (text: string) => void,
  ): Promise<Database> {
    const embedded = databaseUrl === undefined ? await startEmbeddedPostgres({ folder }) : undefined;
    const url = databaseUrl ?? embedded?.databaseUrl ?? '';
    try {
      await (await openPostgresStore({ databaseUrl: url })).close();
    } catch (error) {
      await embedded?.stop();
      throw embedded === undefined ? withRemedy(error) : error;
    }
    const database = new Database(folder, url, embedded, say);
    database.#watch = database.#keepWatch();
    return database;
  }

  /** Call when every role has ended. */
  async close(): Promise<void> {
    this.#watching.abort();
    await this.#watch;
    await this.#embedded?.stop();
  }

  async #keepWatch(): Promise<void> {
    const { signal } = this.#watching;
    let missed = 0;
    while (!signal.aborted) {
      await delay(LOOK_MS, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      const isUp = await answers(this.databaseUrl);
      if (isUp && missed >= MISSED_MAX) this.#say('Database: reachable again.');
      missed = isUp ? 0 : missed + 1;
      if (missed === MISSED_MAX) this.#say(this.#trouble());
      if (missed >= MISSED_MAX && this.#embedded !== undefined && !signal.aborted) await this.#startAgain();
    }
  }

  #trouble(): string {
    return this.#embedded === undefined
      ? 'Database: not reachable. Nothing is traded until it is back; see to the server at DATABASE_URL.'
      : 'Database: not reachable; it is started again.';
  }

  async #startAgain(): Promise<void> {
    const port = this.#embedded?.port;
    try {
      this.#embedded = await startEmbeddedPostgres({
        folder: this.#folder,
        ...(port === undefined ? {} : { port }),
      });
    } catch (error) {
      this.#say(`Database: ${(error as Error).message}`);
      await delay(REST_MS, undefined, { signal: this.#watching.signal }).catch(() => {});
    }
  }
}

// What a person has to change is in a refusal already.
function withRemedy(error: unknown): unknown {
  if (!(error instanceof Fault)) return error;
  const what = `${error.message}. See that the server at DATABASE_URL runs and can be reached from here, or unset DATABASE_URL to use the embedded one.`;
  return new Fault(what, { retryable: false, cause: error });
}

/** Whether something listens where the database should. */
function answers(databaseUrl: string): Promise<boolean> {
  const { hostname, port } = new URL(databaseUrl);
  return new Promise((resolve) => {
    const socket = connect({ host: hostname, port: port === '' ? 5432 : Number(port) });
    const end = (isUp: boolean): void => {
      socket.destroy();
      resolve(isUp);
    };
    socket.setTimeout(ANSWER_MS, () => end(false));
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
