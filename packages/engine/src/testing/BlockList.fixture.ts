import type { Journal, JournalBlock, JournalHead } from '@qca/ports';

/** A journal in a list, which tests may tamper with. */
export class BlockList implements Journal {
  readonly writeAhead: boolean;
  readonly list: JournalBlock[] = [];
  closed = false;
  /** Called before a block is stored; may delay it or fail. */
  before: ((block: JournalBlock) => undefined | Promise<void>) | undefined;

  constructor(writeAhead = false) {
    this.writeAhead = writeAhead;
  }

  head(): JournalHead {
    const last = this.list.at(-1);
    return { lastSequence: last?.lastSequence ?? -1, hash: last?.hash ?? '' };
  }

  append(block: JournalBlock): void | Promise<void> {
    const own = { ...block, bytes: Uint8Array.from(block.bytes) };
    const waiting = this.before?.(block);
    if (waiting !== undefined) return waiting.then(() => void this.list.push(own));
    this.list.push(own);
  }

  async *blocks(fromSequence = 0): AsyncGenerator<JournalBlock> {
    for (const block of this.list) if (block.lastSequence >= fromSequence) yield block;
  }

  close(): void {
    this.closed = true;
  }
}
