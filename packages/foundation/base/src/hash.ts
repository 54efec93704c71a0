// tidy-ok: a digest is a pure function of its bytes, and the runtime's is the fastest.
import { createHash, hash } from 'node:crypto';

/** A SHA-256 digest as 64 lower-case hexadecimal digits. */
export type Sha256 = string;

/** The link before the first: a chain starts from 64 zeros. */
export const GENESIS: Sha256 = '0'.repeat(64);

/** Returns the SHA-256 digest of text (as UTF-8) or bytes. */
export function sha256(data: string | Uint8Array): Sha256 {
  return hash('sha256', data, 'hex');
}

/** A digest over bytes that arrive piece by piece; pieces join without a seam. */
export class RunningHash {
  readonly #digest = createHash('sha256');

  update(data: string | Uint8Array): void {
    this.#digest.update(data);
  }

  /** Returns the digest of all bytes so far; more may follow. */
  peek(): Sha256 {
    return this.#digest.copy().digest('hex');
  }
}
