/** What many readers ask between two batches of the journal: a few lists with a few filters. */
const ANSWERS_MAX = 64;
/** Units: characters. */
const TEXT_MAX = 16_777_216;

interface Kept {
  readonly sequence: number;
  readonly text: string;
}

/**
 * Answers as text, each as long as the journal entry it stands at is the newest of its run: the same question at the same
 * entry has the same answer. However many ask, tables are read once per batch of the journal.
 */
export class KeptAnswers {
  /** The one that was asked for last is last. */
  readonly #kept = new Map<string, Kept>();
  #length = 0;

  /** The answer to a question at an entry, if it is known. */
  find(question: string, sequence: number): string | undefined {
    const kept = this.#kept.get(question);
    if (kept === undefined || kept.sequence !== sequence) return undefined;
    this.#kept.delete(question);
    this.#kept.set(question, kept);
    return kept.text;
  }

  keep(question: string, sequence: number, text: string): void {
    this.#forget(question);
    if (text.length > TEXT_MAX) return;
    this.#kept.set(question, { sequence, text });
    this.#length += text.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= ANSWERS_MAX && this.#length <= TEXT_MAX) return;
      this.#forget(oldest);
    }
  }

  #forget(question: string): void {
    this.#length -= this.#kept.get(question)?.text.length ?? 0;
    this.#kept.delete(question);
  }
}
