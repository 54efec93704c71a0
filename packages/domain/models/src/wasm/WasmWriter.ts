/** Bytes that grow, in the numbers of WebAssembly. */
export class WasmWriter {
  #bytes = new Uint8Array(1_024);
  #length = 0;

  byte(value: number): this {
    this.#room(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
    return this;
  }

  raw(bytes: Uint8Array | readonly number[]): this {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** Appends an unsigned LEB128 number below 2^32. */
  uint(value: number): this {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    return this.byte(rest);
  }

  /** Appends a section, or whatever has its length before it. */
  sized(content: Uint8Array): this {
    return this.uint(content.length).raw(content);
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
