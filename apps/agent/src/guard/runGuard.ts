import { mkdirSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '@qca/base';
import type { MeetingPlace } from '@qca/ports';
import { openPostgresMeetingPlace } from '@qca/store-postgres';
import { logLine } from '../service/logLine.ts';
import { wallClockUs } from '../wallClock.ts';
import { readGuardConfig } from './config.ts';
import { folderPaths } from './folderPaths.ts';
import { Guard } from './Guard.ts';
import { isLocked } from './killLock.ts';
import { listenAt } from './listenAt.ts';

/** How often the guard says on the board that it is there. */
const STATUS_MS = 1_000;
/** Rest before the database is tried again. */
const REST_MS = 1_000;

/** Runs the guard until it is asked to end. Returns the exit code. It listens before the database is there, and without it. */
export async function runGuard(words: readonly string[]): Promise<number> {
  try {
    const config = readGuardConfig(words);
    const paths = folderPaths(config.folder);
    mkdirSync(paths.folder, { recursive: true });
    const ending = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.abort());
    let place: MeetingPlace | undefined;
    const guard = new Guard({
      paths,
      inbox: () => place?.inbox,
      log: (what, details) => logLine('guard', what, details),
    });
    const server = await listenAt(paths.guardSocket, guard);
    logLine('guard', 'listening', { ready: true, socket: paths.guardSocket, pid: process.pid });
    while (!ending.signal.aborted) {
      try {
        place ??= await openPostgresMeetingPlace({ databaseUrl: config.databaseUrl });
        const document = { locked: isLocked(paths.killLock), pid: process.pid };
        await place.statusBoard.publish('guard', { sequence: -1, timeUs: wallClockUs(), document });
      } catch (error) {
        // It guards all the same; the next round tries again.
        logLine('guard', 'the database does not answer', { level: 'warn', why: (error as Error).message });
        await delay(REST_MS, undefined, { signal: ending.signal }).catch(() => {});
      }
      await delay(STATUS_MS, undefined, { signal: ending.signal }).catch(() => {});
    }
    server.close();
    await guard.close();
    await place?.close();
    rmSync(paths.guardSocket, { force: true });
    return 0;
  } catch (error) {
    logLine('guard', 'failed', { level: 'error', failed: (error as Error).message });
    return error instanceof Refusal ? 2 : 1;
  }
}
