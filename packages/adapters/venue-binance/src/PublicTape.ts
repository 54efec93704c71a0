/** One trade as everybody sees it. */
export interface PrintedTrade {
  readonly tradeId: number;
  readonly ticks: number;
  readonly lots: number;
  readonly isBuyerMaker: boolean;
  readonly timeMs: number;
}

/** Trades kept: the most one request may ask for. */
const TRADES_MAX = 1_000;
/** Trades that may wait for publication; past it the oldest are only in `recent`. */
const UNPUBLISHED_MAX = 10_000;

/** The latest public trades of a symbol, and those not published yet. */
export class PublicTape {
  readonly recent: PrintedTrade[] = [];
  #unpublished: PrintedTrade[] = [];
  #lastId = 0;

  print(trade: Omit<PrintedTrade, 'tradeId'>): number {
    this.#lastId += 1;
    const printed = { tradeId: this.#lastId, ...trade };
    this.recent.push(printed);
    if (this.recent.length > 2 * TRADES_MAX) this.recent.splice(0, this.recent.length - TRADES_MAX);
    if (this.#unpublished.length < UNPUBLISHED_MAX) this.#unpublished.push(printed);
    return this.#lastId;
  }

  latest(max: number): PrintedTrade[] {
    return this.recent.slice(-Math.min(max, TRADES_MAX));
  }

  takeUnpublished(): readonly PrintedTrade[] {
    const taken = this.#unpublished;
    if (taken.length > 0) this.#unpublished = [];
    return taken;
  }
}
