import { closeSync, fstatSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/** A log is begun anew at this size, and so many old ones are kept: enough for days, and bounded. */
const BYTES_MAX = 8 * 1024 * 1024;
const KEPT_MAX = 3;

/** The log of one role: a JSON document per line, bounded in size. A full disk ends the log, never the role. */
export class RoleLog {
  readonly path: string;
  readonly #role: string;
  readonly #onFault: (what: string) => void;
  #file: number | undefined;
  #bytes = 0;

  constructor(path: string, role: string, onFault: (what: string) => void) {
    this.path = path;
    this.#role = role;
    this.#onFault = onFault;
    this.#open();
  }

  /** Writes a line as it is when it is a JSON document, and as the text of one otherwise. */
  write(line: string, level: 'info' | 'error' = 'info'): void {
    if (this.#file === undefined || line.trim() === '') return;
    const whole = isDocument(line)
      ? line
      : JSON.stringify({ time: new Date().toISOString(), level, role: this.#role, text: line });
    const bytes = Buffer.from(`${whole}\n`);
    try {
      if (this.#bytes + bytes.length > BYTES_MAX) this.#turn();
      writeSync(this.#file, bytes);
      this.#bytes += bytes.length;
    } catch (cause) {
      this.#fail(cause as NodeJS.ErrnoException);
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #open(): void {
    try {
      this.#file = openSync(this.path, 'a', 0o600);
      this.#bytes = fstatSync(this.#file).size;
    } catch (cause) {
      this.#fail(cause as NodeJS.ErrnoException);
    }
  }

  #turn(): void {
    this.close();
    rmSync(`${this.path}.${KEPT_MAX}`, { force: true });
    for (let age = KEPT_MAX - 1; age >= 0; age -= 1) {
      const from = age === 0 ? this.path : `${this.path}.${age}`;
      try {
        renameSync(from, `${this.path}.${age + 1}`);
      } catch (cause) {
        if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw cause;
      }
    }
    this.#open();
  }

  #fail(cause: NodeJS.ErrnoException): void {
    this.#file = undefined;
    const why = cause.code === 'ENOSPC' ? 'the disk is full' : cause.message;
    this.#onFault(`nothing more is written to ${this.path}: ${why}`);
  }
}

function isDocument(line: string): boolean {
  if (!line.startsWith('{')) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}
