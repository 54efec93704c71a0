import { fingerprintBytes, QUALITY_KINDS, QualityCheck, type QualityReport } from '@qca/market';
import {
  DECIMAL_EMPTY,
  DECIMAL_OK,
  DECIMAL_TOO_LONG,
  DecimalScanner,
  POWERS_OF_TEN,
} from '../csv/DecimalScanner.ts';
import type { RowScanner } from '../csv/RowScanner.ts';
import { TimeScanner, timeUnit } from '../csv/TimeScanner.ts';
import {
  type ColumnMapping,
  type Field,
  type Layout,
  type LayoutKind,
  normalName,
  recogniseLayout,
} from '../read/layout.ts';
import { mappingRefusal, ROW_DEFECTS } from '../read/readMarketFile.ts';
import type { FileIssue, IssueKind } from './checkPath.ts';

/** How the shared quality check sees the rows of each kind. */
const ROWS = {
  bars: 'bars',
  'quote-bars': 'bars',
  trades: 'trades',
  quotes: 'quotes',
  depth: 'depth',
  funding: 'times',
  table: 'times',
} as const;

/** Words that programs print instead of a number. */
const NO_NUMBER = /^[+-]?(nan|inf|infinity|null|none|nil|n\/?a|#n\/a|undefined)$/i;

export interface FileCheckOptions {
  readonly path: string;
  readonly mapping: ColumnMapping;
  readonly intervalUs: number | undefined;
  readonly issuesMax: number;
}

/** Checks one file row by row: its shape, its numbers, and with `QualityCheck` its times, repetitions and prices. */
export class FileCheck {
  complete = true;
  readonly #options: FileCheckOptions;
  readonly #decimal = new DecimalScanner();
  readonly #own: FileIssue[] = [];
  readonly #ownCounts = new Map<IssueKind, number>();
  #layout: Layout | undefined;
  #check: QualityCheck | undefined;
  #time: TimeScanner | undefined;
  #timeColumn = -1;
  #names: readonly string[] = [];
  /** Columns of a table that hold numbers, by the first row. */
  #numeric: number[] = [];
  /** Rows of a table without times, which nothing else counts. */
  #rows = 0;

  constructor(options: FileCheckOptions) {
    this.#options = options;
  }

  row(scanner: RowScanner): void {
    if (this.#layout === undefined) {
      const texts = fieldTexts(scanner);
      const layout = recogniseLayout(texts, this.#options.mapping);
      if ('field' in layout) throw mappingRefusal(this.#options.path, layout.field, layout.column, texts);
      this.#layout = layout;
      this.#names = layout.names;
      this.#check = new QualityCheck({
        rows: ROWS[layout.kind],
        issuesListedMax: this.#options.issuesMax,
        ...(this.#options.intervalUs === undefined ? {} : { intervalUs: this.#options.intervalUs }),
      });
      if (layout.hasHeader) return;
    }
    if (this.#timeColumn < 0 && this.#rows === 0) this.#begin(scanner);
    this.#rows += 1;
    if (scanner.defect !== 'none') {
      this.#quality().note(scanner.line, 'malformed-row', ROW_DEFECTS[scanner.defect]);
    } else if (scanner.fields === this.#names.length) {
      this.#good(scanner);
    } else {
      const end = scanner.unterminated ? '; the file ends inside this row' : '';
      const detail = `${scanner.fields} columns instead of ${this.#names.length}${end}`;
      this.#quality().note(scanner.line, 'malformed-row', detail);
    }
  }

  /** Finds the time column and the columns of numbers on the first row of data. */
  #begin(scanner: RowScanner): void {
    const layout = this.#layout as Layout;
    for (const field of ['localTime', 'time', 'tradeTime', 'exchangeTime'] as const) {
      const column = layout.columns.get(field);
      if (column === undefined) continue;
      const unit = timeUnit(normalName(layout.names[column] ?? ''), scanner.text(column));
      if (unit === undefined) continue;
      this.#time = new TimeScanner(unit);
      this.#timeColumn = column;
      break;
    }
    if (layout.kind !== 'table') return;
    this.#numeric = this.#names
      .map((_, index) => index)
      .filter((index) => index !== this.#timeColumn && this.#isNumber(scanner, index));
  }

  #good(scanner: RowScanner): void {
    const check = this.#quality();
    const { line, bytes } = scanner;
    const fingerprint = fingerprintBytes(bytes, scanner.rowStart, scanner.rowEnd);
    const timeUs = this.#timeUs(scanner);
    switch (this.#layout?.kind) {
      case 'bars':
        check.bar(
          line,
          fingerprint,
          timeUs,
          this.#value(scanner, 'open'),
          this.#value(scanner, 'high'),
          this.#value(scanner, 'low'),
          this.#value(scanner, 'close'),
          this.#optional(scanner, 'volume'),
        );
        break;
      case 'quote-bars':
        this.#quoteBar(scanner, check, fingerprint, timeUs);
        break;
      case 'trades':
        check.trade(
          line,
          fingerprint,
          timeUs,
          this.#id(scanner, 'tradeId'),
          this.#value(scanner, 'price'),
          this.#value(scanner, 'quantity'),
        );
        break;
      case 'quotes':
        check.quote(
          line,
          fingerprint,
          timeUs,
          this.#id(scanner, 'updateId'),
          this.#value(scanner, 'bidPrice'),
          this.#value(scanner, 'bidQuantity'),
          this.#value(scanner, 'askPrice'),
          this.#value(scanner, 'askQuantity'),
        );
        break;
      case 'depth':
        check.depth(
          line,
          fingerprint,
          timeUs,
          this.#isSnapshot(scanner),
          this.#id(scanner, 'firstUpdateId'),
          this.#id(scanner, 'lastUpdateId'),
          this.#id(scanner, 'previousUpdateId'),
          this.#value(scanner, 'price'),
          this.#value(scanner, 'quantity'),
        );
        break;
      default:
        if (this.#time !== undefined) check.time(line, fingerprint, timeUs);
        this.#numbers(scanner);
    }
  }

  /** Candles of bid and ask: the bid's shape with the shared check, then the ask's shape and the spread. */
  #quoteBar(scanner: RowScanner, check: QualityCheck, fingerprint: number, timeUs: number): void {
    const bidClose = this.#value(scanner, 'bidClose');
    const verdict = check.bar(
      scanner.line,
      fingerprint,
      timeUs,
      this.#value(scanner, 'bidOpen'),
      this.#value(scanner, 'bidHigh'),
      this.#value(scanner, 'bidLow'),
      bidClose,
      undefined,
    );
    if (verdict !== 'keep') return;
    const open = this.#value(scanner, 'askOpen');
    const high = this.#value(scanner, 'askHigh');
    const low = this.#value(scanner, 'askLow');
    const close = this.#value(scanner, 'askClose');
    if (!(open > 0 && high > 0 && low > 0 && close > 0)) {
      this.#add(scanner.line, 'bad-price', `ask open ${open}, high ${high}, low ${low}, close ${close}`);
    } else if (open < low || open > high || close < low || close > high) {
      this.#add(
        scanner.line,
        'bad-range',
        `ask open ${open} or close ${close} is outside of ${low} to ${high}`,
      );
    } else if (close < bidClose) {
      this.#add(scanner.line, 'crossed-quote', `ask close ${close} is below bid close ${bidClose}`);
    }
  }

  /** Looks for what is no number in the columns of numbers of a table. */
  #numbers(scanner: RowScanner): void {
    for (const column of this.#numeric) {
      const start = scanner.starts[column] as number;
      const outcome = this.#decimal.scan(scanner.bytes, start, scanner.ends[column] as number);
      if (outcome === DECIMAL_OK || outcome === DECIMAL_TOO_LONG) continue;
      const name = this.#names[column] ?? '';
      if (outcome === DECIMAL_EMPTY) this.#add(scanner.line, 'empty-value', `column '${name}' is empty`);
      else
        this.#add(scanner.line, 'not-a-number', `column '${name}' is '${scanner.text(column).slice(0, 40)}'`);
    }
  }

  #isNumber(scanner: RowScanner, column: number): boolean {
    const outcome = this.#decimal.scan(
      scanner.bytes,
      scanner.starts[column] as number,
      scanner.ends[column] as number,
    );
    return outcome === DECIMAL_OK || outcome === DECIMAL_TOO_LONG || NO_NUMBER.test(scanner.text(column));
  }

  #timeUs(scanner: RowScanner): number {
    const time = this.#time;
    if (time === undefined) return Number.NaN;
    const column = this.#timeColumn;
    return time.scan(scanner.bytes, scanner.starts[column] as number, scanner.ends[column] as number)
      ? time.timeUs
      : Number.NaN;
  }

  /** A field as an estimate, NaN when it is no number or the file has no such column. */
  #value(scanner: RowScanner, field: Field): number {
    const column = this.#layout?.columns.get(field);
    if (column === undefined) return Number.NaN;
    const decimal = this.#decimal;
    const outcome = decimal.scan(
      scanner.bytes,
      scanner.starts[column] as number,
      scanner.ends[column] as number,
    );
    if (outcome === DECIMAL_OK) return decimal.mantissa / (POWERS_OF_TEN[decimal.decimals] as number);
    return outcome === DECIMAL_TOO_LONG ? Number(scanner.text(column)) : Number.NaN;
  }

  #optional(scanner: RowScanner, field: Field): number | undefined {
    return this.#layout?.columns.has(field) === true ? this.#value(scanner, field) : undefined;
  }

  /** An id, −1 where the file leaves it empty or has no such column. */
  #id(scanner: RowScanner, field: Field): number {
    const column = this.#layout?.columns.get(field);
    if (column === undefined || scanner.starts[column] === scanner.ends[column]) return -1;
    return this.#value(scanner, field);
  }

  #isSnapshot(scanner: RowScanner): boolean {
    const column = this.#layout?.columns.get('messageKind');
    return column !== undefined && scanner.text(column).startsWith('s');
  }

  #quality(): QualityCheck {
    if (this.#check === undefined) throw new TypeError('rows before the header');
    return this.#check;
  }

  #add(line: number, kind: IssueKind, detail: string): void {
    const count = (this.#ownCounts.get(kind) ?? 0) + 1;
    this.#ownCounts.set(kind, count);
    if (count <= this.#options.issuesMax) this.#own.push({ line, kind, detail });
  }

  /** Notes that the file could not be read from `line` on. */
  cutOff(line: number, why: string): void {
    this.#add(line, 'truncated-file', why);
  }

  /** Puts everything found together. */
  finish(): {
    kind: LayoutKind;
    report: Pick<QualityReport, 'rows' | 'firstTimeUs' | 'lastTimeUs' | 'intervalUs'>;
    issues: FileIssue[];
    counts: Partial<Record<IssueKind, number>>;
  } {
    const kind = this.#layout?.kind ?? 'table';
    const found = this.#check?.report();
    if (found === undefined || this.#rows === 0) this.#add(1, 'empty-file', 'the file has no rows');
    // Rows of a table may share a time (swaps of one block); that they go back is told by `time-backwards`.
    const ignored = ROWS[kind] === 'times' ? 'time-not-increasing' : undefined;
    const counts: Partial<Record<IssueKind, number>> = {};
    for (const quality of QUALITY_KINDS) {
      const count = found?.counts[quality] ?? 0;
      if (count > 0 && quality !== ignored) counts[quality] = count;
    }
    for (const [own, count] of this.#ownCounts) counts[own] = (counts[own] ?? 0) + count;
    const issues = [...(found?.issues ?? []).filter((issue) => issue.kind !== ignored), ...this.#own];
    issues.sort((a, b) => a.line - b.line);
    // A gap of many bars is one issue, so a kind is listed whole as long as its list is not full.
    const listed = new Map<IssueKind, number>();
    for (const issue of issues) listed.set(issue.kind, (listed.get(issue.kind) ?? 0) + 1);
    this.complete = [...listed].every(
      ([one, count]) => count < this.#options.issuesMax || count === counts[one],
    );
    const none = { rows: 0, firstTimeUs: Number.NaN, lastTimeUs: Number.NaN, intervalUs: 0 };
    return { kind, report: found === undefined ? none : { ...found, rows: this.#rows }, issues, counts };
  }
}

function fieldTexts(scanner: RowScanner): string[] {
  return Array.from({ length: scanner.fields }, (_, index) => scanner.text(index));
}
