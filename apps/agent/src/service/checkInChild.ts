import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Fault } from '@qca/base';
import type { ParityResult } from './ParityDesk.ts';

/** A replay takes seconds; one that takes longer than this is given up. */
const CHECK_MS_MAX = 600_000;
const PROGRAM = fileURLToPath(new URL('./parityMain.ts', import.meta.url));

/** Replays a run in a process of its own, at the lowest priority. `signal` ends it. */
export function checkInChild(databaseUrl: string, signal: AbortSignal) {
  return (runId: string): Promise<ParityResult> =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [PROGRAM, runId], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, DATABASE_URL: databaseUrl },
        timeout: CHECK_MS_MAX,
        killSignal: 'SIGKILL',
        signal,
      });
      try {
        if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
      } catch {
        // A machine without priorities replays at the same one.
      }
      let told = '';
      let complaint = '';
      child.stdout.on('data', (bytes: Buffer) => {
        told += bytes.toString('utf8');
      });
      child.stderr.on('data', (bytes: Buffer) => {
        complaint += bytes.toString('utf8');
      });
      child.once('error', reject);
      child.once('close', (code) => {
        if (code === 0) return resolve(JSON.parse(told) as ParityResult);
        reject(
          new Fault(`run ${runId} could not be replayed: ${complaint.split('\n')[0]}`, { retryable: true }),
        );
      });
    });
}
