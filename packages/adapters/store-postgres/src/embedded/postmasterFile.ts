import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from './ServerFolder.ts';

/** What a running server writes about itself into `postmaster.pid`. Source: PostgreSQL, src/include/utils/pidfile.h. */
export interface PostmasterFile {
  readonly pid: number;
  /** Absent until the server listens. */
  readonly port: number | undefined;
  readonly status: 'starting' | 'ready' | 'stopping' | 'unknown';
}

/** Reads the file; undefined when there is none, or nothing in it yet. */
export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  let lines: readonly string[];
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  const status = lines[7]?.trim() ?? '';
  return {
    pid,
    port: Number(lines[3]) || undefined,
    status: status === 'ready' || status === 'starting' || status === 'stopping' ? status : 'unknown',
  };
}

/** Says whether the process is there and is a server: a number left behind may belong to another program by now. */
export function isServer(pid: number): boolean {
  if (!isAlive(pid)) return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'));
    const state = stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    return name.startsWith('postgres') && state !== 'Z';
  } catch {
    return process.platform !== 'linux';
  }
}
