const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const ZERO = 0x30;
const BILLION = 1_000_000_000;

/** Bytes of a piece of JSON that never changes. It must be ASCII. */
export function fixed(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'latin1'));
}

const NULL = fixed('null');
const TRUE = fixed('true');
const FALSE = fixed('false');
const OPEN = fixed('{');
const CLOSE = fixed('}');

/**
 * Writes JSON straight into bytes, the same that `JSON.stringify` would give as UTF-8.
 *
 * Text put together from pieces is a tree that must be flattened, and numbers become text of their own first: for the
 * entries of an order that took three times as long.
 */
export class JsonBytes {
  buffer: Buffer;
  view: DataView;
  length = 0;

  constructor(capacity: number) {
    this.buffer = Buffer.alloc(capacity);
    this.view = new DataView(this.buffer.buffer, this.buffer.byteOffset);
  }

  /** Makes room for so many bytes more. */
  room(bytes: number): void {
    const needed = this.length + bytes;
    if (needed <= this.buffer.length) return;
    const larger = Buffer.alloc(Math.max(needed, this.buffer.length * 2));
    larger.set(this.buffer);
    this.buffer = larger;
    this.view = new DataView(larger.buffer, larger.byteOffset);
  }

  fixed(piece: Uint8Array): void {
    this.room(piece.length);
    const { buffer, length } = this;
    for (let index = 0; index < piece.length; index += 1) buffer[length + index] = piece[index] as number;
    this.length = length + piece.length;
  }

  /** Writes ASCII as it is. */
  ascii(text: string): void {
    this.room(text.length);
    const { buffer, length } = this;
    for (let index = 0; index < text.length; index += 1) buffer[length + index] = text.charCodeAt(index);
    this.length = length + text.length;
  }

  /** Writes text in quotes; only what a venue or a person made up may need escapes. */
  text(text: string): void {
    this.room(text.length + 2);
    const { buffer } = this;
    let at = this.length;
    buffer[at] = QUOTE;
    for (let index = 0; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code < 0x20 || code > 0x7e || code === QUOTE || code === BACKSLASH) {
        this.general(JSON.stringify(text));
        return;
      }
      at += 1;
      buffer[at] = code;
    }
    buffer[at + 1] = QUOTE;
    this.length = at + 2;
  }

  /** Writes JSON that is text already. */
  general(json: string): void {
    // A UTF-16 unit is at most three bytes of UTF-8.
    this.room(json.length * 3);
    this.length += this.buffer.write(json, this.length);
  }

  /** Writes a number; JSON has no word for what is not finite. */
  number(value: number): void {
    if (Number.isSafeInteger(value) && value >= 0) {
      this.room(16);
      if (value < BILLION) return this.#digits(value, digitsOf(value));
      const high = Math.floor(value / BILLION);
      this.#digits(high, digitsOf(high));
      return this.#digits(value - high * BILLION, 9);
    }
    if (Number.isFinite(value)) this.ascii(`${value}`);
    else this.fixed(NULL);
  }

  /**
   * Writes plain data: text, numbers, booleans, null, and objects of these in own enumerable keys; a field that is
   * undefined is left out. Arrays and everything else take the general way.
   */
  plain(value: unknown): void {
    if (typeof value === 'string') this.text(value);
    else if (typeof value === 'number') this.number(value);
    else if (typeof value === 'boolean') this.fixed(value ? TRUE : FALSE);
    else if (value === null) this.fixed(NULL);
    else if (typeof value === 'object' && !Array.isArray(value)) this.#object(value);
    else this.general(JSON.stringify(value));
  }

  #object(value: object): void {
    const fields = value as Readonly<Record<string, unknown>>;
    this.fixed(OPEN);
    let isFirst = true;
    for (const key in fields) {
      const field = fields[key];
      if (field === undefined) continue;
      if (!isFirst) this.#byte(COMMA);
      isFirst = false;
      this.text(key);
      this.#byte(COLON);
      this.plain(field);
    }
    this.fixed(CLOSE);
  }

  #byte(code: number): void {
    this.room(1);
    this.buffer[this.length] = code;
    this.length += 1;
  }

  /** Writes the last `count` digits of a whole number below 2³¹. There must be room. */
  #digits(value: number, count: number): void {
    const { buffer, length } = this;
    let left = value | 0;
    for (let at = length + count - 1; at >= length; at -= 1) {
      const tenth = (left / 10) | 0;
      buffer[at] = ZERO + left - tenth * 10;
      left = tenth;
    }
    this.length = length + count;
  }
}

function digitsOf(value: number): number {
  let count = 1;
  for (let bound = 10; bound <= value; bound *= 10) count += 1;
  return count;
}
