import type { BookRecords } from './BookRecords.ts';
import type { BookSide } from './LevelBook.ts';
import type { LevelQueues } from './LevelQueues.ts';

/** What happens when an order would trade with another of the same owner. Owner 0 is nobody. */
export type SelfTrade = 'none' | 'cancel-newest' | 'cancel-oldest';

interface Request {
  readonly side: BookSide;
  readonly ticks: number;
  readonly lots: number;
  readonly owner: number;
}

/**
 * Whether all of `request` could be filled at once at its price or better, hidden lots included.
 *
 * Orders of the same owner do not count under `cancel-oldest`. Under `cancel-newest` the first of them ends the
 * fill: of its level only the lots shown ahead of it can be had, because refills join the queue behind it.
 */
export function canFill(
  levels: LevelQueues,
  records: BookRecords,
  selfTrade: SelfTrade,
  request: Request,
): boolean {
  const { side, ticks, owner } = request;
  const other = (1 - side) as BookSide;
  const preventsSelf = owner !== 0 && selfTrade !== 'none';
  let needed = request.lots;
  let price = records.ticksOf(records.bestOf(other));
  while (price !== 0 && (side === 0 ? price <= ticks : price >= ticks)) {
    const level = levels.at(other, price);
    const queue = preventsSelf ? inspectQueue(level, records, owner) : undefined;
    if (queue?.hasOwn && selfTrade === 'cancel-newest') return queue.shownBeforeOwn >= needed;
    needed -= queue ? queue.ofOthers : records.shownOf(level) + records.hiddenOfLevel(level);
    if (needed <= 0) return true;
    price = levels.nextTicks(other, price);
  }
  return false;
}

function inspectQueue(level: number, records: BookRecords, owner: number) {
  let hasOwn = false;
  let shownBeforeOwn = 0;
  let ofOthers = 0;
  for (let order = records.nextOf(level); order !== level; order = records.nextOf(order)) {
    if (records.ownerOf(order) === owner) {
      hasOwn = true;
      continue;
    }
    if (!hasOwn) shownBeforeOwn += records.shownOf(order);
    ofOthers += records.openOf(order);
  }
  return { hasOwn, shownBeforeOwn, ofOthers };
}
