import { readFileSync, rmSync } from 'node:fs';
import { putFile } from './durableFile.ts';

/** Notes this process in a file, so that another may end it. */
export function writeProcessFile(path: string): void {
  putFile(path, `${process.pid} ${beginning(process.pid) ?? ''}`);
}

export function removeProcessFile(path: string): void {
  rmSync(path, { force: true });
}

/** The process a file notes, if it is still the same one: numbers are used again. */
export function readProcessFile(path: string): number | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  const [number = '', began = ''] = text.trim().split(' ');
  const pid = Number(number);
  if (!(Number.isInteger(pid) && pid > 1)) return undefined;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  const now = beginning(pid);
  return now === undefined || began === '' || now === began ? pid : undefined;
}

// Ticks since the machine started, when the process did; field 22, see proc_pid_stat(5). Elsewhere unknown.
function beginning(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}
