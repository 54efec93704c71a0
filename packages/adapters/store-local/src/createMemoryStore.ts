import { assert } from '@qca/base';
import {
  type Journal,
  type JournalBlock,
  journalInUse,
  RUNS_MAX,
  type RunRecord,
  refuseBadRunId,
  type Store,
  unknownRun,
} from '@qca/ports';
import { MemoryJournal } from './MemoryJournal.ts';
import { MemoryProjections } from './MemoryProjections.ts';
import { newestFirst } from './newestFirst.ts';

/** A store that lives and dies with its process. With `retain: 'none'` its journals keep only their heads. */
export function createMemoryStore(options: { readonly retain: 'all' | 'none' } = { retain: 'all' }): Store {
  const records = new Map<string, RunRecord>();
  const journals = new Map<string, MemoryJournal>();
  const written = new Set<string>();
  return {
    async saveRun(record) {
      refuseBadRunId(record.id);
      records.set(record.id, record);
    },
    async readRun(id) {
      refuseBadRunId(id);
      return records.get(id);
    },
    async listRuns() {
      return [...records.values()].sort(newestFirst).slice(0, RUNS_MAX);
    },
    async openJournal(runId, { writer }) {
      if (!records.has(runId)) throw unknownRun(runId, 'store in memory');
      if (writer && written.has(runId)) throw journalInUse(runId, 'this process');
      const journal = journals.get(runId) ?? new MemoryJournal(options);
      journals.set(runId, journal);
      if (writer) written.add(runId);
      return new OpenedJournal(journal, writer, () => written.delete(runId));
    },
    projections: new MemoryProjections(),
    async close() {},
  };
}

/** One opening of a journal that stays when it is closed. */
class OpenedJournal implements Journal {
  readonly writeAhead = false;
  readonly #journal: MemoryJournal;
  readonly #release: () => void;
  #writer: boolean;

  constructor(journal: MemoryJournal, writer: boolean, release: () => void) {
    this.#journal = journal;
    this.#writer = writer;
    this.#release = release;
  }

  head() {
    return this.#journal.head();
  }

  append(block: JournalBlock): void {
    assert(this.#writer, 'this journal was opened to read, or is closed');
    this.#journal.append(block);
  }

  blocks(fromSequence?: number): AsyncIterable<JournalBlock> {
    return this.#journal.blocks(fromSequence);
  }

  close(): void {
    if (this.#writer) this.#release();
    this.#writer = false;
  }
}
