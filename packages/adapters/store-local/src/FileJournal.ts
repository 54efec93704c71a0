import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, writevSync } from 'node:fs';
import { dirname } from 'node:path';
import { assert, Fault, GENESIS, type Sha256 } from '@qca/base';
import { type Journal, type JournalBlock, type JournalHead, refuseOutOfSequence } from '@qca/ports';
import { encodeHeader, HEADER_BYTES } from './frame.ts';
import { type FrameEnd, readBody, walkFrames } from './walkFrames.ts';

export interface FileJournalOptions {
  readonly writer: boolean;
  /**
   * True: a block is on the disk when `append` returns (fsync). False: it is with the operating system, which keeps it
   * when the process dies but not when the machine does.
   */
  readonly durable: boolean;
  /** Gives the writer's lock back. */
  readonly release: () => void;
}

/** A journal in one file of frames, see `frame.ts`. Opening as writer cuts off a last block that was never whole. */
export class FileJournal implements Journal {
  readonly writeAhead: boolean;
  /** How many bytes of an unfinished last block opening has cut off. */
  readonly tornBytes: number;
  readonly #path: string;
  readonly #options: FileJournalOptions;
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #file: number;
  #end: FrameEnd = { offset: 0, lastSequence: -1 };
  #hash: Sha256 = GENESIS;
  #broken = false;

  constructor(path: string, options: FileJournalOptions) {
    this.#path = path;
    this.#options = options;
    this.writeAhead = options.durable;
    const existed = existsSync(path);
    this.#file = openSync(path, options.writer || !existed ? 'a+' : 'r');
    try {
      this.#walkToEnd();
      this.tornBytes = fstatSync(this.#file).size - this.#end.offset;
      if (options.writer && this.tornBytes > 0) ftruncateSync(this.#file, this.#end.offset);
      if (options.writer && options.durable) this.#settle(existed);
    } catch (error) {
      closeSync(this.#file);
      throw error;
    }
  }

  head(): JournalHead {
    if (!this.#options.writer) this.#walkToEnd();
    return { lastSequence: this.#end.lastSequence, hash: this.#hash };
  }

  append(block: JournalBlock): void {
    assert(this.#options.writer, `journal ${this.#path} was opened to read`);
    if (this.#broken)
      throw new Fault(`journal ${this.#path} failed before; open it again`, { retryable: false });
    refuseOutOfSequence(this.#end.lastSequence, block, this.#path);
    encodeHeader(block, this.#header);
    this.#write([this.#header, block.bytes], HEADER_BYTES + block.bytes.byteLength);
    this.#hash = block.hash;
    this.#end = {
      offset: this.#end.offset + HEADER_BYTES + block.bytes.byteLength,
      lastSequence: block.lastSequence,
    };
  }

  async *blocks(fromSequence = 0): AsyncGenerator<JournalBlock> {
    for (const frame of walkFrames(this.#file, this.#path, { offset: 0, lastSequence: -1 })) {
      if (frame.header.lastSequence < fromSequence) continue;
      const { firstSequence, lastSequence, hash } = frame.header;
      yield { firstSequence, lastSequence, bytes: readBody(this.#file, this.#path, frame), hash };
    }
  }

  close(): void {
    if (this.#file < 0) return;
    closeSync(this.#file);
    this.#file = -1;
    this.#broken = true;
    this.#options.release();
  }

  #write(parts: readonly Uint8Array[], length: number): void {
    try {
      const written = writevSync(this.#file, parts);
      if (written !== length) throw new Error(`only ${written} of ${length} bytes were written`);
      if (this.#options.durable) fsyncSync(this.#file);
    } catch (cause) {
      // After a failed write or fsync nobody knows what the file holds; opening it again finds out.
      this.#broken = true;
      this.#cutBack();
      throw new Fault(`journal ${this.#path} could not be written: ${(cause as Error).message}`, {
        retryable: false,
        cause,
      });
    }
  }

  #cutBack(): void {
    try {
      ftruncateSync(this.#file, this.#end.offset);
    } catch {
      // The next writer cuts the unfinished block off.
    }
  }

  #walkToEnd(): void {
    for (const frame of walkFrames(this.#file, this.#path, this.#end)) {
      this.#end = frame.end;
      this.#hash = frame.header.hash;
    }
  }

  /** Makes the file's length and, when it is new, its name last. */
  #settle(existed: boolean): void {
    fsyncSync(this.#file);
    if (existed) return;
    const folder = openSync(dirname(this.#path), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  }
}
