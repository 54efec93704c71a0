import { refuseModel } from '../refuseModel.ts';

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Reads the binary format of WebAssembly inside its bytes. Rejects, as `Refusal`: `model-malformed`. */
export class WasmReader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get isDone(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    if (this.at >= this.end) throw malformed('it ends too early');
    const byte = this.bytes[this.at]!;
    this.at += 1;
    return byte;
  }

  /** Returns an unsigned LEB128 number of at most 32 bits. */
  uint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      if (shift === 28 && byte > 0x0f) throw malformed('a number has more than 32 bits');
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    throw malformed('a number has more than five bytes');
  }

  /** Goes past a signed LEB128 number of at most `bits` bits. */
  skipSigned(bits: 32 | 33 | 64): void {
    const bytesMax = Math.ceil(bits / 7);
    for (let count = 0; count < bytesMax; count += 1) {
      if (this.byte() < 0x80) return;
    }
    throw malformed(`a number has more than ${bytesMax} bytes`);
  }

  skip(length: number): void {
    if (length > this.end - this.at)
      throw malformed(`${length} bytes are announced and ${this.end - this.at} are left`);
    this.at += length;
  }

  name(): string {
    const length = this.uint();
    const start = this.at;
    this.skip(length);
    try {
      return UTF8.decode(this.bytes.subarray(start, start + length));
    } catch {
      throw malformed('a name is not UTF-8');
    }
  }

  /** Returns a reader of the next `length` bytes, and goes past them. */
  part(length: number): WasmReader {
    const start = this.at;
    this.skip(length);
    return new WasmReader(this.bytes, start, start + length);
  }
}

export function malformed(what: string) {
  return refuseModel(
    'model-malformed',
    `the file is no WebAssembly module: ${what}`,
    'Build the model again.',
  );
}
