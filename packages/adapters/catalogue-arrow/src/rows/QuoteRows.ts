import { DecimalColumn } from '../columns/DecimalColumn.ts';
import { NumberColumn } from '../columns/NumberColumn.ts';
import { POWERS_OF_TEN } from '../csv/DecimalScanner.ts';
import type { HeardTimes } from './HeardTimes.ts';
import type { RowSource } from './RowSource.ts';

export interface QuotePositions {
  readonly bidPrice: number;
  readonly bidQuantity: number;
  readonly askPrice: number;
  readonly askQuantity: number;
  readonly updateId: number;
}

/** Reads best bids and asks. Refuses bad numbers, an ask below the bid, and times or update ids that go back. */
export class QuoteRows {
  readonly times: HeardTimes;
  readonly bidPrice = new DecimalColumn();
  readonly bidQuantity = new DecimalColumn();
  readonly askPrice = new DecimalColumn();
  readonly askQuantity = new DecimalColumn();
  readonly updateId = new NumberColumn();
  readonly #row: RowSource;
  readonly #at: QuotePositions;

  constructor(row: RowSource, times: HeardTimes, positions: QuotePositions) {
    this.#row = row;
    this.times = times;
    this.#at = positions;
  }

  get length(): number {
    return this.updateId.length;
  }

  /** Reads the current row; keeps it when it is good, and returns whether. */
  read(): boolean {
    const row = this.#row;
    const decimal = row.decimal;
    if (!this.times.read()) return false;
    const bid = row.price(this.#at.bidPrice, 'bid');
    const bidDecimals = decimal.decimals;
    if (Number.isNaN(bid)) return false;
    const ask = row.price(this.#at.askPrice, 'ask');
    const askDecimals = decimal.decimals;
    if (Number.isNaN(ask)) return false;
    if (ask * (POWERS_OF_TEN[bidDecimals] as number) < bid * (POWERS_OF_TEN[askDecimals] as number)) {
      const shown = `ask ${row.shown(this.#at.askPrice)} is below bid ${row.shown(this.#at.bidPrice)}`;
      return row.report('crossed-quote', shown);
    }
    const bidQuantity = row.quantity(this.#at.bidQuantity, 'bid quantity');
    const bidQuantityDecimals = decimal.decimals;
    if (Number.isNaN(bidQuantity)) return false;
    const askQuantity = row.quantity(this.#at.askQuantity, 'ask quantity');
    const askQuantityDecimals = decimal.decimals;
    if (Number.isNaN(askQuantity)) return false;
    const id = row.id(this.#at.updateId, 'update id');
    if (Number.isNaN(id)) return false;
    if (
      this.#repeats(
        id,
        bid,
        bidDecimals,
        bidQuantity,
        bidQuantityDecimals,
        ask,
        askDecimals,
        askQuantity,
        askQuantityDecimals,
      )
    )
      return false;
    this.times.keep();
    this.bidPrice.push(bid, bidDecimals);
    this.askPrice.push(ask, askDecimals);
    this.bidQuantity.push(bidQuantity, bidQuantityDecimals);
    this.askQuantity.push(askQuantity, askQuantityDecimals);
    this.updateId.push(Math.max(id, 0));
    return true;
  }

  /** Reports a quote that repeats the last one in every field, and one whose update id goes back. */
  #repeats(
    id: number,
    bid: number,
    bidDecimals: number,
    bidQuantity: number,
    bidQuantityDecimals: number,
    ask: number,
    askDecimals: number,
    askQuantity: number,
    askQuantityDecimals: number,
  ): boolean {
    const last = this.length - 1;
    if (last < 0) return false;
    if (id >= 0 && id < this.updateId.at(last)) {
      this.#row.report('update-id-backwards', `update id ${id} after ${this.updateId.at(last)}`);
      return true;
    }
    if (Math.max(id, 0) !== this.updateId.at(last) || !this.times.same()) return false;
    const same =
      this.bidPrice.equals(last, bid, bidDecimals) &&
      this.bidQuantity.equals(last, bidQuantity, bidQuantityDecimals) &&
      this.askPrice.equals(last, ask, askDecimals) &&
      this.askQuantity.equals(last, askQuantity, askQuantityDecimals);
    if (same) this.#row.report('duplicate-row', `the same as the row before, update id ${id}`);
    return same;
  }
}
