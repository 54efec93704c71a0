import { assert, DAY, dayNumber, MILLISECOND } from '@qca/base';
import { createPacedClock, createSystemClock } from '@qca/clock-system';
import {
  Commands,
  catchUp,
  createKernelState,
  describeState,
  freshBeginning,
  type Input,
  type KernelState,
  ProjectingJournal,
  type RunOutcome,
  replay,
  run,
  summarise,
} from '@qca/engine';
import type { VenueKeys } from '@qca/exchange-ccxt';
import type { Clock, Journal, RunRecord, StatusDocument, Store } from '@qca/ports';
import type { Strategy } from '@qca/strategies';
import { addsExposure } from '../guard/addsExposure.ts';
import type { FolderPaths } from '../guard/folderPaths.ts';
import { KillGate } from '../guard/KillGate.ts';
import { isLocked } from '../guard/killLock.ts';
import { rebuildLive } from '../live/rebuildLive.ts';
import type { Market } from '../market/Market.ts';
import { type Executed, finder, simulatedExchange } from '../run/executePlan.ts';
import type { RunPlan } from '../run/RunPlan.ts';
import { wallClockUs } from '../wallClock.ts';
import type { CommandDesk } from './CommandDesk.ts';
import type { DataQuality } from './DataQuality.ts';
import { DemonstrationOperator } from './DemonstrationOperator.ts';
import { HeardJournal } from './HeardJournal.ts';
import type { KillWatch } from './KillWatch.ts';
import { leavable } from './leavable.ts';
import { OtherBuild } from './OtherBuild.ts';
import { fairClock, Pace, timed } from './Pace.ts';
import type { Rebuilt } from './Rebuilt.ts';
import type { StatusPublisher } from './StatusPublisher.ts';
import { Suspension, suspendable } from './Suspension.ts';
import { scanJournal } from './scanJournal.ts';

/** What is decided is written at least so often while the run waits, for those who read along. */
const FLUSH_MS = 100;

export interface Performance {
  readonly store: Store;
  readonly paths: FolderPaths;
  readonly record: RunRecord;
  readonly plan: RunPlan;
  readonly market: Market;
  /** Keys of the venue of a live market. */
  readonly keys?: VenueKeys | undefined;
  /** A person's own strategy, where the plan has one. */
  readonly own?: Strategy | undefined;
  /** Market seconds per second; 1 for a live market. */
  readonly speed: number;
  /** What is played after this, for people. */
  readonly next: string | null;
  readonly desk: CommandDesk;
  readonly watch: KillWatch;
  readonly publisher: StatusPublisher;
  readonly quality: DataQuality;
  readonly withDemonstrationOperator: boolean;
  /** Ends the process's part in the run; another goes on with it. */
  readonly signal: AbortSignal;
  readonly log: (what: string, details?: Readonly<Record<string, unknown>>) => void;
  /** A market day is over and safe in the journal; a moment of it. */
  readonly onDay: (timeUs: number) => void;
  /** Called when the run is over, not when it is only left. */
  readonly onEnd?: (executed: Executed) => void;
}

/** How a run came to its end here. */
export type Ending = RunOutcome['end'] | 'suspended';

/** Plays a run from where its journal ends: from the beginning when there is nothing yet. The record must be saved. */
export async function playRun(performance: Performance): Promise<Ending> {
  const { record, store, desk, watch, signal } = performance;
  const clock = clockOf(performance);
  const rebuilt = await rebuild(performance, clock);
  const commands = new Commands();
  const pace = new Pace();
  let flushedMs = 0;
  const { state, gate } = rebuilt;
  // Commands whose kill is on its way into the journal, with who gave it and why.
  const kills = new Map<string, { readonly who: string; readonly why: string }>();
  const days: Days = { over: undefined };
  let isOver = false;
  let durableSequence = rebuilt.memory.entries - 1;
  const onDurable = (lastSequence: number): void => {
    durableSequence = lastSequence;
    flushedMs = globalThis.performance.now();
    const safe = desk.durable(lastSequence);
    for (const [commandId, answer] of safe) {
      const signed = kills.get(commandId);
      if (signed !== undefined && answer.outcome === 'applied')
        watch.killed({ commandId, ...signed, atUs: wallClockUs() });
    }
    performance.publisher.renew(safe.length > 0);
    tellOfDay(performance, days, lastSequence);
  };
  const journal = await openJournal(store, record.id, onDurable, gate);
  const observe = observer(performance, { pace, clock, desk, commands, kills, days });
  try {
    desk.begin({
      id: record.id,
      commands,
      strategies: state.strategies.map(({ configuration }) => configuration.name),
      outcomes: rebuilt.memory.outcomes,
    });
    watch.begin();
    performance.publisher.begin(() => statusOf(performance, { state, pace, durableSequence }));
    const startedMs = globalThis.performance.now();
    const outcome = await run(
      state,
      {
        exchange: gate.wait === undefined ? timed(gate, pace) : leavable(timed(gate, pace), signal),
        journal,
        clock,
        commands,
        flushDue: () =>
          signal.aborted || desk.isWaiting || globalThis.performance.now() - flushedMs >= FLUSH_MS,
      },
      rebuilt.beginning,
      observe,
    );
    isOver = true;
    const done = ended(record, state, outcome);
    await store.saveRun(done);
    const seconds = (globalThis.performance.now() - startedMs) / 1_000;
    performance.onEnd?.({ record: done, state, outcome, summary: summarise(state), seconds });
    return outcome.end;
  } catch (error) {
    if (error instanceof Suspension) return 'suspended';
    throw error;
  } finally {
    if (!isOver) await withdraw(performance, rebuilt);
    desk.end();
    watch.end();
    await Promise.allSettled([journal.close(), gate.close()]);
  }
}

function clockOf({ market, speed, signal }: Performance): Clock {
  const clock = market.label === 'live' ? createSystemClock() : createPacedClock({ speed, signal });
  return fairClock(suspendable(clock, signal));
}

function rebuild(performance: Performance, clock: Clock): Promise<Rebuilt> {
  const { market, keys } = performance;
  if (market.label !== 'live') return rebuildSimulated(performance);
  assert(market.reference.kind === 'live' && keys !== undefined, 'a live market has a venue and its keys');
  return rebuildLive({ ...performance, reference: market.reference, keys, clock });
}

// An agent that leaves takes its resting orders with it. One that cannot finds them when it comes back.
async function withdraw({ log, record }: Performance, rebuilt: Rebuilt): Promise<void> {
  if (rebuilt.withdraw === undefined) return;
  try {
    const cancelled = await rebuilt.withdraw();
    log('resting orders taken back', { run: record.id, cancelled });
  } catch (error) {
    log('resting orders could not be taken back', {
      level: 'error',
      why: (error as Error).message,
      say: `resting orders of run ${record.id} could not be taken back (${(error as Error).message}): look at the venue.`,
    });
  }
}

async function rebuildSimulated(performance: Performance): Promise<Rebuilt> {
  const { store, record, plan, market, paths, own, quality, log } = performance;
  const reader = await store.openJournal(record.id, { writer: false });
  const memory = await scanJournal(reader, record.id, quality);
  let state: KernelState | undefined;
  const makeGate = (isReplaying: boolean): KillGate =>
    new KillGate(
      simulatedExchange(plan, market),
      {
        isLocked: () => isLocked(paths.killLock),
        addsExposure: ({ orderId, spec }) => addsExposure(state, orderId, spec),
        refusedBefore: memory.refusedByGate,
        undecided: memory.undecided,
        onSent: (orderId, adds) => log('order sent', { orderId, adds }),
      },
      isReplaying,
    );
  if (memory.entries === 0) {
    await reader.close();
    const gate = makeGate(false);
    state = createKernelState(plan.configuration, finder(own));
    const firstUs = gate.peekTimeUs();
    const timeUs = Number.isFinite(firstUs) ? firstUs : 0;
    const first = { kind: 'run-started', timeUs, configuration: plan.configuration } as const;
    return { state, gate, memory, beginning: freshBeginning(first) };
  }
  const startedMs = globalThis.performance.now();
  let gate: KillGate | undefined;
  const replayed = await replay(reader, finder(own), () => {
    gate = makeGate(true);
    return gate;
  });
  await reader.close();
  if (replayed.firstDifference !== undefined) {
    const { sequence, journaled, replayed: decided } = replayed.firstDifference;
    throw new OtherBuild(`entry ${sequence} says ${journaled}, this build decides ${decided}`);
  }
  if (replayed.state === undefined || gate === undefined) throw new OtherBuild('its journal does not begin');
  state = replayed.state;
  gate.goLive();
  const seconds = Math.round(globalThis.performance.now() - startedMs) / 1_000;
  log('resumed', { run: record.id, entries: memory.entries, seconds });
  return { state, gate, memory, beginning: { head: replayed.head, hash: replayed.hash } };
}

async function openJournal(
  store: Store,
  id: string,
  onDurable: (last: number) => void,
  gate: KillGate,
): Promise<Journal> {
  let journal: Journal | undefined;
  try {
    journal = await store.openJournal(id, { writer: true });
    const projector = await catchUp(journal, store.projections, id);
    const tables = new ProjectingJournal(journal, store.projections, id, projector, { readAlong: true });
    return new HeardJournal(tables, onDurable);
  } catch (error) {
    await Promise.allSettled([journal?.close(), gate.close()]);
    throw error;
  }
}

interface Watching {
  readonly pace: Pace;
  readonly clock: Clock;
  readonly desk: CommandDesk;
  readonly commands: Commands;
  readonly kills: Map<string, { readonly who: string; readonly why: string }>;
  readonly days: Days;
}

/** A market day that is over, and the first entry of the next: once that is safe, all of the day is. */
interface Days {
  over: { readonly timeUs: number; readonly sequence: number } | undefined;
}

/** Everything that looks at a step after it was taken. */
function observer(performance: Performance, { pace, clock, desk, commands, kills, days }: Watching) {
  const { speed, quality, withDemonstrationOperator } = performance;
  const operator = withDemonstrationOperator ? new DemonstrationOperator(commands) : undefined;
  let day = -1;
  return (state: KernelState, input: Input): void => {
    const lagUs = Number.isFinite(speed) ? (clock.nowUs() - input.timeUs) / speed : 0;
    pace.decided(Math.max(0, lagUs / MILLISECOND));
    operator?.observe(state);
    desk.observe(state);
    switch (input.kind) {
      case 'bar':
      case 'trade':
      case 'quote':
      case 'depth':
        quality.observe(input, state.sequence);
        break;
      case 'kill':
        kills.set(input.commandId, { who: input.who, why: input.why });
    }
    const today = dayNumber(state.timeUs);
    if (day >= 0 && today > day) days.over = { timeUs: day * DAY, sequence: state.sequence };
    day = today;
  };
}

function tellOfDay({ onDay }: Performance, days: Days, lastSequence: number): void {
  if (days.over === undefined || lastSequence < days.over.sequence) return;
  onDay(days.over.timeUs);
  days.over = undefined;
}

/** The state as it is, once the journal holds all of it: the last input and its facts. */
function statusOf(
  performance: Performance,
  { state, pace, durableSequence }: { state: KernelState; pace: Pace; durableSequence: number },
): StatusDocument | undefined {
  if (durableSequence < Math.max(0, state.sequence + state.facts.length)) return undefined;
  const document = { ...describeState(state), run: runStatus(performance), pace: pace.figures() };
  return { sequence: durableSequence, timeUs: state.timeUs, document };
}

function runStatus({ record, market, speed, next }: Performance) {
  return {
    id: record.id,
    mode: record.mode,
    prices: market.label,
    fills: market.label === 'live' ? ('real' as const) : ('simulated' as const),
    market: market.name,
    speed: Number.isFinite(speed) ? speed : null,
    startedUs: record.createdUs,
    firstUs: market.span?.firstUs ?? null,
    lastUs: market.span?.lastUs ?? null,
    next,
  };
}

function ended(record: RunRecord, state: KernelState, outcome: RunOutcome): RunRecord {
  return {
    ...record,
    status: outcome.end === 'stopped' ? 'stopped' : 'done',
    head: { lastSequence: outcome.events - 1, hash: outcome.hash },
    summary: JSON.stringify(summarise(state), (_key, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    ),
  };
}
