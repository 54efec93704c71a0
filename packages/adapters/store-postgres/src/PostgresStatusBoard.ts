import {
  encodeStatus,
  refuseBadStatusKey,
  type StatusBoard,
  type StatusDocument,
  type StopListening,
} from '@qca/ports';
import type { Database } from './Database.ts';
import { CHANNELS, type Notifications } from './Notifications.ts';

// The document itself stays in the table: a notification carries less than 8,000 bytes.
const PUBLISH = `
  WITH shown AS (
    INSERT INTO qca.status_board VALUES ($1, gen_random_uuid(), $2, $3, $4)
    ON CONFLICT (key) DO UPDATE SET version = excluded.version, sequence = excluded.sequence,
      time_us = excluded.time_us, document = excluded.document
    RETURNING key)
  SELECT pg_notify('${CHANNELS.status}', key) FROM shown`;

interface StatusColumns {
  readonly version: string;
  readonly sequence: string;
  readonly time_us: string;
  readonly document: string;
}

/** A key whose document is being written, and the newest that is to follow. */
interface Publishing {
  next: { values: readonly unknown[]; readonly written: PromiseWithResolvers<void> } | undefined;
}

/** A status board in a table, told of by notifications. */
export class PostgresStatusBoard implements StatusBoard {
  readonly #database: Database;
  readonly #notifications: Notifications;
  readonly #publishing = new Map<string, Publishing>();

  constructor(database: Database, notifications: Notifications) {
    this.#database = database;
    this.#notifications = notifications;
  }

  async publish(key: string, { sequence, timeUs, document }: StatusDocument): Promise<void> {
    const text = encodeStatus(key, { sequence, timeUs, document });
    const values = [key, sequence, timeUs, text];
    const publishing = this.#publishing.get(key);
    if (publishing === undefined) return this.#write(key, values);
    publishing.next ??= { values, written: Promise.withResolvers() };
    publishing.next.values = values;
    return publishing.next.written.promise;
  }

  async read(key: string): Promise<StatusDocument | undefined> {
    refuseBadStatusKey(key);
    const row = await this.#newest(key, '');
    return row === undefined ? undefined : decode(row);
  }

  listen(key: string, onChange: (status: StatusDocument) => void | Promise<void>): StopListening {
    refuseBadStatusKey(key);
    let listening = true;
    let told = '';
    let news = false;
    let telling: Promise<void> | undefined;
    const tell = async () => {
      while (listening && news) {
        news = false;
        const row = await this.#newest(key, told).catch(() => undefined); // looked up again within a second
        if (row === undefined || !listening) continue;
        told = row.version;
        await onChange(decode(row));
      }
      telling = undefined;
    };
    const stop = this.#notifications.listen(CHANNELS.status, (payload) => {
      if (payload !== undefined && payload !== key) return;
      news = true;
      telling ??= tell();
    });
    return async () => {
      listening = false;
      await stop();
      await telling;
    };
  }

  // One document of a key is written at a time: two connections could put the older one on top.
  #write(key: string, values: readonly unknown[]): Promise<void> {
    const running = this.#database
      .query(PUBLISH, values)
      .then(() => {})
      .finally(() => {
        const next = this.#publishing.get(key)?.next;
        this.#publishing.delete(key);
        if (next === undefined) return;
        this.#write(key, next.values).then(next.written.resolve, next.written.reject);
      });
    this.#publishing.set(key, { next: undefined });
    return running;
  }

  /** The document of a key, unless it is the version that is known. */
  async #newest(key: string, known: string): Promise<StatusColumns | undefined> {
    const text = 'SELECT * FROM qca.status_board WHERE key = $1 AND version::text <> $2';
    return (await this.#database.query<StatusColumns>(text, [key, known]))[0];
  }
}

function decode(row: StatusColumns): StatusDocument {
  return {
    sequence: Number(row.sequence),
    timeUs: Number(row.time_us),
    document: JSON.parse(row.document),
  };
}
