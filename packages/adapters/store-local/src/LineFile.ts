import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** A file of lines that only grows. A line that was cut off by a crash was never acted on, and is cut away. */
export class LineFile {
  /** The lines it had when it was opened. */
  readonly found: readonly string[];
  readonly #file: number;

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    this.found = whole.split('\n').filter((line) => line !== '');
    this.#file = openSync(path, 'a', 0o600);
    ftruncateSync(this.#file, Buffer.byteLength(whole));
  }

  /** Returns when the line is on the disk. */
  append(line: string): void {
    writeSync(this.#file, `${line}\n`);
    fsyncSync(this.#file);
  }

  clear(): void {
    ftruncateSync(this.#file, 0);
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}
