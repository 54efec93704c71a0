import { existsSync, readFileSync } from 'node:fs';
import { COMMAND_ID_MAX, WHO_MAX, WHY_MAX } from '@qca/base/command-bounds';
import { z } from 'zod';
import { putFile, removeFile } from './durableFile.ts';

/** Who killed the platform, and why. The command under this id is the first input of every run until it is re-armed. */
export interface KillLock {
  readonly commandId: string;
  readonly who: string;
  readonly why: string;
  readonly atUs: number;
}

const LOCK = z.object({
  commandId: z.string().min(1).max(COMMAND_ID_MAX),
  who: z.string().min(1).max(WHO_MAX),
  why: z.string().min(1).max(WHY_MAX),
  atUs: z.number(),
});

/** Whether the lock is there: a look costs a few microseconds, so every order can afford it. */
export function isLocked(path: string): boolean {
  return existsSync(path);
}

/** Reads the lock. One that cannot be understood locks all the same: somebody wanted everything to stop. */
export function readKillLock(path: string): KillLock | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return LOCK.parse(JSON.parse(text));
  } catch {
    return {
      commandId: 'kill-lock',
      who: 'unknown',
      why: 'the lock file is there and cannot be read',
      atUs: 0,
    };
  }
}

export function writeKillLock(path: string, lock: KillLock): void {
  putFile(path, `${JSON.stringify(lock)}\n`);
}

export function removeKillLock(path: string): void {
  removeFile(path);
}

/** The agent says that a kill is carried out and kept. */
export function acknowledgeKill(path: string, commandId: string): void {
  putFile(path, commandId);
}

export function isAcknowledged(path: string, commandId: string): boolean {
  try {
    return readFileSync(path, 'utf8') === commandId;
  } catch {
    return false;
  }
}
