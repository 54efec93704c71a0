import { accept, GENESIS, type Result, reject, type Sha256, sha256 } from '@qca/base';
import type { Account } from './account.ts';
import type { TransferEvent, TransferEventType, TransferHistory } from './transfer.ts';

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
function groupHeader(first: TransferEvent): string {
  // A bigint prints faster than a number above 2^31.
  return `\n${first.id};${BigInt(first.timeUs)};${first.key.length}:${first.key}`;
}

/** Returns the line of one event; `before` is the event before it in the same group. */
function eventLine(
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
      readonly group: number;
      readonly expectedId: number;
      readonly expectedGroup: number;
    }
  | { readonly kind: 'unknown-account'; readonly id: number; readonly group: number }
  /** Time or key differ inside one group. */
  | { readonly kind: 'mixed-group'; readonly id: number; readonly group: number }
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

/** Recomputes a chain event by event, from the first of its history. */
export class ChainVerifier {
  readonly #accounts: readonly Account[];
  readonly #open: TransferEvent[] = [];
  #link: Sha256 = GENESIS;
  #groups = 0;
  #transfers = 0;

  constructor(accounts: readonly Account[]) {
    this.#accounts = accounts;
  }

  /** Takes the next event; returns what is wrong with it, if anything. After a break nothing more can be said. */
  add(event: TransferEvent): ChainBreak | undefined {
    const { id, group } = event;
    const expectedId = this.#transfers + 1;
    const expectedGroup = this.#groups + 1;
    if (id !== expectedId || group !== expectedGroup) {
      return { kind: 'wrong-sequence', id, group, expectedId, expectedGroup };
    }
    if (this.#accounts[event.debit] === undefined || this.#accounts[event.credit] === undefined) {
      return { kind: 'unknown-account', id, group };
    }
    const first = this.#open[0] ?? event;
    if (event.timeUs !== first.timeUs || event.key !== first.key) return { kind: 'mixed-group', id, group };
    this.#open.push(event);
    this.#transfers += 1;
    return event.link === '' ? undefined : this.#closeGroup(event);
  }

  /** Ends the history. Rejects: `unfinished-group`; `wrong-head` when it does not end at `head`. */
  end(head?: Sha256): Result<ChainEnd, ChainBreak> {
    if (this.#open.length > 0) return reject({ kind: 'unfinished-group', group: this.#groups + 1 });
    if (head !== undefined && head !== this.#link) {
      return reject({ kind: 'wrong-head', expected: head, found: this.#link });
    }
    return accept({ head: this.#link, groups: this.#groups, transfers: this.#transfers });
  }

  #closeGroup({ id, group, link: found }: TransferEvent): ChainBreak | undefined {
    const expected = nextLink(this.#link, groupText(this.#open, this.#accounts));
    if (found !== expected) return { kind: 'wrong-link', id, group, expected, found };
    this.#link = expected;
    this.#groups += 1;
    this.#open.length = 0;
    return undefined;
  }
}

/**
 * Recomputes the chain over a whole history, from its first event.
 *
 * An edit, a deletion in the middle or a change of order breaks a link. Only `head`, kept elsewhere, shows that
 * the end was cut off or the whole chain was written anew; without it those stay unseen.
 * Rejects: every kind of `ChainBreak`, at the first place.
 */
export function verifyChain(history: TransferHistory, head?: Sha256): Result<ChainEnd, ChainBreak> {
  const verifier = new ChainVerifier(history.accounts);
  for (const event of history.events) {
    const wrong = verifier.add(event);
    if (wrong !== undefined) return reject(wrong);
  }
  return verifier.end(head);
}
