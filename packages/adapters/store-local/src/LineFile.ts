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
import { assert } from '@qca/base';

/** A file of lines that only grows. A line that was cut off by a crash was never acted on, and is cut away. */
export class LineFile {
  /** The lines it had when it was opened. */
  readonly found: readonly string[];
  readonly #file: number;
  #bytes: number;
  #isClosed = false;

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    this.found = whole.split('\n').filter((line) => line !== '');
    this.#file = openSync(path, 'a', 0o600);
    this.#bytes = Buffer.byteLength(whole);
    ftruncateSync(this.#file, this.#bytes);
  }

  /** Returns when the lines are on the disk. Throws where they cannot be written, and then nothing of them is left. */
  append(...lines: readonly string[]): void {
    // The number of a closed file may be another file's by now.
    assert(!this.#isClosed, 'a line for a file that was closed');
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
    try {
      // A disk that fills up takes a part and says how much.
      for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
      fsyncSync(this.#file);
    } catch (error) {
      ftruncateSync(this.#file, this.#bytes);
      throw error;
    }
    this.#bytes += bytes.length;
  }

  clear(): void {
    ftruncateSync(this.#file, 0);
    fsyncSync(this.#file);
    this.#bytes = 0;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    closeSync(this.#file);
  }
}
