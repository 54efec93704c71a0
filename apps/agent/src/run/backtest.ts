import { resolve } from 'node:path';
import type { Observer } from '@qca/engine';
import { createFileStore } from '@qca/store-local';
import type { Strategy } from '@qca/strategies';
import type { Market } from '../market/Market.ts';
import { type MarketChoice, openMarket } from '../market/openMarket.ts';
import { wallClockUs } from '../wallClock.ts';
import { type Executed, executePlan } from './executePlan.ts';
import { loadStrategyFile } from './loadStrategyFile.ts';
import { type Planned, planRun } from './planRun.ts';
import { runId } from './runs.ts';

export interface RunChoice {
  readonly strategies: readonly string[];
  /** Path of a person's own strategy, or null. */
  readonly file: string | null;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly seed: number;
  readonly budget: number;
}

export interface Backtest {
  readonly market: MarketChoice;
  readonly run: RunChoice;
  /** Folder that keeps the run. */
  readonly home: string;
  readonly name?: string | undefined;
  readonly onProgress?: (part: number) => void;
}

export interface Finished {
  readonly executed: Executed;
  readonly market: Market;
  readonly warnings: readonly string[];
}

/** Loading takes about a third of a backtest's time, playing the rest. */
const LOADING_PART = 0.3;

/** Plays a market from beginning to end as fast as it goes, and keeps the journal. */
export async function runBacktest(backtest: Backtest): Promise<Finished> {
  const { onProgress = () => {} } = backtest;
  const market = await openMarket(backtest.market, (part) => onProgress(part * LOADING_PART));
  const { planned, own } = await planChoice(backtest.run, market);
  const createdUs = wallClockUs();
  const store = createFileStore({ root: resolve(backtest.home), durable: false });
  try {
    const executed = await executePlan(planned.plan, market, {
      store,
      mode: 'backtest',
      id: backtest.name ?? runId(createdUs, planned.plan.configuration.stream),
      createdUs,
      observe: progressObserver(market, (part) => onProgress(LOADING_PART + part * (1 - LOADING_PART))),
      ...(own === undefined ? {} : { own }),
      project: false,
    });
    return { executed, market, warnings: planned.warnings };
  } finally {
    await store.close();
  }
}

/** Plans a run, with a person's own strategy when a file is named. */
export async function planChoice(
  run: RunChoice,
  market: Market,
): Promise<{ planned: Planned; own: Strategy | undefined }> {
  const own = run.file === null ? undefined : await loadStrategyFile(run.file);
  const planned = planRun({
    market,
    strategies: run.strategies,
    ...(own === undefined || run.file === null ? {} : { own: { strategy: own, file: resolve(run.file) } }),
    parameters: run.parameters,
    seed: run.seed,
    budget: run.budget,
  });
  return { planned, own };
}

/** Told of every input; reports a part from 0 to 1 once per thousand of them. */
export function progressObserver(market: Market, onProgress: (part: number) => void): Observer {
  const total = Math.max(1, market.rows.bars + market.rows.trades + market.rows.bookUpdates);
  let heard = 0;
  return (_state, input) => {
    heard += input.kind === 'depth' ? input.count : 1;
    if (heard % 1000 === 0) onProgress(Math.min(1, heard / total));
  };
}
