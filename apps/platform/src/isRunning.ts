import { readFileSync } from 'node:fs';

/** Whether a process lives whose command line has a word in it: a number left in a file may be another's by now. */
export function isRunning(pid: number, word: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word);
  } catch {
    return process.platform !== 'linux';
  }
}
