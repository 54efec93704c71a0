import { formatTime, type TimeUs } from '@qca/base';
import { NumberColumn } from '../columns/NumberColumn.ts';
import type { TimeScanner } from '../csv/TimeScanner.ts';
import type { RowSource } from './RowSource.ts';

/** One time column of a file: where it is and how it is written. */
export interface TimePlace {
  readonly column: number;
  readonly scanner: TimeScanner;
}

/**
 * The two clocks of a recording: the recorder's (`localUs`) and the venue's (`venueUs`). A file has at least one;
 * the other is NaN where the file leaves it empty.
 */
export class HeardTimes {
  readonly localUs = new NumberColumn();
  readonly venueUs = new NumberColumn();
  readonly #row: RowSource;
  readonly #local: TimePlace | undefined;
  readonly #venue: TimePlace | undefined;
  #nextLocalUs = Number.NaN;
  #nextVenueUs = Number.NaN;
  #lastUs = Number.NEGATIVE_INFINITY;

  constructor(row: RowSource, local: TimePlace | undefined, venue: TimePlace | undefined) {
    this.#row = row;
    this.#local = local;
    this.#venue = venue;
  }

  /** The rightmost of the time columns. */
  get lastColumn(): number {
    return Math.max(this.#local?.column ?? -1, this.#venue?.column ?? -1);
  }

  /** Reads both times of the current row. Returns false after reporting a bad one or one that goes back. */
  read(): boolean {
    this.#nextLocalUs = this.#place(this.#local);
    this.#nextVenueUs = this.#place(this.#venue);
    // Rows stand in the order in which they were heard, so the recorder's clock decides where there is one.
    const orderUs = this.#local === undefined ? this.#nextVenueUs : this.#nextLocalUs;
    if (Number.isNaN(orderUs)) return false;
    if (orderUs < this.#lastUs) {
      this.#row.report('time-backwards', `${formatTime(orderUs)} after ${formatTime(this.#lastUs)}`);
      return false;
    }
    return true;
  }

  /** Whether the times just read are those of the last row kept. */
  same(): boolean {
    const last = this.localUs.length - 1;
    return (
      last >= 0 &&
      Object.is(this.localUs.at(last), this.#nextLocalUs) &&
      Object.is(this.venueUs.at(last), this.#nextVenueUs)
    );
  }

  keep(): void {
    this.localUs.push(this.#nextLocalUs);
    this.venueUs.push(this.#nextVenueUs);
    this.#lastUs = this.#local === undefined ? this.#nextVenueUs : this.#nextLocalUs;
  }

  /** Reads one time: NaN where the file has none, and after reporting a bad one in the column that orders the rows. */
  #place(place: TimePlace | undefined): TimeUs {
    if (place === undefined) return Number.NaN;
    const { scanner } = this.#row;
    const empty = scanner.starts[place.column] === scanner.ends[place.column];
    if (empty && place === this.#venue && this.#local !== undefined) return Number.NaN;
    return this.#row.time(place.scanner, place.column);
  }
}
