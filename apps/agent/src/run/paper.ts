import { Refusal } from '@qca/base';
import { createPacedClock } from '@qca/clock-system';
import { Commands } from '@qca/engine';
import { type MarketChoice, openMarket } from '../market/openMarket.ts';
import { wallClockUs } from '../wallClock.ts';
import { type Finished, planChoice, type RunChoice } from './backtest.ts';
import { executePlan, resumeRun } from './executePlan.ts';
import { loadStrategyFile } from './loadStrategyFile.ts';
import { readPlan } from './RunPlan.ts';
import { openStore, runId, type StoreKind } from './runs.ts';
import { stopOnSignals } from './stopOnSignals.ts';

export interface Paper {
  /** Null when a run is resumed. */
  readonly market: MarketChoice | null;
  readonly run: RunChoice | null;
  readonly home: string;
  readonly store: StoreKind;
  /** Recorded seconds per second; Infinity without waiting. */
  readonly speed: number;
  /** Run to go on with, or null. */
  readonly resume: string | null;
  /** Tells a person what is going on. */
  readonly say: (text: string) => void;
}

/** Runs the agent in paper mode: market data at a pace, simulated venues, a journal that is durable before any order leaves. */
export async function runPaper(paper: Paper): Promise<Finished> {
  const store = await openStore(paper.home, paper.store, true);
  const commands = new Commands();
  const signals = stopOnSignals(commands, paper.say);
  try {
    const shared = {
      store,
      mode: 'paper' as const,
      clock: createPacedClock({ speed: paper.speed, signal: signals.signal }),
      commands,
      project: true,
    };
    if (paper.resume !== null) {
      const record = await store.readRun(paper.resume);
      if (record === undefined)
        throw new Refusal({
          kind: 'unknown-run',
          what: `there is no run ${paper.resume}`,
          where: '--resume',
          remedy: 'List runs with `npm run qca -- run list`.',
        });
      if (record.status !== 'running')
        throw new Refusal({
          kind: 'run-ended',
          what: `run ${record.id} has ended (${record.status})`,
          where: '--resume',
          remedy: 'Start a new run.',
        });
      const plan = readPlan(record.configuration);
      const market = await openMarket(plan.market);
      const own = plan.strategyFile === null ? undefined : await loadStrategyFile(plan.strategyFile);
      paper.say(`Going on with run ${record.id}.`);
      const executed = await resumeRun(record, market, {
        ...shared,
        id: record.id,
        createdUs: record.createdUs,
        ...(own === undefined ? {} : { own }),
      });
      return { executed, market, warnings: [] };
    }
    if (paper.market === null || paper.run === null)
      throw new Error('a paper run needs a market and a choice, or a run to resume');
    const market = await openMarket(paper.market);
    const { planned, own } = await planChoice(paper.run, market);
    const createdUs = wallClockUs();
    const id = runId(createdUs, planned.plan.configuration.stream);
    paper.say(`Run ${id}: ${market.label} prices of ${market.name}, simulated fills.`);
    const executed = await executePlan(planned.plan, market, {
      ...shared,
      id,
      createdUs,
      ...(own === undefined ? {} : { own }),
    });
    return { executed, market, warnings: planned.warnings };
  } finally {
    signals.done();
    await store.close();
  }
}
