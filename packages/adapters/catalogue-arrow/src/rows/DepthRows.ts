import { DecimalColumn } from '../columns/DecimalColumn.ts';
import { NumberColumn } from '../columns/NumberColumn.ts';
import type { HeardTimes } from './HeardTimes.ts';
import type { RowSource } from './RowSource.ts';

export interface DepthPositions {
  /** `snapshot` or `update`; −1 where every row is an update. */
  readonly messageKind: number;
  readonly firstUpdateId: number;
  readonly lastUpdateId: number;
  readonly previousUpdateId: number;
  /** `b`, `bid`, `buy` or `a`, `ask`, `s`, `sell`. */
  readonly side: number;
  readonly price: number;
  readonly quantity: number;
}

const LETTER_A = 0x61;
const LETTER_B = 0x62;
const LETTER_S = 0x73;
const LETTER_U = 0x75;

/**
 * Reads book updates, one level per row. Neighbouring rows of one kind, time and update ids are one message.
 * Refuses bad numbers, unknown sides, times that go back and update ids that go back.
 */
export class DepthRows {
  readonly times: HeardTimes;
  /** 1 for a snapshot. Shape: [message], as the next four. */
  readonly snapshot = new NumberColumn();
  readonly firstUpdateId = new NumberColumn();
  readonly lastUpdateId = new NumberColumn();
  readonly previousUpdateId = new NumberColumn();
  /** First level of each message. */
  readonly levelStart = new NumberColumn();
  /** 0 bid, 1 ask. Shape: [level], as the next two. */
  readonly side = new NumberColumn();
  readonly price = new DecimalColumn();
  readonly quantity = new DecimalColumn();
  readonly #row: RowSource;
  readonly #at: DepthPositions;
  // Bytes from the row's start to its side: equal bytes mean the same message, and nothing else needs reading.
  #header = new Uint8Array(256);
  #headerLength = -1;
  #lastUpdate = -1;

  constructor(row: RowSource, times: HeardTimes, positions: DepthPositions) {
    this.#row = row;
    this.times = times;
    this.#at = positions;
  }

  get length(): number {
    return this.side.length;
  }

  /** Reads the current row; keeps it when it is good, and returns whether. */
  read(): boolean {
    const row = this.#row;
    const letter = row.letter(this.#at.side);
    const side = letter === LETTER_B ? 0 : letter === LETTER_A || letter === LETTER_S ? 1 : -1;
    if (side < 0)
      return row.report('malformed-row', `side ${row.shown(this.#at.side)} is neither bid nor ask`);
    const price = row.price(this.#at.price, 'price');
    const priceDecimals = row.decimal.decimals;
    if (Number.isNaN(price)) return false;
    const quantity = row.quantity(this.#at.quantity, 'quantity');
    const quantityDecimals = row.decimal.decimals;
    if (Number.isNaN(quantity)) return false;
    if (!this.#sameHeader() && !this.#openMessage()) return false;
    this.side.push(side);
    this.price.push(price, priceDecimals);
    this.quantity.push(quantity, quantityDecimals);
    return true;
  }

  /** Compares everything before the side with the row before. */
  #sameHeader(): boolean {
    const { bytes, rowStart, starts } = this.#row.scanner;
    const end = starts[this.#at.side] as number;
    if (end - rowStart !== this.#headerLength) return false;
    const header = this.#header;
    for (let index = this.#headerLength - 1; index >= 0; index -= 1) {
      if (header[index] !== bytes[rowStart + index]) return false;
    }
    return true;
  }

  #keepHeader(): void {
    const { bytes, rowStart, starts } = this.#row.scanner;
    const length = (starts[this.#at.side] as number) - rowStart;
    if (length > this.#header.length) this.#header = new Uint8Array(length * 2);
    for (let index = 0; index < length; index += 1) this.#header[index] = bytes[rowStart + index] as number;
    this.#headerLength = length;
  }

  /** Reads the times and ids of a row. Returns false after reporting a bad one. */
  #openMessage(): boolean {
    const row = this.#row;
    const snapshot = this.#isSnapshot();
    if (snapshot < 0 || !this.times.read()) return false;
    // A venue without ids has 0 everywhere; only a missing previous id is −1.
    const last = Math.max(row.id(this.#at.lastUpdateId, 'last update id'), 0);
    const first = Math.max(row.id(this.#at.firstUpdateId, 'first update id'), 0);
    const previous = row.id(this.#at.previousUpdateId, 'previous update id');
    if (Number.isNaN(last) || Number.isNaN(first) || Number.isNaN(previous)) return false;
    const message = this.lastUpdateId.length - 1;
    const continues =
      message >= 0 &&
      this.snapshot.at(message) === snapshot &&
      this.lastUpdateId.at(message) === last &&
      this.firstUpdateId.at(message) === first &&
      this.times.same();
    if (continues) return true;
    if (snapshot === 0 && last > 0 && last <= this.#lastUpdate) {
      row.report('update-id-backwards', `update id ${last} after ${this.#lastUpdate}`);
      return false;
    }
    if (snapshot === 0) this.#lastUpdate = last;
    this.times.keep();
    this.snapshot.push(snapshot);
    this.firstUpdateId.push(first);
    this.lastUpdateId.push(last);
    this.previousUpdateId.push(previous);
    this.levelStart.push(this.side.length);
    // Columns behind the price could tell messages apart, too; none of ours may stand there.
    if (this.#headerHoldsMessage()) this.#keepHeader();
    return true;
  }

  #headerHoldsMessage(): boolean {
    const { side, messageKind, firstUpdateId, lastUpdateId, previousUpdateId } = this.#at;
    return Math.max(this.times.lastColumn, messageKind, firstUpdateId, lastUpdateId, previousUpdateId) < side;
  }

  #isSnapshot(): number {
    if (this.#at.messageKind < 0) return 0;
    const letter = this.#row.letter(this.#at.messageKind);
    if (letter === LETTER_S) return 1;
    if (letter === LETTER_U) return 0;
    this.#row.report(
      'malformed-row',
      `kind ${this.#row.shown(this.#at.messageKind)} is neither snapshot nor update`,
    );
    return -1;
  }
}
