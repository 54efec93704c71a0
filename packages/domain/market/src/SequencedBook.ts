import { LevelBook } from '@qca/book';
import { BookSequence } from './BookSequence.ts';
import type { Depth } from './events.ts';
import { PendingDepth } from './PendingDepth.ts';

/**
 * One instrument's book, rebuilt from a snapshot and the updates that follow it without a gap.
 *
 * A snapshot is asked for while updates already stream, so it usually arrives behind some that it lacks. Updates heard
 * while there is no whole book are therefore kept (at most `UPDATES_PENDING_MAX`) and put onto the next snapshot, those
 * first that it does not hold yet.
 */
export class SequencedBook {
  readonly #sequence = new BookSequence();
  readonly #pending = new PendingDepth();
  readonly #book = new LevelBook();

  /** The book while it is whole: undefined before the first snapshot and behind a gap. */
  get book(): LevelBook | undefined {
    return this.#sequence.isLive ? this.#book : undefined;
  }

  /** Whether updates went missing and no snapshot mended it since. */
  get isBroken(): boolean {
    return this.#sequence.isBroken;
  }

  /** The venue's number for the state of the book; 0 for venues without numbers. */
  get lastId(): number {
    return this.#sequence.lastId;
  }

  /** Takes in an update or snapshot. Returns whether it changed the book. */
  apply(depth: Depth): boolean {
    const isApplied = this.#sequence.admit(depth);
    if (isApplied) this.#book.apply(depth);
    else if (!depth.snapshot && !this.#sequence.isLive) this.#pending.add(depth);
    if (isApplied && depth.snapshot) this.#catchUp();
    return isApplied;
  }

  #catchUp(): void {
    for (const update of this.#pending.takeAll()) this.apply(update);
  }
}
