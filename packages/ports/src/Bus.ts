import { Fault, Refusal } from '@qca/base';
import type { StopListening } from './CommandInbox.ts';

/** Bytes that one role tells the others. */
export interface BusMessage {
  readonly topic: string;
  /** Messages with the same key keep their order. */
  readonly key: string;
  readonly bytes: Uint8Array;
  /** 1 for the first delivery to this group. */
  readonly attempt: number;
}

/** A message is acknowledged when the promise resolves; when it rejects, it is delivered again. */
export type BusHandler = (message: BusMessage) => Promise<void>;

/** One message: larger things are stored elsewhere and named. */
export const MESSAGE_BYTES_MAX = 1_048_576;

/** Messages that one group may be behind: about a minute of a busy market. */
export const BACKLOG_MAX = 10_000;

/**
 * Topics that roles tell and hear. Every group hears every message, its members share them.
 *
 * Delivery is at least once: whoever hears must bear hearing twice. A group exists from its first subscription on and hears what
 * is published from then; what comes while none of its members is there waits for the next.
 */
export interface Bus {
  /**
   * Resolves when the message is with the bus. The bytes are copied.
   *
   * Rejects, as `Refusal`: `bad-topic`, `message-too-large`; as a retryable `Fault` when a group is `BACKLOG_MAX` behind.
   */
  publish(topic: string, key: string, bytes: Uint8Array): Promise<void>;
  /**
   * Calls `handler` with messages of one key one after another, of different keys side by side. A message that is not
   * acknowledged comes again, before later ones of its key, after a pause that grows to a second; it is never given up.
   *
   * When stopping resolves, the calls under way have ended; what they did not acknowledge goes to another member.
   *
   * Rejects, as `Refusal`: `bad-topic`.
   */
  subscribe(topic: string, group: string, handler: BusHandler): Promise<StopListening>;
  close(): Promise<void>;
}

const NAME = /^[a-z][a-z0-9.-]{0,99}$/;

/** Names of topics and groups. Rejects, as `Refusal`: `bad-topic`. */
export function refuseBadTopic(name: string): void {
  if (NAME.test(name)) return;
  throw new Refusal({
    kind: 'bad-topic',
    what: `${JSON.stringify(name)} is not the name of a topic or a group`,
    where: 'bus',
    remedy: 'Use 1 to 100 small letters, digits, dots or dashes, starting with a letter.',
  });
}

/** Rejects, as `Refusal`: `message-too-large`. */
export function refuseLargeMessage(bytes: Uint8Array): void {
  if (bytes.length <= MESSAGE_BYTES_MAX) return;
  throw new Refusal({
    kind: 'message-too-large',
    what: `a message of ${bytes.length} bytes is above the bound of ${MESSAGE_BYTES_MAX}`,
    where: 'bus',
    remedy: 'Store the content elsewhere and publish its name.',
  });
}

/** Tells that a group hears more slowly than others tell. */
export function backlogFull(topic: string, group: string): Fault {
  return new Fault(`group ${group} is ${BACKLOG_MAX} messages behind on ${topic}`, { retryable: true });
}
