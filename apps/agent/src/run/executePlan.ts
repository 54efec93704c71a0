import { assert } from '@qca/base';
import { createSimulatedClock } from '@qca/clock-simulated';
import {
  Commands,
  catchUp,
  createKernelState,
  freshBeginning,
  type KernelState,
  type Observer,
  ProjectingJournal,
  type RunOutcome,
  type RunSummary,
  replay,
  run,
  summarise,
} from '@qca/engine';
import { createSimulatedExchange } from '@qca/exchange-simulated';
import type { Clock, Exchange, Journal, RunMode, RunRecord, Store } from '@qca/ports';
import { findStrategy, type Strategy } from '@qca/strategies';
import { amount } from '@qca/units';
import { buildName } from '../buildName.ts';
import type { Market } from '../market/Market.ts';
import { type RunPlan, readPlan, writePlan } from './RunPlan.ts';

export interface Execution {
  readonly store: Store;
  readonly mode: RunMode;
  /** Identifies the run in the store; made from time and stream when absent. */
  readonly id: string;
  readonly createdUs: number;
  readonly clock?: Clock;
  readonly commands?: Commands;
  readonly observe?: Observer;
  readonly own?: Strategy;
  /** Whether tables are kept beside the journal. */
  readonly project: boolean;
}

export interface Executed {
  readonly record: RunRecord;
  readonly state: KernelState;
  readonly outcome: RunOutcome;
  readonly summary: RunSummary;
  readonly seconds: number;
}

/** Runs a plan from its beginning: journal, simulated venues, kernel, and the record in the store. */
export async function executePlan(plan: RunPlan, market: Market, execution: Execution): Promise<Executed> {
  const record: RunRecord = {
    id: execution.id,
    mode: execution.mode,
    label: market.label,
    createdUs: execution.createdUs,
    status: 'running',
    configuration: writePlan(plan),
    build: buildName(),
    head: undefined,
    summary: undefined,
  };
  await execution.store.saveRun(record);
  const exchange = simulatedExchange(plan, market);
  const state = createKernelState(plan.configuration, finder(execution.own));
  const started = {
    kind: 'run-started',
    timeUs: startOf(exchange),
    configuration: plan.configuration,
  } as const;
  return pump({ record, exchange, state, execution, beginning: freshBeginning(started) });
}

/** Goes on with a run whose process died: the journal is replayed against fresh venues, then the run continues. */
export async function resumeRun(record: RunRecord, market: Market, execution: Execution): Promise<Executed> {
  const plan = readPlan(record.configuration);
  const journal = await execution.store.openJournal(record.id, { writer: false });
  const replayed = await replay(journal, finder(execution.own), () => simulatedExchange(plan, market));
  await journal.close();
  if (replayed.firstDifference !== undefined) {
    const { sequence, journaled, replayed: decided } = replayed.firstDifference;
    throw new Error(
      `run ${record.id} cannot go on: entry ${sequence} says ${journaled}, this build decides ${decided}`,
    );
  }
  if (replayed.state === undefined || replayed.exchange === undefined)
    return executePlan(plan, market, { ...execution, id: record.id });
  return pump({
    record,
    exchange: replayed.exchange,
    state: replayed.state,
    execution,
    beginning: { head: replayed.head, hash: replayed.hash },
  });
}

/** Finds built-in strategies and a person's own. */
export function finder(own: Strategy | undefined): (name: string) => Strategy | undefined {
  return (name) => (own?.name === name ? own : findStrategy(name));
}

/** Venues with the money that the plan gives each strategy. */
export function simulatedExchange(plan: RunPlan, market: Market): Exchange {
  assert(plan.settings !== null, 'a real venue is not simulated');
  const exchange = createSimulatedExchange({
    feed: market.open(),
    seed: plan.configuration.seed,
    settings: plan.settings,
  });
  for (const strategy of plan.configuration.strategies) {
    for (const { venue, asset, atoms } of strategy.funding)
      exchange.deposit(venue, asset, amount(BigInt(atoms)));
  }
  return exchange;
}

interface Pump {
  readonly record: RunRecord;
  readonly exchange: Exchange;
  readonly state: KernelState;
  readonly execution: Execution;
  readonly beginning:
    | ReturnType<typeof freshBeginning>
    | { head: RunOutcomeHead['head']; hash: RunOutcomeHead['hash'] };
}
type RunOutcomeHead = Omit<ReturnType<typeof freshBeginning>, 'first'>;

async function pump({ record, exchange, state, execution, beginning }: Pump): Promise<Executed> {
  const { store } = execution;
  const journal = await openJournal(record.id, execution);
  const startedMs = performance.now();
  try {
    const outside = {
      exchange,
      journal,
      clock: execution.clock ?? createSimulatedClock(),
      commands: execution.commands ?? new Commands(),
    };
    const outcome = await run(state, outside, beginning, execution.observe);
    const seconds = (performance.now() - startedMs) / 1000;
    const summary = summarise(state);
    const done: RunRecord = {
      ...record,
      status: outcome.end === 'stopped' ? 'stopped' : 'done',
      head: { lastSequence: outcome.events - 1, hash: outcome.hash },
      summary: JSON.stringify(summary, (_key, value: unknown) =>
        typeof value === 'bigint' ? value.toString() : value,
      ),
    };
    await store.saveRun(done);
    return { record: done, state, outcome, summary, seconds };
  } catch (error) {
    // The journal stays as it was: a run that failed can still be read, replayed and explained.
    await store.saveRun({ ...record, status: 'failed' });
    throw error;
  } finally {
    await journal.close();
    await exchange.close();
  }
}

async function openJournal(id: string, execution: Execution): Promise<Journal> {
  const journal = await execution.store.openJournal(id, { writer: true });
  if (!execution.project) return journal;
  const projector = await catchUp(journal, execution.store.projections, id);
  return new ProjectingJournal(journal, execution.store.projections, id, projector);
}

function startOf(exchange: Exchange): number {
  const firstUs = exchange.peekTimeUs();
  return Number.isFinite(firstUs) ? firstUs : 0;
}
