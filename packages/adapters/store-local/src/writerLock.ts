import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { formatTime, Refusal } from '@qca/base';

/** Who holds a lock: a process, told apart from a later one with the same number by when it was started. */
interface Holder {
  readonly pid: number;
  /** Boot and clock tick of the process's start where the system tells (Linux), else empty. */
  readonly started: string;
  readonly host: string;
  readonly sinceUs: number;
}

/** Says that there is a writer already; `holder`: who, in words. */
type InUse = (holder: string) => Refusal;

/**
 * Makes this process the only writer of something, by a file that names it. A lock left behind by a process that has died is
 * taken over. Returns the function that gives the lock back. Throws what `inUse` makes of the holder; rejects `corrupt-lock`.
 */
export function takeWriterLock(path: string, inUse: InUse, nowUs: number): () => void {
  const self: Holder = { pid: process.pid, started: startOf(process.pid), host: hostname(), sinceUs: nowUs };
  const draft = `${path}.${process.pid}.draft`;
  writeFileSync(draft, JSON.stringify(self));
  try {
    if (!createdFrom(draft, path)) takeOver(draft, path, inUse);
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (sameHolder(readHolder(path), self)) rmSync(path, { force: true });
  };
}

// Only the process that has made the claim on one dead holder may replace that holder's file: two processes that both
// found it dead never replace each other.
function takeOver(draft: string, path: string, inUse: InUse): void {
  const holder = readHolder(path);
  if (holder === undefined) {
    if (createdFrom(draft, path)) return;
    throw inUse(`see ${path}`);
  }
  if (mayBeAlive(holder, inUse)) {
    throw inUse(`process ${holder.pid} since ${formatTime(holder.sinceUs)}`);
  }
  const claim = `${path}.${holder.pid}-${holder.sinceUs}.claim`;
  if (!createdFrom(draft, claim)) throw inUse(`another process is taking over, see ${claim}`);
  try {
    if (!sameHolder(readHolder(path), holder)) throw inUse(`see ${path}`);
    renameSync(draft, path);
  } finally {
    rmSync(claim, { force: true });
  }
}

function createdFrom(draft: string, path: string): boolean {
  try {
    linkSync(draft, path); // fails when the name is taken, and shows the whole content at once
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(path: string): Holder | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text) as Holder;
  } catch {
    throw new Refusal({
      kind: 'corrupt-lock',
      what: 'the lock of a writer cannot be read',
      where: path,
      remedy: 'Delete the file if no other process writes what it locks.',
    });
  }
}

function mayBeAlive(holder: Holder, inUse: InUse): boolean {
  if (holder.host !== hostname()) {
    const where = `process ${holder.pid} on another machine, ${holder.host}`;
    throw inUse(`${where}; if that is gone for good, delete the lock`);
  }
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  // Where the system does not tell when it was started, a process with this number is taken for the holder.
  const started = startOf(holder.pid);
  return started === '' || holder.started === '' || started === holder.started;
}

function sameHolder(a: Holder | undefined, b: Holder): boolean {
  return a?.pid === b.pid && a.started === b.started && a.sinceUs === b.sinceUs;
}

/** Returns boot id and start tick of a process, or empty where the system does not tell. */
function startOf(pid: number): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command's name may hold spaces and brackets; the start tick is the 20th field behind it.
    return `${boot}:${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return '';
  }
}
