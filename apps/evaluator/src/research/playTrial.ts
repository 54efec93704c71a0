import {
  executePlan,
  loadStrategyFile,
  type Market,
  type MarketChoice,
  openMarket,
  planChoice,
} from '@qca/agent';
import { canonicalJson, Refusal } from '@qca/base';
import type { KernelState } from '@qca/engine';
import type { JobTask } from '@qca/ports';
import { createMemoryStore } from '@qca/store-local';
import { encodeReturns, type PlayedTrial, type TrialRun } from './TrialRun.ts';

/** A market is opened once in a thread and played many times. More than a few windows of it at once do not fit in memory. */
const MARKETS_MAX = 3;
const markets = new Map<string, Promise<Market>>();

/** The job of a thread: plays one trial. */
export function work({ body }: JobTask): Promise<PlayedTrial> {
  return playTrial(body as TrialRun);
}

/** Plays a strategy over a market with costs, risk gate and ledger, as any backtest, and keeps its returns by period. */
export async function playTrial(trial: TrialRun): Promise<PlayedTrial> {
  const market = await openOnce(trial.market);
  const planned = await plan(trial, market);
  if (planned.refused !== undefined) return { refused: planned.refused };
  const equity = new EquitySampler(trial);
  const store = createMemoryStore({ retain: 'none' });
  const { state, summary } = await executePlan(planned.plan, market, {
    store,
    mode: 'backtest',
    id: 'trial',
    createdUs: 0,
    observe: equity.observe,
    project: false,
    ...(planned.own === undefined ? {} : { own: planned.own }),
  });
  const [own] = summary.strategies;
  return {
    returns: encodeReturns(equity.finish(state)),
    orders: own?.orders ?? 0,
    fills: own?.fills ?? 0,
    refusedOrders: own?.refused ?? 0,
    costs: Number((own?.fees ?? 0n) + (own?.slippage ?? 0n)) / 1e8,
  };
}

function openOnce(choice: MarketChoice): Promise<Market> {
  const key = canonicalJson(choice);
  const known = markets.get(key);
  if (known !== undefined) return known;
  const opened = openMarket(choice);
  const [oldest] = markets.keys();
  if (markets.size >= MARKETS_MAX && oldest !== undefined) markets.delete(oldest);
  markets.set(key, opened);
  return opened;
}

// Parameters that do not fit together (a fast window above the slow one) are a hole in the space, not a failure of the search.
async function plan({ strategy, file, parameters, seed, budget }: TrialRun, market: Market) {
  try {
    const { planned, own } = await planChoice(
      {
        strategies: strategy === '' ? [] : [strategy],
        file,
        parameters: { [await nameOf(strategy, file)]: parameters },
        seed,
        budget,
      },
      market,
    );
    return { plan: planned.plan, own };
  } catch (error) {
    if (error instanceof Refusal && error.kind === 'bad-parameters') return { refused: error.message };
    throw error;
  }
}

async function nameOf(strategy: string, file: string | null): Promise<string> {
  return file === null ? strategy : (await loadStrategyFile(file)).name;
}

/** Notes equity when a period has ended: at the first input behind its end, with the marks before that. */
class EquitySampler {
  readonly #trial: TrialRun;
  readonly #equity: Float64Array;
  #noted = 0;
  #endUs: number;

  constructor(trial: TrialRun) {
    this.#trial = trial;
    this.#equity = new Float64Array(trial.count);
    this.#endUs = trial.firstUs + trial.periodUs;
  }

  readonly observe = (state: KernelState): void => {
    if (state.timeUs < this.#endUs) return;
    while (state.timeUs >= this.#endUs && this.#noted < this.#equity.length) {
      this.#equity[this.#noted] = state.platformEquity;
      this.#noted += 1;
      this.#endUs += this.#trial.periodUs;
    }
  };

  /** Returns by period; the budget is the equity before the first. */
  finish(state: KernelState): Float64Array {
    this.#equity.fill(state.platformEquity, this.#noted);
    return this.#equity.map((value, index) => {
      const before = index === 0 ? this.#trial.budget : (this.#equity[index - 1] as number);
      return before > 0 ? value / before - 1 : 0;
    });
  }
}
