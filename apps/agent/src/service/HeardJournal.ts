import type { Journal, JournalBlock, JournalHead } from '@qca/ports';

/** A journal that tells when a block has become safe. */
export class HeardJournal implements Journal {
  readonly writeAhead: boolean;
  readonly #journal: Journal;
  readonly #onDurable: (lastSequence: number) => void;

  constructor(journal: Journal, onDurable: (lastSequence: number) => void) {
    this.writeAhead = journal.writeAhead;
    this.#journal = journal;
    this.#onDurable = onDurable;
  }

  head(): JournalHead | Promise<JournalHead> {
    return this.#journal.head();
  }

  append(block: JournalBlock): void | Promise<void> {
    const done = this.#journal.append(block);
    if (done === undefined) return this.#onDurable(block.lastSequence);
    return done.then(() => this.#onDurable(block.lastSequence));
  }

  blocks(fromSequence?: number): AsyncIterable<JournalBlock> {
    return this.#journal.blocks(fromSequence);
  }

  close(): void | Promise<void> {
    return this.#journal.close();
  }
}
