import { mkdirSync, rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Refusal } from '@qca/base';
import type { MeetingPlace, Secret } from '@qca/ports';
import { openPostgresMeetingPlace } from '@qca/store-postgres';
import { takePassphrase } from '../environment.ts';
import { openVenueKey } from '../live/openVenueKey.ts';
import { logLine } from '../service/logLine.ts';
import { wallClockUs } from '../wallClock.ts';
import { type GuardConfig, readGuardConfig } from './config.ts';
import { createCanceller } from './createCanceller.ts';
import { folderPaths } from './folderPaths.ts';
import { Guard } from './Guard.ts';
import { isLocked } from './killLock.ts';
import { listenAt } from './listenAt.ts';
import type { VenueCanceller } from './VenueCanceller.ts';

/** How often the guard says on the board that it is there. */
const STATUS_MS = 1_000;
/** Nothing to publish and nowhere to: it only answers its socket. */
const IDLE_MS = 60_000;
/** Rest before the database is tried again. */
const REST_MS = 1_000;

function cancellerOf(
  { live, folder }: GuardConfig,
  passphrase: Secret | undefined,
): VenueCanceller | undefined {
  // Where nothing is placed, nothing is cancelled.
  if (live === undefined || live['dry-run']) return undefined;
  return createCanceller({
    venue: live,
    readKeys: () => openVenueKey(live, folder, passphrase),
    onTrouble: (why) => logLine('guard', 'the venue cannot be reached', { level: 'error', why }),
  });
}

/** Runs the guard until it is asked to end. Returns the exit code. It listens before the database is there, and without it. */
export async function runGuard(words: readonly string[], known?: Secret): Promise<number> {
  try {
    const config = readGuardConfig(words);
    const paths = folderPaths(config.folder);
    mkdirSync(paths.folder, { recursive: true });
    const ending = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.abort());
    let place: MeetingPlace | undefined;
    const passphrase = known ?? takePassphrase();
    const canceller = cancellerOf(config, passphrase);
    const guard = new Guard({
      paths,
      ...(canceller === undefined ? {} : { canceller }),
      inbox: () => place?.inbox,
      log: (what, details) => logLine('guard', what, details),
    });
    const server = await listenAt(paths.guardSocket, guard);
    logLine('guard', 'listening', { ready: true, socket: paths.guardSocket, pid: process.pid });
    while (!ending.signal.aborted) {
      if (config.databaseUrl === undefined) {
        await delay(IDLE_MS, undefined, { signal: ending.signal }).catch(() => {});
        continue;
      }
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
