import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Refusal } from '@qca/base';
import { openPostgresMeetingPlace, openPostgresStore } from '@qca/store-postgres';
import { folderPaths } from '../guard/folderPaths.ts';
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
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.abort());
  try {
    const config = readServiceConfig(words);
    const paths = folderPaths(config.folder);
    mkdirSync(paths.folder, { recursive: true });
    const file = readAgentFile(paths.folder);
    const { databaseUrl, seed, budget, speed } = config;
    const data = config.data.map((folder) => resolve(folder));
    const store = await openPostgresStore({ databaseUrl });
    const place = await openPostgresMeetingPlace({ databaseUrl });
    try {
      const service = new AgentService({
        store,
        place,
        paths,
        playlist: playlistOf({ ...config, data }),
        file,
        seed,
        budget,
        speed,
        checkParity: checkInChild(databaseUrl, ending.signal),
        log,
        onReady: () => log('ready', { ready: true, pid: process.pid }),
      });
      await service.run(ending.signal);
      log('ended');
      return 0;
    } finally {
      await place.close();
      await store.close();
    }
  } catch (error) {
    log('failed', { level: 'error', failed: (error as Error).message, stack: (error as Error).stack });
    return error instanceof Refusal ? 2 : 1;
  }
}
