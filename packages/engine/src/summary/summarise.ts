import { type AccountIndex, trialBalance } from '@qca/ledger';
import { riskMode } from '@qca/risk';
import type { Amount } from '@qca/units';
import type { KernelState, StrategySlot } from '../kernel/KernelState.ts';

/** What one strategy did. Money in atoms of the reporting asset (8 decimals), from the ledger's value accounts. */
export interface StrategySummary {
  readonly name: string;
  readonly orders: number;
  readonly fills: number;
  readonly refused: number;
  readonly shrunk: number;
  /** Realised and funding, less fees and slippage: what it earned for good. */
  readonly revenue: Amount;
  /** Before costs, against the mid at each decision. */
  readonly realised: Amount;
  readonly funding: Amount;
  readonly fees: Amount;
  /** Positive is a cost: fills worse than the mid at the decision. */
  readonly slippage: Amount;
  /** Value of what is held at the last marks less its cost. Whole reporting units, an estimate. */
  readonly unrealised: number;
  readonly equity: number;
  readonly budget: number;
  /** Largest fall of equity from a peak: whole reporting units, and as a fraction of the peak. */
  readonly maxDrawdown: number;
  readonly maxDrawdownRatio: number;
  readonly riskMode: string;
}

export interface RunSummary {
  readonly reportingAsset: string;
  readonly strategies: readonly StrategySummary[];
  readonly transfers: number;
  readonly balanced: boolean;
  readonly trialBalance: readonly {
    readonly asset: string;
    readonly debits: Amount;
    readonly credits: Amount;
  }[];
  readonly warnings: readonly string[];
}

/** Sums a run up from its ledger and marks. Reads only. */
export function summarise(state: KernelState): RunSummary {
  const totals = trialBalance(state.books.ledger);
  return {
    reportingAsset: state.configuration.reportingAsset,
    strategies: state.strategies.map((strategy) => summariseStrategy(state, strategy)),
    transfers: state.books.ledger.transferIdNext - 1,
    balanced: totals.every((each) => each.balanced),
    trialBalance: totals.map(({ asset, debitsPosted, creditsPosted }) => ({
      asset,
      debits: debitsPosted,
      credits: creditsPosted,
    })),
    warnings: state.valuation.assumptions(),
  };
}

/** Sums one strategy up. Reads only. */
export function summariseStrategy(state: KernelState, strategy: StrategySlot): StrategySummary {
  const own = state.books.accounts(strategy.index);
  const metrics = strategy.metrics.summary();
  const income = (account: AccountIndex): Amount => -balance(state, account) as Amount;
  const realised = income(own.realised);
  const funding = income(own.funding);
  const fees = balance(state, own.fees);
  const slippage = balance(state, own.slippage);
  return {
    name: strategy.configuration.name,
    orders: strategy.orders,
    fills: strategy.fills,
    refused: strategy.refused,
    shrunk: strategy.shrunk,
    revenue: (realised + funding - fees - slippage) as Amount,
    realised,
    funding,
    fees,
    slippage,
    unrealised: unrealised(state, strategy),
    equity: strategy.equity,
    budget: strategy.budget,
    maxDrawdown: metrics.drawdownMax,
    maxDrawdownRatio: metrics.drawdownFractionMax,
    riskMode: riskMode(state.risk, strategy.index),
  };
}

function balance(state: KernelState, account: AccountIndex): Amount {
  const { creditsPosted, debitsPosted } = state.books.ledger;
  return ((creditsPosted[account] as bigint) - (debitsPosted[account] as bigint)) as Amount;
}

// Equity (before what is owed) less what the holdings cost; the cost accounts hold exactly what was paid for them.
function unrealised(state: KernelState, strategy: StrategySlot): number {
  const own = state.books.accounts(strategy.index);
  let cost = 0n;
  for (const account of own.cost) cost += balance(state, account);
  return strategy.equity + own.owed - Number(cost) / 1e8;
}
