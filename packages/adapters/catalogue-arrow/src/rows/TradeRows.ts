import { DecimalColumn } from '../columns/DecimalColumn.ts';
import { NumberColumn } from '../columns/NumberColumn.ts';
import type { HeardTimes } from './HeardTimes.ts';
import type { RowSource } from './RowSource.ts';

export interface TradePositions {
  readonly price: number;
  readonly quantity: number;
  /** `buy` or `sell` in words or first letters, −1 where the file tells the maker instead. */
  readonly aggressor: number;
  /** `true` where the buyer was the maker. */
  readonly buyerMaker: number;
  readonly tradeId: number;
}

const LETTER_B = 0x62;
const LETTER_S = 0x73;
const LETTER_T = 0x74;
const LETTER_F = 0x66;
const DIGIT_ONE = 0x31;
const DIGIT_ZERO = 0x30;

/** Reads trades. Refuses bad numbers, unknown sides, times that go back and trade ids that do not rise. */
export class TradeRows {
  readonly times: HeardTimes;
  readonly price = new DecimalColumn();
  readonly quantity = new DecimalColumn();
  /** 0 buy, 1 sell. */
  readonly aggressor = new NumberColumn();
  readonly #row: RowSource;
  readonly #at: TradePositions;
  #lastId = -1;

  constructor(row: RowSource, times: HeardTimes, positions: TradePositions) {
    this.#row = row;
    this.times = times;
    this.#at = positions;
  }

  get length(): number {
    return this.price.length;
  }

  /** Reads the current row; keeps it when it is good, and returns whether. */
  read(): boolean {
    const row = this.#row;
    if (!this.times.read()) return false;
    const price = row.price(this.#at.price, 'price');
    const priceDecimals = row.decimal.decimals;
    if (Number.isNaN(price)) return false;
    const quantity = row.quantity(this.#at.quantity, 'quantity');
    const quantityDecimals = row.decimal.decimals;
    if (Number.isNaN(quantity)) return false;
    if (quantity === 0) return row.report('bad-volume', 'quantity is 0');
    const aggressor = this.#aggressor();
    if (aggressor < 0) return row.report('malformed-row', 'the side is neither buy nor sell');
    const id = row.id(this.#at.tradeId, 'trade id');
    if (Number.isNaN(id)) return false;
    if (id >= 0 && id === this.#lastId)
      return row.report('duplicate-trade-id', `trade id ${id} a second time`);
    if (id >= 0 && id < this.#lastId)
      return row.report('trade-id-backwards', `trade id ${id} after ${this.#lastId}`);
    this.#lastId = id;
    this.times.keep();
    this.price.push(price, priceDecimals);
    this.quantity.push(quantity, quantityDecimals);
    this.aggressor.push(aggressor);
    return true;
  }

  #aggressor(): number {
    if (this.#at.aggressor >= 0) {
      const letter = this.#row.letter(this.#at.aggressor);
      return letter === LETTER_B ? 0 : letter === LETTER_S ? 1 : -1;
    }
    const letter = this.#row.letter(this.#at.buyerMaker);
    if (letter === LETTER_T || letter === (DIGIT_ONE | 0x20)) return 1;
    return letter === LETTER_F || letter === (DIGIT_ZERO | 0x20) ? 0 : -1;
  }
}
