import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DAY } from '@qca/base';
import { createMemoryStore } from '@qca/store-local';
import { type Executed, executePlan, type Market, openMarket, planRun } from './agent.ts';
import { barMarket, mixedMarket } from './markets.ts';

/** What a run must come to, kept in `golden/<name>.json`. */
export interface Golden {
  readonly node: string;
  readonly inputs: number;
  readonly events: number;
  readonly orders: number;
  readonly fills: number;
  /** Digest of every byte of the journal. */
  readonly journal: string;
  /** Head of the ledger's chain of transfers. */
  readonly ledger: string;
}

export interface GoldenRun {
  readonly name: string;
  /** Says what is missing where the run cannot be made, or nothing. */
  readonly missing: string | undefined;
  market(): Market | Promise<Market>;
}

const RECORDED = fileURLToPath(new URL('../../../shared/data/spot-1m-2023-03', import.meta.url));
/** The de-peg of USDC began in the night to Saturday, 11 March 2023. */
const DEPEG_US = Date.UTC(2023, 2, 11) * 1_000;

export const GOLDEN_RUNS: readonly GoldenRun[] = [
  { name: 'generated-mixed', missing: undefined, market: () => mixedMarket() },
  { name: 'generated-bars', missing: undefined, market: () => barMarket() },
  {
    name: 'spot-1m-2023-03',
    missing: existsSync(RECORDED) ? undefined : '../shared/data/spot-1m-2023-03 is not on this machine',
    market: recordedDay,
  },
];

/** Runs a market as a backtest with every strategy that it supports. */
export async function makeGolden(run: GoldenRun): Promise<Golden> {
  const market = await run.market();
  const { plan } = planRun({ market, strategies: [], parameters: {}, seed: 42, budget: 100_000 });
  const store = createMemoryStore();
  const executed = await executePlan(plan, market, {
    store,
    mode: 'backtest',
    id: run.name,
    createdUs: 0,
    project: false,
  });
  await store.close();
  return goldenOf(executed);
}

export function goldenOf({ state, outcome }: Executed): Golden {
  const sum = (of: 'orders' | 'fills'): number =>
    state.strategies.reduce((total, each) => total + each[of], 0);
  return {
    node: `v${process.versions.node.split('.')[0]}`,
    inputs: outcome.inputs,
    events: outcome.events,
    orders: sum('orders'),
    fills: sum('fills'),
    journal: outcome.hash,
    ledger: state.books.ledger.head,
  };
}

// The plan, and with it the names of orders, is made of the market's reference: it must not hold a path of this machine.
async function recordedDay(): Promise<Market> {
  const range = { fromUs: DEPEG_US, toUs: DEPEG_US + DAY / 4 };
  const market = await openMarket({ kind: 'recorded', path: RECORDED, ...range, skipBadRows: false });
  return {
    ...market,
    reference: { kind: 'recorded', path: 'spot-1m-2023-03', ...range, skipBadRows: false },
  };
}
