import type { Journal, JournalBlock, JournalHead, Projections } from '@qca/ports';
import { Projector } from './Projector.ts';

/** Rows are written in batches: often enough that a screen is current, seldom enough that the journal is not slowed. */
const ENTRIES_PER_BATCH = 20_000;

/**
 * A journal that also keeps the tables: what is durable is folded, and written behind the run in order: in large batches,
 * or, where somebody reads along, whenever the batch before is written.
 */
export class ProjectingJournal implements Journal {
  readonly writeAhead: boolean;
  readonly #journal: Journal;
  readonly #projections: Projections;
  readonly #runId: string;
  readonly #projector: Projector;
  #through: number;
  #writing: Promise<void> = Promise.resolve();
  /** The last block on its way to the journal. */
  #stored: Promise<void> = Promise.resolve();
  #failure: unknown;
  readonly #isReadAlong: boolean;
  #isWriting = false;

  constructor(
    journal: Journal,
    projections: Projections,
    runId: string,
    projector: Projector,
    options: { readonly readAlong?: boolean } = {},
  ) {
    this.writeAhead = journal.writeAhead;
    this.#journal = journal;
    this.#projections = projections;
    this.#runId = runId;
    this.#projector = projector;
    this.#through = projector.next - 1;
    this.#isReadAlong = options.readAlong ?? false;
  }

  head(): JournalHead | Promise<JournalHead> {
    return this.#journal.head();
  }

  append(block: JournalBlock): void | Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const stored = this.#journal.append(block);
    this.#projector.take(block.bytes);
    if (stored !== undefined) {
      this.#stored = stored;
      // Whoever appended hears of a failure; here it only keeps later batches back.
      stored.catch(() => {});
    }
    const waiting = this.#projector.next - 1 - this.#through;
    if (waiting >= ENTRIES_PER_BATCH || (this.#isReadAlong && !this.#isWriting)) this.#write();
    return stored;
  }

  blocks(fromSequence?: number): AsyncIterable<JournalBlock> {
    return this.#journal.blocks(fromSequence);
  }

  /** Writes what is left, then closes the journal. */
  async close(): Promise<void> {
    this.#write();
    // A batch that was being written may be followed by one more.
    for (let last: Promise<void> | undefined; last !== this.#writing; ) {
      last = this.#writing;
      await last;
    }
    await this.#journal.close();
    if (this.#failure !== undefined) throw this.#failure;
  }

  #write(): void {
    const through = this.#projector.next - 1;
    if (through === this.#through) return;
    this.#through = through;
    const batch = this.#projector.batch();
    const stored = this.#stored;
    this.#isWriting = true;
    this.#writing = this.#writing
      .then(() => stored)
      .then(() => this.#projections.apply(this.#runId, batch, through))
      .then(() => {
        this.#isWriting = false;
        // What came meanwhile must not wait for the next block, which may be long in coming.
        if (this.#isReadAlong) this.#write();
      })
      .catch((cause: unknown) => {
        this.#failure ??= cause;
      });
  }
}

/**
 * Brings the tables of a run up to its journal, from wherever they are (from nothing after a `drop`), and returns the
 * fold to go on with.
 */
export async function catchUp(journal: Journal, projections: Projections, runId: string): Promise<Projector> {
  const projector = new Projector();
  const already = await projections.through(runId);
  for await (const block of journal.blocks()) {
    projector.take(block.bytes);
    // Rows already in the tables come out again as they were: rows are whole, so writing them twice changes nothing.
    const through = projector.next - 1;
    if (through <= already) projector.batch();
    else await projections.apply(runId, projector.batch(), through);
  }
  return projector;
}
