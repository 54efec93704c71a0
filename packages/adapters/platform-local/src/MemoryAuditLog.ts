import { assert } from '@qca/base';
import {
  AUDIT_LISTED_MAX,
  type AuditEntry,
  type AuditLog,
  type AuditRow,
  encodeAuditEntry,
} from '@qca/ports';

/** Memory holds the newest entries only: about 10 MB of them. */
const ENTRIES_MAX = 10_000;

/** An audit log that ends with the process. */
export class MemoryAuditLog implements AuditLog {
  readonly #entries: (ReturnType<typeof encodeAuditEntry> & { readonly number: number })[] = [];
  #number = 0;

  async add(entry: AuditEntry): Promise<void> {
    const encoded = encodeAuditEntry(entry);
    this.#number += 1;
    this.#entries.push({ ...encoded, number: this.#number });
    // Cut in large pieces: taking the first of a long list away one by one is slow.
    if (this.#entries.length >= 2 * ENTRIES_MAX) this.#entries.splice(0, ENTRIES_MAX);
  }

  async list({
    limit,
    before = Number.POSITIVE_INFINITY,
  }: {
    readonly limit: number;
    readonly before?: number;
  }): Promise<readonly AuditRow[]> {
    assert(
      Number.isInteger(limit) && limit > 0 && limit <= AUDIT_LISTED_MAX,
      `limit ${limit} must be from 1 to ${AUDIT_LISTED_MAX}`,
    );
    const asked = this.#entries.filter((entry) => entry.number < before).slice(-limit);
    return asked.reverse().map((entry) => ({ ...entry, detail: JSON.parse(entry.detail) }));
  }
}
