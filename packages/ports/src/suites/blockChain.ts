import { RunningHash } from '@qca/base';
import type { Journal, JournalBlock } from '../Journal.ts';

/** Makes the blocks of a journal as the engine would: consecutive, with the running digest of all bytes. */
export class BlockChain {
  readonly #hash = new RunningHash();
  #next = 0;

  /** Returns the next block, of `entries` entries and `size` bytes. Its bytes follow from its place alone. */
  take(entries: number, size: number): JournalBlock {
    const firstSequence = this.#next;
    const bytes = new Uint8Array(size);
    for (let index = 0; index < size; index += 1) bytes[index] = (firstSequence * 31 + index * 7) & 0xff;
    this.#hash.update(bytes);
    this.#next += entries;
    return { firstSequence, lastSequence: this.#next - 1, bytes, hash: this.#hash.peek() };
  }
}

/** Collects a journal's blocks as plain data that can be compared. */
export async function readAll(journal: Journal, fromSequence?: number): Promise<readonly JournalBlock[]> {
  const blocks: JournalBlock[] = [];
  for await (const { firstSequence, lastSequence, bytes, hash } of journal.blocks(fromSequence)) {
    blocks.push({ firstSequence, lastSequence, bytes: new Uint8Array(bytes), hash });
  }
  return blocks;
}
