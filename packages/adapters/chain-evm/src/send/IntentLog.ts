import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { Refusal } from '@qca/base';
import { corrupt, INTENT_RECORD, type IntentRecord } from './Intent.ts';

/** Keeps what is to be sent before it is sent. What `append` has returned from survives a crash. */
export interface IntentLog {
  readonly records: readonly IntentRecord[];
  append(record: IntentRecord): void;
  close(): void;
}

/** For tests, and for chains that go when the process does. */
export class MemoryIntentLog implements IntentLog {
  readonly records: IntentRecord[] = [];

  append(record: IntentRecord): void {
    this.records.push(record);
  }

  close(): void {}
}

/** One line of JSON for each record, flushed to the disk, by one process at a time. A line that was cut off was never acted on. */
export class FileIntentLog implements IntentLog {
  readonly records: readonly IntentRecord[];
  readonly #file: number;
  readonly #lock: string;

  /** Rejects, as `Refusal`: `intent-log-in-use`, `intent-log-corrupt`. */
  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.#lock = `${path}.lock`;
    takeLock(this.#lock);
    try {
      const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      this.records = whole.split('\n').filter(Boolean).map(parseRecord);
      this.#file = openSync(path, 'a');
      ftruncateSync(this.#file, Buffer.byteLength(whole));
    } catch (error) {
      rmSync(this.#lock, { force: true });
      throw error;
    }
  }

  append(record: IntentRecord): void {
    const line = JSON.stringify(record, (_, value) => (typeof value === 'bigint' ? value.toString() : value));
    writeSync(this.#file, `${line}\n`);
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
    rmSync(this.#lock, { force: true });
  }
}

function parseRecord(line: string, index: number): IntentRecord {
  try {
    return INTENT_RECORD.parse(JSON.parse(line));
  } catch {
    throw corrupt(`line ${index + 1} is not a record`);
  }
}

/**
 * Two processes with one key would take each other's places. A lock whose process is gone is taken over; a process is told
 * from a later one with its number by when it was started, where the system says so.
 */
function takeLock(path: string): void {
  const own = `${process.pid} ${startOf(process.pid)}`;
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      writeFileSync(path, own, { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = readFileSync(path, 'utf8');
      const pid = Number(holder.split(' ')[0]);
      if (isAlive(pid) && holder === `${pid} ${startOf(pid)}`) throw inUse(path, pid);
      rmSync(path, { force: true });
    }
  }
  throw inUse(path, 0);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Clock tick of a process's start (Linux, `proc(5)`, field 22), or empty. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; what follows it begins with field 3.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function inUse(path: string, holder: number): Refusal {
  return new Refusal({
    kind: 'intent-log-in-use',
    what: `process ${holder} sends from this account already`,
    where: path,
    remedy: 'Stop it, or send from an account of your own.',
  });
}
