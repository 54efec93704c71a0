import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** Longest path of a local socket that every system takes, without its closing zero (Linux `sun_path`, 108). */
const SOCKET_PATH_MAX = 103;

/** What agent and guard of one folder share on disk; the database is not needed for any of it. */
export interface FolderPaths {
  readonly folder: string;
  /** While it exists, nothing that adds exposure is sent. */
  readonly killLock: string;
  /** Id of the kill command that the agent has carried out. */
  readonly killAck: string;
  /** Process of the agent. */
  readonly agentPid: string;
  /** Where the guard listens. */
  readonly guardSocket: string;
}

export function folderPaths(folder: string): FolderPaths {
  const path = resolve(folder);
  return {
    folder: path,
    killLock: join(path, 'kill.lock'),
    killAck: join(path, 'kill.ack'),
    agentPid: join(path, 'agent.pid'),
    guardSocket: socketPath(path),
  };
}

// A folder deep down would make a path no socket takes: its digest in the system's own folder stands for it.
function socketPath(folder: string): string {
  const own = join(folder, 'guard.sock');
  if (Buffer.byteLength(own) <= SOCKET_PATH_MAX) return own;
  return join(tmpdir(), `qca-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}.sock`);
}
