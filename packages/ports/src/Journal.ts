import type { Sha256 } from '@qca/base';

/** Consecutive entries of a journal, encoded, with the digest of every byte from the first block to the end of this one. */
export interface JournalBlock {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly bytes: Uint8Array;
  readonly hash: Sha256;
}

/** Where a journal ends: sequence −1 and the empty digest before the first entry. */
export interface JournalHead {
  readonly lastSequence: number;
  readonly hash: Sha256;
}

/**
 * An append-only list of blocks with one writer.
 *
 * When `append` returns nothing, the block is as safe as this journal makes it; when it returns a promise, once that
 * resolves. A block is stored whole or not at all: after a crash the journal ends with a whole block.
 */
export interface Journal {
  /** Whether actions may leave only after their block is durable. False where process and venue die together. */
  readonly writeAhead: boolean;
  head(): JournalHead | Promise<JournalHead>;
  /** Adds a block; its `firstSequence` must follow the head. The bytes are copied or written before it returns or resolves. */
  append(block: JournalBlock): void | Promise<void>;
  /** All blocks from the first, or from the one that holds `fromSequence`. */
  blocks(fromSequence?: number): AsyncIterable<JournalBlock>;
  close(): void | Promise<void>;
}
