import { Refusal, type TimeUs } from '@qca/base';
import { encodeJson, isStorableText } from './encodeJson.ts';

/** Something an operator may want to look up later: a sign-in, a refusal, a change of accounts. */
export interface AuditEntry {
  readonly timeUs: TimeUs;
  /** `signed-in`, `sign-in-refused`, `command-sent`, … */
  readonly kind: string;
  /** The account's name, or what was given as one. */
  readonly who: string;
  /** Where it came from: an address, a command line. */
  readonly origin: string;
  /** Plain JSON, at most `AUDIT_BYTES_MAX`. Never a password or a token. */
  readonly detail: unknown;
}

/** An entry with its place in the log. */
export interface AuditRow extends AuditEntry {
  /** Rises from entry to entry. */
  readonly number: number;
}

/** A few words and numbers. */
export const AUDIT_BYTES_MAX = 4_096;

/** One answer holds at most so many entries. */
export const AUDIT_LISTED_MAX = 1_000;

/** A list that only grows. What people do at a door fills it, so the door bounds how often they may try. */
export interface AuditLog {
  /**
   * Adds an entry; `who` and `origin` are cut at 200 characters, because what is refused may be of any size.
   *
   * Rejects, as `Refusal`: `bad-audit-entry`, `document-too-large`.
   */
  add(entry: AuditEntry): Promise<void>;
  /** The newest first, those before number `before` if given. */
  list(filter: { readonly limit: number; readonly before?: number }): Promise<readonly AuditRow[]>;
}

const KIND = /^[a-z][a-z0-9-]{0,49}$/;
const TEXT_LENGTH_MAX = 200;

/** An entry as logs keep it: texts cut and made storable, the detail as JSON. Rejects as `add` does. */
export function encodeAuditEntry(
  entry: AuditEntry,
): Omit<AuditEntry, 'detail'> & { readonly detail: string } {
  const { timeUs, kind } = entry;
  if (!KIND.test(kind) || !Number.isSafeInteger(timeUs)) {
    throw new Refusal({
      kind: 'bad-audit-entry',
      what: `an audit entry has no kind of small letters, digits and dashes, or no time in whole microseconds`,
      where: 'audit log',
      remedy: 'Give both.',
    });
  }
  const detail = encodeJson(entry.detail, { bytesMax: AUDIT_BYTES_MAX, where: 'audit detail' });
  return { timeUs, kind, who: cut(entry.who), origin: cut(entry.origin), detail };
}

function cut(text: string): string {
  const short = text.slice(0, TEXT_LENGTH_MAX);
  return isStorableText(short, TEXT_LENGTH_MAX) ? short : short.toWellFormed().replaceAll('\0', '\uFFFD');
}
