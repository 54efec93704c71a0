import { refuseModel } from '../refuseModel.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const TWO_32 = 0x1_0000_0000;

/** How a field lies in the bytes. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/**
 * Reads protocol buffers field by field, inside its bytes and nowhere else. What is read twice as long takes twice as
 * long: no length is believed before it was held against the bytes that are there.
 *
 * Source: protobuf.dev/programming-guides/encoding. Rejects, as `Refusal`: `model-malformed`.
 */
export class ProtoReader {
  /** Number of the field that `next` went to. */
  field = 0;
  wire = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Goes to the next field. Its value must be read or skipped before the next. */
  next(): boolean {
    if (this.#at >= this.#bytes.length) return false;
    const tag = this.int();
    this.field = Math.floor(tag / 8);
    this.wire = tag & 7;
    if (this.field < 1 || this.field > 0x1fff_ffff) throw malformed(`field number ${this.field}`);
    return true;
  }

  /** Returns a whole number. Beyond ±2^53 it is the nearest that a number can hold. */
  int(): number {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.#at];
      if (byte === undefined) throw malformed('a number ends too early');
      this.#at += 1;
      const part = byte & 0x7f;
      if (shift < 28) low |= part << shift;
      else if (shift === 28) {
        low |= part << 28;
        high |= part >> 4;
      } else if (shift < 63) high |= part << (shift - 32);
      else if (part > 1) throw malformed('a number has more than 64 bits');
      else high |= part << 31;
      if (byte < 0x80) return (high | 0) * TWO_32 + (low >>> 0);
    }
    throw malformed('a number has more than ten bytes');
  }

  float32(): number {
    const at = this.#take(4);
    return this.#view.getFloat32(at, true);
  }

  float64(): number {
    const at = this.#take(8);
    return this.#view.getFloat64(at, true);
  }

  bytes(): Uint8Array {
    this.expect(WIRE.bytes);
    const length = this.int();
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  text(): string {
    const bytes = this.bytes();
    try {
      return UTF8.decode(bytes);
    } catch {
      throw malformed('a text is not UTF-8');
    }
  }

  /** Reads a repeated number, packed or alone, and hands each to `keep`. */
  numbers(kind: 'int' | 'float32' | 'float64', keep: (value: number) => void): void {
    if (this.wire !== WIRE.bytes) {
      this.expect(kind === 'int' ? WIRE.varint : kind === 'float32' ? WIRE.fixed32 : WIRE.fixed64);
      keep(this[kind]());
      return;
    }
    const packed = new ProtoReader(this.bytes());
    while (packed.#at < packed.#bytes.length) keep(packed[kind]());
  }

  skip(): void {
    if (this.wire === WIRE.varint) this.int();
    else if (this.wire === WIRE.fixed64) this.#take(8);
    else if (this.wire === WIRE.fixed32) this.#take(4);
    else this.bytes();
  }

  expect(wire: number): void {
    if (this.wire !== wire) throw malformed(`field ${this.field} has the wire type ${this.wire}`);
  }

  #take(length: number): number {
    const at = this.#at;
    if (!(length >= 0 && length <= this.#bytes.length - at)) {
      throw malformed(`${length} bytes are announced and ${this.#bytes.length - at} are left`);
    }
    this.#at = at + length;
    return at;
  }
}

function malformed(what: string) {
  return refuseModel('model-malformed', `the file is no ONNX model: ${what}`, 'Export the model again.');
}
