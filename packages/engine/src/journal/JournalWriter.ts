import type { RunningHash, Sha256 } from '@qca/base';
import type { Journal, JournalHead } from '@qca/ports';
import type { Entry } from '../entries.ts';
import { EntryEncoder } from './codec.ts';

/** A block is closed at this size, so that memory stays flat and a write stays short (a few tens of microseconds). */
export const BLOCK_BYTES_MAX = 1 << 16;

/** Numbers, encodes and hashes entries, and hands them to a journal in blocks. */
export class JournalWriter {
  readonly #journal: Journal;
  readonly #encoder = new EntryEncoder();
  readonly #hash: RunningHash;
  #firstOfBlock: number;
  #next: number;

  /** Continues a journal: `hash` must have seen every byte up to `head`. */
  constructor(journal: Journal, head: JournalHead, hash: RunningHash) {
    this.#journal = journal;
    this.#hash = hash;
    this.#next = head.lastSequence + 1;
    this.#firstOfBlock = this.#next;
  }

  /** Sequence that the next entry will get. */
  get next(): number {
    return this.#next;
  }

  /** Digest of every entry so far, flushed or not. */
  hash(): Sha256 {
    return this.#hashed().peek();
  }

  write(entry: Entry): void {
    this.#encoder.encode(entry);
    this.#next += 1;
  }

  /** Whether the open block should be flushed soon. */
  get full(): boolean {
    return this.#encoder.length >= BLOCK_BYTES_MAX;
  }

  /** Hands the open block to the journal; durable when this returns nothing or resolves. */
  flush(): void | Promise<void> {
    if (this.#encoder.length === 0) return;
    const bytes = this.#encoder.bytes();
    const block = {
      firstSequence: this.#firstOfBlock,
      lastSequence: this.#next - 1,
      bytes,
      hash: this.#hashed().peek(),
    };
    const done = this.#journal.append(block);
    if (done === undefined) return this.#reset();
    return done.then(() => this.#reset());
  }

  #hashedTo = 0;

  #hashed(): RunningHash {
    this.#hash.update(this.#encoder.bytes().subarray(this.#hashedTo));
    this.#hashedTo = this.#encoder.length;
    return this.#hash;
  }

  #reset(): void {
    this.#encoder.reset();
    this.#hashedTo = 0;
    this.#firstOfBlock = this.#next;
  }
}
