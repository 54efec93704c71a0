import { DecimalColumn } from '../columns/DecimalColumn.ts';
import { NumberColumn } from '../columns/NumberColumn.ts';
import type { HeardTimes } from './HeardTimes.ts';
import type { RowSource } from './RowSource.ts';

export interface FundingPositions {
  readonly rate: number;
  readonly markPrice: number;
}

/** A funding rate of 100 % in one interval is no rate but a broken column. */
const RATE_MAX = 1;

/** Reads funding rates. Refuses bad numbers and times that go back. */
export class FundingRows {
  readonly times: HeardTimes;
  readonly rate = new NumberColumn();
  readonly markPrice = new DecimalColumn();
  readonly #row: RowSource;
  readonly #at: FundingPositions;

  constructor(row: RowSource, times: HeardTimes, positions: FundingPositions) {
    this.#row = row;
    this.times = times;
    this.#at = positions;
  }

  get length(): number {
    return this.rate.length;
  }

  /** Reads the current row; keeps it when it is good, and returns whether. */
  read(): boolean {
    const row = this.#row;
    if (!this.times.read()) return false;
    const text = row.scanner.text(this.#at.rate);
    const rate = text.trim() === '' ? Number.NaN : Number(text);
    if (!(Math.abs(rate) < RATE_MAX))
      return row.report('malformed-row', `funding rate '${text}' is not a fraction`);
    const mark = row.price(this.#at.markPrice, 'mark price');
    if (Number.isNaN(mark)) return false;
    this.times.keep();
    this.rate.push(rate);
    this.markPrice.push(mark, row.decimal.decimals);
    return true;
  }
}
