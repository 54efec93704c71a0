import type { TimeUs } from '@qca/base';
import type { QualityKind } from '@qca/market';
import { DECIMAL_EMPTY, DECIMAL_OK, DECIMAL_TOO_LONG, DecimalScanner } from '../csv/DecimalScanner.ts';
import type { RowScanner } from '../csv/RowScanner.ts';
import type { TimeScanner } from '../csv/TimeScanner.ts';
import type { Problems } from '../read/Problems.ts';

/** Text of a field is cut here in messages. */
const SHOWN_MAX = 40;

/** The current row of a file as a reader of one kind of market data sees it: fields by position, bad ones reported. */
export class RowSource {
  readonly decimal = new DecimalScanner();
  readonly scanner: RowScanner;
  readonly problems: Problems;

  constructor(scanner: RowScanner, problems: Problems) {
    this.scanner = scanner;
    this.problems = problems;
  }

  /** Returns the time in `column`, NaN after reporting a bad one. */
  time(times: TimeScanner, column: number): TimeUs {
    const scanner = this.scanner;
    if (times.scan(scanner.bytes, scanner.starts[column] as number, scanner.ends[column] as number))
      return times.timeUs;
    this.report('bad-time', `${this.shown(column)} is not a time`);
    return Number.NaN;
  }

  /** Reads a price into `decimal` and returns its mantissa, NaN after reporting one that is not above zero. */
  price(column: number, name: string): number {
    const mantissa = this.#number(column, name, 'bad-price');
    if (mantissa > 0) return mantissa;
    if (mantissa <= 0) this.report('bad-price', `${name} ${this.shown(column)} is not above 0`);
    return Number.NaN;
  }

  /** Reads a quantity into `decimal` and returns its mantissa, NaN after reporting a negative or bad one. */
  quantity(column: number, name: string): number {
    const mantissa = this.#number(column, name, 'bad-volume');
    if (mantissa < 0) {
      this.report('bad-volume', `${name} ${this.shown(column)} is negative`);
      return Number.NaN;
    }
    return mantissa;
  }

  /** Returns a whole number such as an id, −1 where the field is empty or absent, NaN after reporting a bad one. */
  id(column: number, name: string): number {
    const scanner = this.scanner;
    if (column < 0 || scanner.starts[column] === scanner.ends[column]) return -1;
    const outcome = this.decimal.scan(
      scanner.bytes,
      scanner.starts[column] as number,
      scanner.ends[column] as number,
    );
    if (outcome === DECIMAL_OK && this.decimal.decimals === 0 && this.decimal.mantissa >= 0)
      return this.decimal.mantissa;
    this.report('malformed-row', `${name} ${this.shown(column)} is not an id`);
    return Number.NaN;
  }

  /** The first byte of a field in lower case, 0 when it is empty. */
  letter(column: number): number {
    const scanner = this.scanner;
    const start = scanner.starts[column] as number;
    return start === scanner.ends[column] ? 0 : (scanner.bytes[start] as number) | 0x20;
  }

  /** Lists the current row as bad. Returns false, for a reader to say that it did not keep the row. */
  report(kind: QualityKind, detail: string): false {
    this.problems.add(this.scanner.line, kind, detail);
    return false;
  }

  /** The text of a field for a message. */
  shown(column: number): string {
    const text = this.scanner.text(column);
    return `'${text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text}'`;
  }

  #number(column: number, name: string, kind: QualityKind): number {
    const scanner = this.scanner;
    const outcome = this.decimal.scan(
      scanner.bytes,
      scanner.starts[column] as number,
      scanner.ends[column] as number,
    );
    if (outcome === DECIMAL_OK) return this.decimal.mantissa;
    if (outcome === DECIMAL_EMPTY) this.report(kind, `${name} is empty`);
    else if (outcome === DECIMAL_TOO_LONG)
      this.report(kind, `${name} ${this.shown(column)} has more digits than can be kept exactly`);
    else this.report(kind, `${name} ${this.shown(column)} is not a number`);
    return Number.NaN;
  }
}
