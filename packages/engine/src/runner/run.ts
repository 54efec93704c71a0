import { NEVER, RunningHash, type Sha256, type TimeUs } from '@qca/base';
import { isFinal } from '@qca/orders';
import type { Clock, Exchange, Journal, JournalHead } from '@qca/ports';
import type { Entry, Input } from '../entries.ts';
import { JournalWriter } from '../journal/JournalWriter.ts';
import type { KernelState } from '../kernel/KernelState.ts';
import { nextTimerUs, step } from '../kernel/step.ts';
import type { Commands } from './Commands.ts';

/** Everything a run needs of the outside. Backtest, paper and live differ in these and in nothing else. */
export interface Outside {
  readonly exchange: Exchange;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly commands: Commands;
  /**
   * Asked whenever the run has nothing to do but wait: whether what is decided so far is written now, for those who read
   * along. Without it a block is written when it is full, or before an action leaves.
   */
  readonly flushDue?: () => boolean;
}

/** Where a run begins: a fresh journal, or the state rebuilt from one. */
export interface Beginning {
  readonly head: JournalHead;
  readonly hash: RunningHash;
  /** First input, or nothing when the state goes on from the middle of a feed. */
  readonly first?: Input;
}

/** Called after each step, for progress; it must not touch the state. */
export type Observer = (state: KernelState, input: Input) => void;

export interface RunOutcome {
  readonly inputs: number;
  readonly events: number;
  readonly hash: Sha256;
  /** Why the run ended. */
  readonly end: 'feed-ended' | 'stopped';
}

/** Simulated time the engine waits for its last orders after the feed has ended or a stop was asked: one hour. */
const STOP_PATIENCE_US = 3_600_000_000;

/** Who stops a run whose feed has ended. */
const ENGINE = 'engine';

/** A run from nothing. */
export function freshBeginning(first: Input): Beginning {
  return { head: { lastSequence: -1, hash: new RunningHash().peek() }, hash: new RunningHash(), first };
}

/**
 * Pumps inputs through the kernel until the feed has ended or somebody says stop: take one input, step, journal,
 * send. What the kernel decided is in the journal before an action leaves (durable where the journal says so).
 */
export async function run(
  state: KernelState,
  outside: Outside,
  beginning: Beginning,
  observe?: Observer,
): Promise<RunOutcome> {
  const { exchange, journal, clock, commands } = outside;
  const writer = new JournalWriter(journal, beginning.head, beginning.hash);
  let inputs = 0;
  const turn = (input: Input): void | Promise<void> => {
    inputs += 1;
    stepAndWrite(state, input, writer);
    observe?.(state, input);
    if (state.actions.length > 0) return dispatch(state, exchange, journal, writer);
    if (writer.full) return writer.flush();
  };
  if (beginning.first !== undefined) await turn(beginning.first);
  // Simulated venues have worked through what they were asked about: a command that comes meanwhile counts from there.
  let lookedUs = 0;
  for (;;) {
    if (commands.waiting) {
      // Looked before every turn, as a replay does: venues that work ahead have then done the same in both.
      const dueUs = Math.min(exchange.peekTimeUs(nextTimerUs(state)), nextTimerUs(state));
      if (dueUs !== NEVER) lookedUs = dueUs;
      const command = commands.take();
      if (command !== undefined)
        await turn({ ...command, timeUs: Math.max(state.timeUs, clock.nowUs(), lookedUs) } as Input);
    }
    const timerUs = nextTimerUs(state);
    const inputUs = exchange.peekTimeUs(timerUs);
    const soonestUs = Math.min(inputUs, timerUs);
    if (soonestUs !== NEVER) lookedUs = soonestUs;
    if (inputUs === NEVER && !state.stopping && exchange.ended?.() === true) {
      await turn(stopAtFeedEnd(state.timeUs, writer.next));
      continue;
    }
    if (state.stopping) {
      if (settled(state) || soonestUs > state.stoppedUs + STOP_PATIENCE_US) break;
    }
    if (soonestUs === NEVER) {
      if (exchange.wait === undefined) break;
      if (outside.flushDue?.() === true) await writer.flush();
      await Promise.race([exchange.wait(), commands.wait()]);
      continue;
    }
    const wait = clock.until(soonestUs);
    if (wait !== undefined) {
      if (outside.flushDue?.() === true) await writer.flush();
      // A venue that has an input resolves at once, again and again: then only the clock says when to go on.
      await (exchange.wait === undefined || inputUs !== NEVER
        ? Promise.race([wait, commands.wait()])
        : Promise.race([wait, exchange.wait(), commands.wait()]));
      continue;
    }
    const input: Input = timerUs < inputUs ? { kind: 'timer', timeUs: timerUs } : exchange.take();
    const done = turn(input);
    if (done !== undefined) await done;
  }
  await writer.flush();
  return {
    inputs,
    events: writer.next,
    hash: writer.hash(),
    end: state.stoppedBy === ENGINE ? 'feed-ended' : 'stopped',
  };
}

function stopAtFeedEnd(timeUs: TimeUs, sequence: number): Input {
  const commandId = `feed-ended-${sequence}`;
  return { kind: 'stop', timeUs, commandId, who: ENGINE, why: 'the feed has ended' };
}

/** Steps and writes the input and its facts. The journal's order is the order in which things were decided. */
export function stepAndWrite(
  state: KernelState,
  input: Input,
  writer: { next: number; write(entry: Entry): void },
): void {
  const sequence = writer.next;
  // Market events are flyweights: write first, the feed may change them later.
  writer.write(input);
  step(state, input, sequence);
  const { facts } = state;
  for (let index = 0; index < facts.length; index += 1) writer.write(facts[index] as Entry);
}

function dispatch(
  state: KernelState,
  exchange: Exchange,
  journal: Journal,
  writer: JournalWriter,
): void | Promise<void> {
  const actions = state.actions.slice();
  const timeUs = state.timeUs;
  if (journal.writeAhead || writer.full) {
    const flushed = writer.flush();
    if (flushed !== undefined) return flushed.then(() => exchange.send(actions, timeUs));
  }
  return exchange.send(actions, timeUs);
}

// Nothing open, no leg naked, nothing left to reduce, and every venue heard: a stop is complete.
function settled(state: KernelState): boolean {
  if (state.kill !== undefined && state.kill.stage !== 'completed') return false;
  for (const venue of state.venues.values()) if (!venue.up || venue.snapshotRequest !== '') return false;
  for (const strategy of state.strategies) {
    if (strategy.trades.size > 0) return false;
    for (const order of strategy.openOrders.values()) if (!isFinal(order) && order.paySlot >= 0) return false;
  }
  return true;
}
