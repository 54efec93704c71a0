const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;
const COMMA = 0x2c;
const NUL = 0x00;

/** Longer rows are refused: no market row comes near, and an unclosed quote would otherwise swallow the file. */
export const ROW_BYTES_MAX = 1 << 20;

/** More columns are refused; the widest known data set has a few hundred. */
export const COLUMNS_MAX = 4096;

/** Why a row cannot be split into fields. */
export type RowDefect =
  | 'none'
  | 'nul-byte'
  | 'unclosed-quote'
  | 'row-too-long'
  | 'too-many-columns'
  | 'text-after-quote';

/**
 * Splits CSV bytes (RFC 4180, commas, LF or CRLF) into rows of field positions. Nothing is copied or decoded:
 * during `onRow`, field `i` is `bytes[starts[i], ends[i])`, without its quotes.
 *
 * Feed it pieces of any size; rows may cross pieces. Empty lines are skipped and counted in `line`.
 */
export class RowScanner {
  bytes: Uint8Array = new Uint8Array(0);
  readonly starts = new Int32Array(COLUMNS_MAX);
  readonly ends = new Int32Array(COLUMNS_MAX);
  fields = 0;
  /** Line on which the current row starts, counted from 1. */
  line = 0;
  /** Position of the whole row, without its line end. */
  rowStart = 0;
  rowEnd = 0;
  defect: RowDefect = 'none';
  /** Whether the row ended with the file instead of a line end. */
  unterminated = false;
  #nextLine = 1;
  /** Bytes at the front of the window that belong to a row not yet whole. */
  #rest = 0;
  readonly #onRow: () => void;

  constructor(onRow: () => void) {
    this.#onRow = onRow;
  }

  /** Reads the next piece of the file. */
  push(piece: Uint8Array): void {
    // What the last piece left of a row stands at the front of the window; the piece follows it.
    const length = this.#rest + piece.length;
    if (length > this.bytes.length) {
      const wider = new Uint8Array(length * 2);
      wider.set(this.bytes.subarray(0, this.#rest));
      this.bytes = wider;
    }
    this.bytes.set(piece, this.#rest);
    const used = this.#scan(length, false);
    this.bytes.copyWithin(0, used, length);
    this.#rest = length - used;
  }

  /** Reads what is left after the last line end. */
  finish(): void {
    this.#scan(this.#rest, true);
    this.#rest = 0;
  }

  /** Emits every whole row of the first `length` bytes and returns how many bytes those rows took. */
  #scan(length: number, last: boolean): number {
    let at = 0;
    while (at < length) {
      const next = this.#row(this.bytes, length, at, last);
      if (next < 0) return at;
      at = next;
    }
    return length;
  }

  /** Splits one row and emits it. Returns the start of the next one, −1 when the row is not whole yet. */
  #row(bytes: Uint8Array, length: number, start: number, last: boolean): number {
    const starts = this.starts;
    const ends = this.ends;
    let fields = 0;
    let fieldStart = start;
    let at = start;
    this.defect = 'none';
    for (; at < length; at += 1) {
      const byte = bytes[at] as number;
      if (byte > COMMA) continue; // digits, letters, point and minus all lie above the comma
      if (byte === COMMA) {
        if (fields < COLUMNS_MAX - 1) {
          starts[fields] = fieldStart;
          ends[fields] = at;
          fields += 1;
        } else this.defect = 'too-many-columns';
        fieldStart = at + 1;
      } else if (byte === NEWLINE) {
        break;
      } else if (byte === QUOTE && at === fieldStart) {
        return this.#quotedRow(bytes, length, start, last);
      } else if (byte === NUL) {
        this.defect = 'nul-byte';
      }
    }
    if (at === length && !last) return at - start > ROW_BYTES_MAX ? this.#tooLong(length, start) : -1;
    const end = at > start && bytes[at - 1] === RETURN ? at - 1 : at;
    starts[fields] = fieldStart;
    ends[fields] = Math.max(end, fieldStart);
    this.#emit(start, end, fields + 1, at === length, 1);
    return at + 1;
  }

  /** The slow road: a row with at least one quoted field, which may hold commas, quotes and line ends. */
  #quotedRow(bytes: Uint8Array, length: number, start: number, last: boolean): number {
    let fields = 0;
    let lines = 1;
    let at = start;
    this.defect = 'none';
    for (;;) {
      let fieldStart = at;
      let fieldEnd: number;
      if (bytes[at] === QUOTE) {
        fieldStart += 1;
        at = closingQuote(bytes, length, fieldStart);
        if (at < 0) {
          if (!last) return length - start > ROW_BYTES_MAX ? this.#tooLong(length, start) : -1;
          this.defect = 'unclosed-quote';
          at = length;
          fieldEnd = length;
        } else {
          fieldEnd = at;
          at += 1;
          const after = bytes[at];
          if (at < length && after !== COMMA && after !== NEWLINE && after !== RETURN)
            this.defect = 'text-after-quote';
        }
        for (let index = fieldStart; index < fieldEnd; index += 1) if (bytes[index] === NEWLINE) lines += 1;
      } else fieldEnd = -1;
      while (at < length && bytes[at] !== COMMA && bytes[at] !== NEWLINE) {
        if (bytes[at] === NUL) this.defect = 'nul-byte';
        at += 1;
      }
      if (at === length && !last) return length - start > ROW_BYTES_MAX ? this.#tooLong(length, start) : -1;
      if (fieldEnd < 0)
        fieldEnd = at > fieldStart && bytes[at] !== COMMA && bytes[at - 1] === RETURN ? at - 1 : at;
      if (fields < COLUMNS_MAX) {
        this.starts[fields] = fieldStart;
        this.ends[fields] = fieldEnd;
        fields += 1;
      } else this.defect = 'too-many-columns';
      if (at === length || bytes[at] === NEWLINE) break;
      at += 1;
    }
    const end = at > start && bytes[at - 1] === RETURN ? at - 1 : at;
    this.#emit(start, end, fields, at === length, lines);
    return at + 1;
  }

  /** Reports a row above the limit once and drops the bytes seen of it. */
  #tooLong(length: number, start: number): number {
    this.defect = 'row-too-long';
    this.starts[0] = start;
    this.ends[0] = start;
    this.#emit(start, start + 1, 1, false, 0);
    return length;
  }

  #emit(start: number, end: number, fields: number, unterminated: boolean, lines: number): void {
    this.line = this.#nextLine;
    this.#nextLine += lines;
    if (end === start) return;
    this.rowStart = start;
    this.rowEnd = end;
    this.fields = fields;
    this.unterminated = unterminated;
    this.#onRow();
  }

  /** Decodes field `index` as text, doubled quotes undone. For headers and messages, not for hot paths. */
  text(index: number): string {
    return index < this.fields
      ? decode(this.bytes, this.starts[index] as number, this.ends[index] as number).replaceAll('""', '"')
      : '';
  }
}

/** Returns the position of the quote that closes a field, −1 when there is none. */
function closingQuote(bytes: Uint8Array, length: number, start: number): number {
  for (let at = start; at < length; at += 1) {
    if (bytes[at] !== QUOTE) continue;
    if (at + 1 < length && bytes[at + 1] === QUOTE) at += 1;
    else return at;
  }
  return -1;
}

const DECODER = new TextDecoder('utf-8');

function decode(bytes: Uint8Array, start: number, end: number): string {
  return DECODER.decode(bytes.subarray(start, end));
}
