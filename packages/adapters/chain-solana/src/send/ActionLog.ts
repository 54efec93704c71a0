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
import { ACTION_RECORD, type ActionRecord, corrupt } from './ActionRecord.ts';

/** Keeps what is to be sent before it is sent. What `append` has returned from survives a crash. */
export interface ActionLog {
  readonly records: readonly ActionRecord[];
  append(record: ActionRecord): void;
  close(): void;
}

/** For tests, and for chains that go when the process does. */
export class MemoryActionLog implements ActionLog {
  readonly records: ActionRecord[];

  constructor(records: readonly ActionRecord[] = []) {
    this.records = [...records];
  }

  append(record: ActionRecord): void {
    this.records.push(record);
  }

  close(): void {}
}

/** One line of JSON for each record, flushed to the disk, by one process at a time. A line that was cut off was never acted on. */
export class FileActionLog implements ActionLog {
  readonly records: readonly ActionRecord[];
  readonly #file: number;
  readonly #lock: string;

  /** Rejects, as `Refusal`: `action-log-in-use`, `action-log-corrupt`. */
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

  append(record: ActionRecord): void {
    const line = JSON.stringify(record, (_, value) => (typeof value === 'bigint' ? value.toString() : value));
    writeSync(this.#file, `${line}\n`);
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
    rmSync(this.#lock, { force: true });
  }
}

function parseRecord(line: string, index: number): ActionRecord {
  try {
    return ACTION_RECORD.parse(JSON.parse(line));
  } catch {
    throw corrupt(`line ${index + 1} is not a record`);
  }
}

/** Two processes with one log would do things twice. A lock whose process is gone is taken over. */
function takeLock(path: string): void {
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(readFileSync(path, 'utf8'));
      if (isAlive(holder)) throw inUse(path, holder);
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

function inUse(path: string, holder: number): Refusal {
  return new Refusal({
    kind: 'action-log-in-use',
    what: `process ${holder} sends from this account already`,
    where: path,
    remedy: 'Stop it, or send from an account of your own.',
  });
}
