import { Refusal } from '@qca/base';
import type { ChainBlock, HexBytes } from './Chain.ts';

/** Something that a contract said, and where. */
export interface ChainEvent {
  readonly blockNumber: number;
  readonly blockHash: HexBytes;
  /** Its place in the block. */
  readonly logIndex: number;
  readonly transactionHash: HexBytes;
  readonly address: HexBytes;
  /** Name of the contract as compiled, `AIServiceAMM`. */
  readonly contract: string;
  /** Name of the event, `Swapped`; empty for what the interface does not know. */
  readonly event: string;
  /** Plain JSON; whole numbers as decimal text. */
  readonly args: Readonly<Record<string, unknown>>;
}

/** All events of consecutive blocks, in order. */
export interface ChainPage {
  readonly fromNumber: number;
  /** The last block, by whose name the page is known. */
  readonly to: ChainBlock;
  readonly events: readonly ChainEvent[];
}

/** Which events, oldest first. */
export interface ChainEventFilter {
  /** Those behind this one. */
  readonly after?: { readonly blockNumber: number; readonly logIndex: number };
  readonly contract?: string;
  readonly event?: string;
  readonly limit: number;
}

/** One answer holds at most so many events. */
export const CHAIN_EVENTS_READ_MAX = 10_000;
/** So many ends of pages are remembered: a reorganisation deeper than all of them means to read again from the start. */
export const CHECKPOINTS_MAX = 1_000;

/**
 * What contracts said on one chain, as far as it has been read. It holds nothing of its own: cleared and read again it is the same.
 *
 * A page is kept whole with its checkpoint, or not at all.
 */
export interface ChainEvents {
  /** Ends of pages, newest first; at most `CHECKPOINTS_MAX`. */
  checkpoints(): Promise<readonly ChainBlock[]>;
  /** Adds a page behind the newest. A page that is there changes nothing. Rejects, as `Refusal`: `page-out-of-order`. */
  append(page: ChainPage): Promise<void>;
  /** Forgets everything above a block, checkpoints included. */
  rollBack(toNumber: number): Promise<void>;
  read(filter: ChainEventFilter): Promise<readonly ChainEvent[]>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Whether a page is new. Rejects, as `Refusal`: `page-out-of-order`. */
export function isNewPage(checkpoints: readonly ChainBlock[], page: ChainPage): boolean {
  const [newest] = checkpoints;
  if (checkpoints.some(({ number, hash }) => number === page.to.number && hash === page.to.hash))
    return false;
  const places = page.events.map(({ blockNumber, logIndex }) => ({ blockNumber, logIndex }));
  const inside = places.every(
    ({ blockNumber }) => blockNumber >= page.fromNumber && blockNumber <= page.to.number,
  );
  const ordered = places.every(
    (place, index) => index === 0 || isBehind(place, places[index - 1] as typeof place),
  );
  const follows = newest === undefined || page.fromNumber === newest.number + 1;
  if (follows && inside && ordered && page.fromNumber <= page.to.number) return true;
  throw new Refusal({
    kind: 'page-out-of-order',
    what: `blocks ${page.fromNumber} to ${page.to.number} do not follow block ${newest?.number ?? 'none'}, or their events are not theirs in order`,
    where: 'events of a chain',
    remedy: 'Read on behind the newest checkpoint; nothing of the page was kept.',
  });
}

/** Whether one place is later on the chain than another. */
export function isBehind(
  place: { readonly blockNumber: number; readonly logIndex: number },
  other: { readonly blockNumber: number; readonly logIndex: number },
): boolean {
  return (
    place.blockNumber > other.blockNumber ||
    (place.blockNumber === other.blockNumber && place.logIndex > other.logIndex)
  );
}
