import { Refusal, type TimeUs } from '@qca/base';
import type { StopListening } from './CommandInbox.ts';
import { encodeJson } from './encodeJson.ts';

/** What a role says of itself at one moment. */
export interface StatusDocument {
  /** The journal entry it was taken after. */
  readonly sequence: number;
  readonly timeUs: TimeUs;
  /** Plain JSON, at most `STATUS_BYTES_MAX`. */
  readonly document: unknown;
}

/** A thousand open orders in words take a third of this. */
export const STATUS_BYTES_MAX = 1_048_576;

/** A listener looks at its document at least so often, whatever became of notifications. */
export const STATUS_POLL_MS = 1_000;

/**
 * One current document per key (`agent`, `guard`, `market`). It holds nothing of its own: after a crash a board may be empty
 * until the next is published.
 */
export interface StatusBoard {
  /**
   * Replaces the document of a key. One role publishes under a key. When called faster than documents can be written, those
   * in between are left out; each call resolves when its document or a later one is on the board.
   *
   * Rejects, as `Refusal`: `bad-status-key`, `document-too-large`.
   */
  publish(key: string, status: StatusDocument): Promise<void>;
  read(key: string): Promise<StatusDocument | undefined>;
  /**
   * Calls `onChange` with the current document, if there is one, and with every newer one. While a call has not returned (or
   * the promise it returned has not resolved) documents are not queued: the next call gets the newest. It must not throw.
   * A board that cannot be reached is tried again until it can.
   */
  listen(key: string, onChange: (status: StatusDocument) => void | Promise<void>): StopListening;
}

const STATUS_KEY = /^[a-z][a-z0-9.-]{0,63}$/;

/** Rejects, as `Refusal`: `bad-status-key`. */
export function refuseBadStatusKey(key: string): void {
  if (STATUS_KEY.test(key)) return;
  throw new Refusal({
    kind: 'bad-status-key',
    what: `${JSON.stringify(key)} is not the key of a status document`,
    where: 'status board',
    remedy: 'Use 1 to 64 small letters, digits, dots or dashes, starting with a letter.',
  });
}

/** Checks what is published and returns its document as JSON. */
export function encodeStatus(key: string, status: StatusDocument): string {
  refuseBadStatusKey(key);
  return encodeJson(status.document, { bytesMax: STATUS_BYTES_MAX, where: `status of ${key}` });
}
