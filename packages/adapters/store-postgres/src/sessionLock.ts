import { setTimeout as delay } from 'node:timers/promises';
import { formatTime } from '@qca/base';
import type pg from 'pg';

// Locks that belong to a connection: the server gives them back when the connection ends, however its process ended.

/** The server notices within milliseconds that a killed process on this machine is gone; it gets a second. */
const GRACE_MS = 1_000;
const STEP_MS = 50;

/** Takes a lock for as long as the connection lives. Returns false when somebody else keeps it. */
export async function takeSessionLock(client: pg.Client, name: string): Promise<boolean> {
  for (let waitedMs = 0; ; waitedMs += STEP_MS) {
    if (await trySessionLock(client, name)) return true;
    if (waitedMs >= GRACE_MS) return false;
    await delay(STEP_MS);
  }
}

/** Takes a lock when it is free at this moment. */
export async function trySessionLock(client: pg.Client, name: string): Promise<boolean> {
  const text = 'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken';
  const answer = await client.query<{ taken: boolean }>(text, [name]);
  return answer.rows[0]?.taken === true;
}

/** Says who holds a lock, `qca 4711 since 2026-11-21T…`: the application's name holds its process number. */
export async function holderOf(client: pg.Client, name: string): Promise<string> {
  const answer = await client.query<{ application: string; since_us: string }>(
    `SELECT application_name AS application, (extract(epoch FROM backend_start) * 1000000)::bigint AS since_us
     FROM pg_locks JOIN pg_stat_activity USING (pid), hashtextextended($1, 0) AS key
     WHERE locktype = 'advisory' AND granted AND objsubid = 1
       AND classid::bigint = (key >> 32) & 4294967295 AND objid::bigint = key & 4294967295`,
    [name],
  );
  const holder = answer.rows[0];
  return holder === undefined
    ? 'unknown'
    : `${holder.application} since ${formatTime(Number(holder.since_us))}`;
}
