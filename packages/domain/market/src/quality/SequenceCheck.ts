import type { QualityKind } from './QualityReport.ts';
import { RowMemory } from './RowMemory.ts';

type Found = (line: number, kind: QualityKind, detail: string) => void;

/** Follows the numbers that venues give to trades, quotes and book updates. */
export class SequenceCheck {
  readonly #found: Found;
  readonly #tradeIds = new RowMemory();
  #tradeIdsDistinct = 0;
  #tradeIdMin = Number.POSITIVE_INFINITY;
  #tradeIdMax = Number.NEGATIVE_INFINITY;
  #tradeIdPrevious = Number.NEGATIVE_INFINITY;
  #quoteId = Number.NEGATIVE_INFINITY;
  #updateFirst = Number.NaN;
  #updateLast = Number.NaN;

  constructor(found: Found) {
    this.#found = found;
  }

  get forgotten(): number {
    return this.#tradeIds.forgotten;
  }

  /** Checks a trade's id. Returns false when an earlier row had it. */
  trade(line: number, id: number): boolean {
    if (!this.#tradeIds.add(0, id)) {
      this.#found(line, 'duplicate-trade-id', `trade ${id} was in an earlier row with different values`);
      return false;
    }
    this.#tradeIdsDistinct += 1;
    if (id < this.#tradeIdPrevious)
      this.#found(line, 'trade-id-backwards', `trade ${id} after ${this.#tradeIdPrevious}`);
    if (this.#tradeIdsDistinct > 1 && id > this.#tradeIdMax + 1) {
      this.#found(line, 'trade-id-gap', `trade ${id} after ${this.#tradeIdMax}`);
    }
    this.#tradeIdPrevious = id;
    this.#tradeIdMin = Math.min(this.#tradeIdMin, id);
    this.#tradeIdMax = Math.max(this.#tradeIdMax, id);
    return true;
  }

  /** Returns how many ids between the first and the last no trade has. */
  missingTradeIds(): number {
    if (this.#tradeIdsDistinct === 0) return 0;
    return this.#tradeIdMax - this.#tradeIdMin + 1 - this.#tradeIdsDistinct;
  }

  /** Best quotes skip ids as they please, but never go back. */
  quote(line: number, id: number): void {
    if (id < this.#quoteId) this.#found(line, 'update-id-backwards', `update ${id} after ${this.#quoteId}`);
    this.#quoteId = id;
  }

  /**
   * A book update names the id it follows (Binance USD-M: `pu` is the `u` before), or starts right behind the last
   * (Binance spot: `U` is the `u` before plus one).
   *
   * Source: Binance, "How to manage a local order book correctly", spot and USD-M futures.
   */
  update(line: number, firstId: number, lastId: number, previousId: number): void {
    if (firstId === this.#updateFirst && lastId === this.#updateLast) return;
    const last = this.#updateLast;
    this.#updateFirst = firstId;
    this.#updateLast = lastId;
    if (Number.isNaN(last)) return;
    const named = previousId === -1 ? firstId - 1 : previousId;
    if (lastId < last)
      this.#found(line, 'update-id-backwards', `update ${firstId} to ${lastId} after ${last}`);
    else if (named !== last)
      this.#found(line, 'update-id-gap', `update ${firstId} to ${lastId} follows ${named}, not ${last}`);
  }
}
