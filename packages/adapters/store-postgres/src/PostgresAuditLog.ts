import { assert } from '@qca/base';
import {
  AUDIT_LISTED_MAX,
  type AuditEntry,
  type AuditLog,
  type AuditRow,
  encodeAuditEntry,
} from '@qca/ports';
import type { Database } from './Database.ts';

const ADD = 'INSERT INTO qca.audit_log (time_us, kind, who, origin, detail) VALUES ($1, $2, $3, $4, $5)';
const LIST = `SELECT * FROM qca.audit_log WHERE $1::bigint IS NULL OR number < $1 ORDER BY number DESC LIMIT $2`;

interface AuditColumns {
  readonly number: string;
  readonly time_us: string;
  readonly kind: string;
  readonly who: string;
  readonly origin: string;
  readonly detail: string;
}

/** An audit log in a table. */
export class PostgresAuditLog implements AuditLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(entry: AuditEntry): Promise<void> {
    const { timeUs, kind, who, origin, detail } = encodeAuditEntry(entry);
    await this.#database.query(ADD, [timeUs, kind, who, origin, detail]);
  }

  async list(filter: { readonly limit: number; readonly before?: number }): Promise<readonly AuditRow[]> {
    const { limit, before } = filter;
    assert(
      Number.isInteger(limit) && limit > 0 && limit <= AUDIT_LISTED_MAX,
      `limit ${limit} must be from 1 to ${AUDIT_LISTED_MAX}`,
    );
    const rows = await this.#database.query<AuditColumns>(LIST, [before, limit]);
    return rows.map(({ number, time_us, kind, who, origin, detail }) => ({
      number: Number(number),
      timeUs: Number(time_us),
      kind,
      who,
      origin,
      detail: JSON.parse(detail),
    }));
  }
}
