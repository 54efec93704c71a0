import { assert, GENESIS, type Sha256 } from '@qca/base';
import { type Journal, type JournalBlock, type JournalHead, refuseOutOfSequence } from '@qca/ports';

/**
 * A journal that lives and dies with its process.
 *
 * With `retain: 'none'` it keeps only its head, so that a run of any length takes the same memory.
 */
export class MemoryJournal implements Journal {
  readonly writeAhead = false;
  readonly #retained: JournalBlock[] | undefined;
  #lastSequence = -1;
  #hash: Sha256 = GENESIS;

  constructor(options: { readonly retain: 'all' | 'none' } = { retain: 'all' }) {
    this.#retained = options.retain === 'all' ? [] : undefined;
  }

  head(): JournalHead {
    return { lastSequence: this.#lastSequence, hash: this.#hash };
  }

  append(block: JournalBlock): void {
    refuseOutOfSequence(this.#lastSequence, block, 'journal in memory');
    this.#retained?.push({ ...block, bytes: block.bytes.slice() });
    this.#lastSequence = block.lastSequence;
    this.#hash = block.hash;
  }

  /** Warning: a journal that retains nothing has nothing to read; asking is a bug. */
  async *blocks(fromSequence = 0): AsyncGenerator<JournalBlock> {
    assert(this.#retained !== undefined, 'a journal with retain "none" cannot be read');
    // By index, because the writer may add blocks while somebody reads.
    for (let index = 0; index < this.#retained.length; index += 1) {
      const block = this.#retained[index] as JournalBlock;
      if (block.lastSequence >= fromSequence) yield block;
    }
  }

  close(): void {}
}
