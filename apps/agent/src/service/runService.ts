import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Refusal } from '@qca/base';
import { openPostgresMeetingPlace, openPostgresStore, takeSeat } from '@qca/store-postgres';
import { takePassphrase } from '../environment.ts';
import { folderPaths } from '../guard/folderPaths.ts';
import { openVenueKey } from '../live/openVenueKey.ts';
import { referenceOf } from '../live/venueFlags.ts';
import { AgentService } from './AgentService.ts';
import { readAgentFile } from './agentFile.ts';
import { checkInChild } from './checkInChild.ts';
import { readServiceConfig } from './config.ts';
import { logLine } from './logLine.ts';
import { playlistOf } from './Playlist.ts';

/** Runs the agent until it is asked to end. Returns the exit code. */
export async function runService(words: readonly string[]): Promise<number> {
  const log = (what: string, details?: Readonly<Record<string, unknown>>): void =>
    logLine('agent', what, details);
  const ending = new AbortController();
  // What is open, last first.
  const open: (() => Promise<unknown>)[] = [];
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.abort());
  try {
    const config = readServiceConfig(words);
    const paths = folderPaths(config.folder);
    mkdirSync(paths.folder, { recursive: true });
    const file = readAgentFile(paths.folder);
    const { databaseUrl, seed, budget, speed, live } = config;
    const passphrase = takePassphrase();
    const keys = live === undefined ? undefined : await openVenueKey(live, paths.folder, passphrase);
    const data = config.data.map((folder) => resolve(folder));
    let lost: Refusal | undefined;
    // Two agents would take each other's commands.
    const seat = await takeSeat({
      databaseUrl,
      name: 'agent',
      onLost: (why) => {
        lost = why;
        ending.abort();
      },
    });
    open.unshift(() => seat.leave());
    const store = await openPostgresStore({ databaseUrl });
    open.unshift(() => store.close());
    const place = await openPostgresMeetingPlace({ databaseUrl });
    open.unshift(() => place.close());
    const service = new AgentService({
      store,
      place,
      paths,
      playlist: live === undefined ? playlistOf({ ...config, data }) : [referenceOf(live)],
      keys,
      file,
      seed,
      budget,
      speed,
      checkParity: checkInChild(databaseUrl, ending.signal),
      log,
      onReady: () => log('ready', { ready: true, pid: process.pid }),
    });
    await service.run(ending.signal);
    if (lost !== undefined) throw lost;
    log('ended');
    return 0;
  } catch (error) {
    log('failed', { level: 'error', failed: (error as Error).message, stack: (error as Error).stack });
    return error instanceof Refusal ? 2 : 1;
  } finally {
    for (const close of open) await close().catch(() => undefined);
  }
}
