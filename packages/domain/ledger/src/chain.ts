import { accept, GENESIS, type Result, reject, type Sha256, sha256 } from '@qca/base';
import type { Account } from './account.ts';
import type { TransferEvent, TransferEventType } from './transfer.ts';

/*
 * The chain: one link per linked group, link = sha256(previous link + group text), from GENESIS.
 *
 *   group text  = header line, then one line per event, each line behind a line feed
 *   header      = id of the first event ; time in microseconds ; key
 *   event       = letter + pending id ; debit path ; credit path ; kind + atoms [; strategy ; reference]
 *
 * Strategy and reference are left out where they equal those of the event before (both empty before the first).
 * Free texts are written as length:text, so no characters in them can imitate a separator. Ids and group numbers
 * run without gaps, which `verifyChain` checks, so the first id of a group stands for all. The text is built by
 * joining few and mostly ready pieces, because joining costs more than hashing.
 */

const LETTER: Readonly<Record<TransferEventType, string>> = {
  posted: '\nP',
  reserved: '\nR',
  'pending-posted': '\nC',
  'pending-voided': '\nV',
};

/** Returns the canonical text of a whole group. */
export function groupText(events: readonly TransferEvent[], accounts: readonly Account[]): string {
  let text = groupHeader(events[0]!);
  let before: TransferEvent | undefined;
  for (const event of events) {
    text += eventLine(event, before, accounts);
    before = event;
  }
  return text;
}

/** Returns the header line of the group that `first` opens. */
export function groupHeader(first: TransferEvent): string {
  // A bigint prints faster than a number above 2^31.
  return `\n${first.id};${BigInt(first.timeUs)};${first.key.length}:${first.key}`;
}

/** Returns the line of one event; `before` is the event before it in the same group. */
export function eventLine(
  event: TransferEvent,
  before: TransferEvent | undefined,
  accounts: readonly Account[],
): string {
  const { strategy, reference, pendingId } = event;
  let line = LETTER[event.type];
  if (pendingId !== 0) line += pendingId;
  line += accounts[event.debit]!.label + accounts[event.credit]!.label + event.kind + event.amount;
  if (strategy === (before?.strategy ?? '') && reference === (before?.reference ?? '')) return line;
  return `${line};${strategy.length}:${strategy};${reference.length}:${reference}`;
}

/** Returns the link after `previous` for a group of that text. */
export function nextLink(previous: Sha256, text: string): Sha256 {
  return sha256(previous + text);
}

/** What is wrong with a history, and at which transfer. */
export type ChainBreak =
  | {
      readonly kind: 'wrong-sequence';
      readonly id: number;
      readonly expectedId: number;
      readonly group: number;
    }
  | { readonly kind: 'mixed-group'; readonly id: number; readonly group: number }
  | { readonly kind: 'unknown-account'; readonly id: number; readonly group: number }
  | {
      readonly kind: 'wrong-link';
      readonly id: number;
      readonly group: number;
      readonly expected: Sha256;
      readonly found: Sha256;
    }
  | { readonly kind: 'unfinished-group'; readonly group: number }
  | { readonly kind: 'wrong-head'; readonly expected: Sha256; readonly found: Sha256 };

/** Where a verified history ends. */
export interface ChainEnd {
  readonly head: Sha256;
  readonly groups: number;
  readonly transfers: number;
}

/**
 * Recomputes the chain over a whole history, from its first event.
 *
 * An edit, a deletion in the middle or a change of order breaks a link. Only `head`, kept elsewhere, shows that
 * the end was cut off or the whole chain was written anew; without it those stay unseen.
 */
export function verifyChain(
  history: { readonly accounts: readonly Account[]; readonly events: Iterable<TransferEvent> },
  head?: Sha256,
): Result<ChainEnd, ChainBreak> {
  let link = GENESIS;
  let group = 1;
  let expectedId = 1;
  let first: TransferEvent | undefined;
  let before: TransferEvent | undefined;
  let text = '';
  for (const event of history.events) {
    const where = { id: event.id, group };
    if (event.id !== expectedId || event.group !== group)
      return reject({ kind: 'wrong-sequence', expectedId, ...where });
    if (history.accounts[event.debit] === undefined || history.accounts[event.credit] === undefined) {
      return reject({ kind: 'unknown-account', ...where });
    }
    if (first === undefined) {
      first = event;
      text = groupHeader(event);
    } else if (event.timeUs !== first.timeUs || event.key !== first.key) {
      return reject({ kind: 'mixed-group', ...where });
    }
    text += eventLine(event, before, history.accounts);
    before = event;
    expectedId += 1;
    if (event.link === '') continue;
    const expected = nextLink(link, text);
    if (event.link !== expected) return reject({ kind: 'wrong-link', ...where, expected, found: event.link });
    link = expected;
    group += 1;
    first = undefined;
    before = undefined;
  }
  if (first !== undefined) return reject({ kind: 'unfinished-group', group });
  if (head !== undefined && head !== link) return reject({ kind: 'wrong-head', expected: head, found: link });
  return accept({ head: link, groups: group - 1, transfers: expectedId - 1 });
}
