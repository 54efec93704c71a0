import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault, Refusal } from '@qca/base';
import { isServer, type PostmasterFile, readPostmasterFile } from './postmasterFile.ts';
import { isAlive, type ServerFolder, serverError } from './ServerFolder.ts';

/** A server that was killed replays its log before it is ready; a minute is far above what our write volume needs. */
const START_MS_MAX = 60_000;

/** A stop writes everything out once; after this the disk is at fault. */
const STOP_MS_MAX = 30_000;

const STEP_MS = 10;

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** True when this call started it. */
  readonly started: boolean;
}

/**
 * Returns the server of a folder: the one that runs already, or a new one on a free port of this machine.
 *
 * Rejects, as `Refusal`: `port-in-use` when a port is asked for and taken.
 */
export async function runServer(folder: ServerFolder, port: number | undefined): Promise<RunningServer> {
  const deadline = performance.now() + START_MS_MAX;
  while (performance.now() < deadline) {
    const found = readPostmasterFile(folder.cluster);
    if (found !== undefined && isServer(found.pid)) {
      if (found.status === 'ready' && found.port !== undefined)
        return { pid: found.pid, port: found.port, started: false };
      await delay(STEP_MS);
      continue;
    }
    if (found !== undefined) removeStale(folder, found);
    const server = await startServer(folder, port ?? (await freePort()), deadline, port !== undefined);
    if (server !== undefined) return server;
    await delay(STEP_MS * 5);
  }
  throw serverError(`it was not ready within ${START_MS_MAX / 1_000} s`, folder.log(), folder.logPath);
}

/** Stops a server: users are cut off, everything is written out. Resolves when its files may be touched. */
export async function stopServer(folder: ServerFolder, pid: number): Promise<void> {
  const deadline = performance.now() + STOP_MS_MAX;
  signalServer(pid, 'SIGINT'); // "fast": does not wait for users to leave
  while (performance.now() < deadline) {
    if (!isServer(pid)) return;
    await delay(STEP_MS);
  }
  throw new Fault(
    `the embedded database, process ${pid}, did not stop within ${STOP_MS_MAX / 1_000} s; see ${folder.logPath}`,
    {
      retryable: true,
    },
  );
}

/** Returns undefined when the start failed for a reason that passes: look again what there is. */
async function startServer(
  folder: ServerFolder,
  port: number,
  deadline: number,
  portIsFixed: boolean,
): Promise<RunningServer | undefined> {
  const child = folder.spawnServer(port);
  let ended: string | undefined;
  child.on('error', (error) => {
    ended = error.message;
  });
  child.on('exit', (code, name) => {
    ended = `it ended with ${code ?? name}`;
  });
  child.unref();
  while (ended === undefined && performance.now() < deadline) {
    const found = readPostmasterFile(folder.cluster);
    if (found?.pid === child.pid && found?.status === 'ready') return { pid: found.pid, port, started: true };
    await delay(STEP_MS);
  }
  const log = folder.log();
  if (ended === undefined) child.kill('SIGINT');
  else if (/could not bind|could not create any TCP\/IP sockets/.test(log)) {
    if (portIsFixed) throw portInUse(port);
    return undefined;
  } else if (/lock file "postmaster.pid"|pre-existing shared memory block/.test(log)) return undefined;
  throw serverError(ended ?? `it was not ready within ${START_MS_MAX / 1_000} s`, log, folder.logPath);
}

// The server itself replaces a file whose process is dead, but not one whose number another program has now.
function removeStale(folder: ServerFolder, stale: PostmasterFile): void {
  if (isAlive(stale.pid) && !isServer(stale.pid))
    rmSync(join(folder.cluster, 'postmaster.pid'), { force: true });
}

/** Sends a signal to a server that may have ended. */
export function signalServer(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Asks the system for a port that nobody has. Somebody may take it before the server does: then another is asked for. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function portInUse(port: number): Refusal {
  return new Refusal({
    kind: 'port-in-use',
    what: `the embedded database cannot listen on port ${port}: it is taken`,
    where: `127.0.0.1:${port}`,
    remedy: 'Choose another port, or leave it out and a free one is taken.',
  });
}
