import { assert, RunningHash } from '@qca/base';
import type { Exchange, Journal, JournalHead } from '@qca/ports';
import type { Strategy } from '@qca/strategies';
import { COMMAND_KINDS } from '../commands.ts';
import type { Entry, Input, RunConfiguration } from '../entries.ts';
import { decodeEntries, EntryEncoder } from '../journal/codec.ts';
import { createKernelState, type KernelState } from '../kernel/KernelState.ts';
import { nextTimerUs, step } from '../kernel/step.ts';

/** The first place where a replay and its journal part. */
export interface Difference {
  readonly sequence: number;
  /** What the journal says, and what the replay decided instead (nothing when it decided less). */
  readonly journaled: string;
  readonly replayed: string;
}

export interface Replayed {
  readonly state: KernelState | undefined;
  readonly head: JournalHead;
  readonly hash: RunningHash;
  readonly inputs: number;
  readonly firstDifference: Difference | undefined;
}

const CONTROL_KINDS: ReadonlySet<string> = new Set(['run-started', 'run-resumed', 'timer', ...COMMAND_KINDS]);
const FACT_KINDS: ReadonlySet<string> = new Set([
  'order-placed',
  'intent-refused',
  'cancel-sent',
  'booked',
  'order-closed',
  'legs-advanced',
  'report-ignored',
  'order-doubted',
  'reconciled',
  'account-opened',
  'risk-mode-changed',
  'equity-marked',
  'command-applied',
  'command-refused',
  'command-ignored',
  'kill-advanced',
  'kill-completed',
]);

/** Whether an entry is something the outside told, rather than something the kernel decided. */
export function isInput(entry: Entry): entry is Input {
  return !FACT_KINDS.has(entry.kind);
}

/** Whether an input came from the venues (market events and reports) rather than from the engine's own surroundings. */
export function isFromVenue(entry: Input): boolean {
  return !CONTROL_KINDS.has(entry.kind);
}

/**
 * Rebuilds the state from a journal: the same step over the same inputs, each fact compared byte for byte with what
 * the journal holds. Starting, recovering and proving are this one path.
 *
 * With `exchange`, a simulated one is brought along: it takes the same path again and must tell the same things.
 */
export async function replay(
  journal: Journal,
  findStrategy: (name: string) => Strategy | undefined,
  exchange?: Exchange | ((configuration: RunConfiguration) => Exchange),
): Promise<Replayed & { exchange: Exchange | undefined }> {
  const session = new ReplaySession(findStrategy, exchange);
  for await (const block of journal.blocks()) {
    session.take(block.bytes);
    assert(
      session.hash.peek() === block.hash || session.firstDifference !== undefined,
      `journal block ${block.firstSequence}–${block.lastSequence} does not have the hash it was stored with`,
    );
  }
  session.end();
  const { state, hash, inputs, firstDifference } = session;
  return {
    state,
    hash,
    inputs,
    firstDifference,
    exchange: session.exchange,
    head: { lastSequence: session.sequence - 1, hash: hash.peek() },
  };
}

class ReplaySession {
  readonly hash = new RunningHash();
  readonly #find: (name: string) => Strategy | undefined;
  readonly #encoder = new EntryEncoder();
  readonly #make: Exchange | ((configuration: RunConfiguration) => Exchange) | undefined;
  exchange: Exchange | undefined;
  state: KernelState | undefined;
  sequence = 0;
  inputs = 0;
  firstDifference: Difference | undefined;
  /** Facts of the last step that the journal has yet to show. */
  #owed: Entry[] = [];
  #pendingActions: (() => void) | undefined;

  constructor(
    find: (name: string) => Strategy | undefined,
    exchange: Exchange | ((configuration: RunConfiguration) => Exchange) | undefined,
  ) {
    this.#find = find;
    this.#make = exchange;
  }

  take(bytes: Uint8Array): void {
    decodeEntries(bytes, (entry, own) => {
      this.hash.update(own);
      if (this.firstDifference === undefined) this.#entry(entry, own);
      this.sequence += 1;
    });
  }

  end(): void {
    this.#nothingOwed('the end of the journal');
    this.#pendingActions?.();
  }

  #entry(entry: Entry, own: Uint8Array): void {
    if (!isInput(entry)) return this.#fact(entry, own);
    this.#nothingOwed(describe(entry));
    this.#pendingActions?.();
    this.#pendingActions = undefined;
    if (this.firstDifference !== undefined) return;
    if (entry.kind === 'run-started' && this.state === undefined) this.#start(entry.configuration);
    const state = this.state;
    assert(state !== undefined, 'a journal begins with run-started');
    if (this.exchange !== undefined) this.#sameFromExchange(this.exchange, entry, own, nextTimerUs(state));
    this.inputs += 1;
    step(state, entry, this.sequence);
    this.#owed = state.facts.slice();
    const actions = state.actions.slice();
    const { timeUs } = state;
    if (actions.length > 0) this.#pendingActions = () => void this.exchange?.send(actions, timeUs);
  }

  #start(configuration: RunConfiguration): void {
    this.state = createKernelState(configuration, this.#find);
    this.exchange = typeof this.#make === 'function' ? this.#make(configuration) : this.#make;
  }

  #fact(entry: Entry, own: Uint8Array): void {
    const decided = this.#owed.shift();
    if (decided === undefined) return this.#differ(describe(entry), '');
    this.#encoder.reset();
    this.#encoder.encode(decided);
    if (!equalBytes(this.#encoder.bytes(), own)) this.#differ(describe(entry), describe(decided));
  }

  #sameFromExchange(exchange: Exchange, entry: Input, own: Uint8Array, timerUs: number): void {
    // The runner looks before every turn; simulated venues work ahead when it does.
    const heardUs = exchange.peekTimeUs(timerUs);
    if (!isFromVenue(entry)) return;
    if (heardUs === Number.POSITIVE_INFINITY)
      return this.#differ('an input of the venue', 'the simulated venue has nothing to say');
    const told = exchange.take();
    this.#encoder.reset();
    this.#encoder.encode(told);
    if (!equalBytes(this.#encoder.bytes(), own)) this.#differ('an input of the venue', describe(told));
  }

  // Blocks end where steps end, so even a journal cut by a crash shows every fact of its last step.
  #nothingOwed(where: string): void {
    const decided = this.#owed[0];
    this.#owed = [];
    if (decided !== undefined) this.#differ(where, describe(decided));
  }

  #differ(journaled: string, replayed: string): void {
    this.firstDifference ??= { sequence: this.sequence, journaled, replayed };
  }
}

function describe(entry: Entry): string {
  return JSON.stringify(entry, (_key, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index += 1) if (a[index] !== b[index]) return false;
  return true;
}
