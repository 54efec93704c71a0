import type { TimeScanner } from '../csv/TimeScanner.ts';
import type { BarRows } from './BarRows.ts';
import type { RowSource } from './RowSource.ts';

/** Reads candles of bid and ask. Refuses what `BarRows` refuses, and rows that close with the ask below the bid. */
export class QuoteBarRows {
  readonly bid: BarRows;
  readonly ask: BarRows;
  readonly #row: RowSource;
  readonly #times: TimeScanner;
  readonly #timeColumn: number;

  constructor(row: RowSource, times: TimeScanner, timeColumn: number, bid: BarRows, ask: BarRows) {
    this.#row = row;
    this.#times = times;
    this.#timeColumn = timeColumn;
    this.bid = bid;
    this.ask = ask;
  }

  get length(): number {
    return this.bid.length;
  }

  /** Reads the current row; keeps it when it is good, and returns whether. */
  read(): boolean {
    const timeUs = this.#row.time(this.#times, this.#timeColumn);
    if (Number.isNaN(timeUs) || !this.bid.scan() || !this.ask.scan() || !this.bid.follows(timeUs))
      return false;
    if (this.ask.closeFloat() < this.bid.closeFloat()) {
      this.#row.report(
        'crossed-quote',
        `ask close ${this.ask.closeFloat()} is below bid close ${this.bid.closeFloat()}`,
      );
      return false;
    }
    this.bid.keep(timeUs);
    this.ask.keep(timeUs);
    return true;
  }
}
