import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '@qca/base';
import type pg from 'pg';
import { Database } from './Database.ts';
import { holderOf, takeSessionLock } from './sessionLock.ts';

/** The server of a busy machine takes a while to notice that the one before was killed. */
const TRIES = 5;
/** Between two tries to sit down again after the connection broke. */
const REST_MS = 500;

export interface SeatOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly databaseUrl: string;
  /** What only one process may be at this database: `agent`. */
  readonly name: string;
  /** Somebody else sat down while our connection was broken. */
  readonly onLost: (why: Refusal) => void;
}

/** A place at a database that one process has at a time. */
export interface Seat {
  leave(): Promise<void>;
}

/**
 * Takes a seat and keeps it until it is left or the process ends, over a server that goes away and comes back, too.
 *
 * Rejects, as `Refusal`: `seat-taken`.
 */
export async function takeSeat(options: SeatOptions): Promise<Seat> {
  const database = new Database(options.databaseUrl);
  let session: pg.Client;
  try {
    session = await sit(database, options.name, TRIES);
  } catch (error) {
    await database.close();
    throw error;
  }
  const leaving = new AbortController();
  const keeping = keep();
  return {
    async leave() {
      leaving.abort();
      await session.end().catch(() => {});
      await keeping;
      await database.close();
    },
  };

  async function keep(): Promise<void> {
    for (;;) {
      await ended(session, leaving.signal);
      while (!leaving.signal.aborted) {
        try {
          session = await sit(database, options.name, 1);
          break;
        } catch (error) {
          if (error instanceof Refusal && error.kind === 'seat-taken') return options.onLost(error);
          await delay(REST_MS, undefined, { signal: leaving.signal }).catch(() => {});
        }
      }
      if (!leaving.signal.aborted) continue;
      // Left while it was sitting down again.
      return session.end().catch(() => {});
    }
  }
}

async function sit(database: Database, name: string, tries: number): Promise<pg.Client> {
  const session = await database.connect();
  try {
    const lock = `qca:seat:${name}`;
    for (let count = 0; count < tries; count += 1) if (await takeSessionLock(session, lock)) return session;
    throw new Refusal({
      kind: 'seat-taken',
      what: `another ${name} works at database ${database.place}: ${await holderOf(session, lock)}`,
      where: 'DATABASE_URL',
      remedy: `Stop it, or give this ${name} a database of its own.`,
    });
  } catch (error) {
    await session.end().catch(() => {});
    throw error;
  }
}

function ended(session: pg.Client, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    session.once('end', () => done());
    signal.addEventListener('abort', () => done(), { once: true });
  });
}
