import type { RunSummary } from '@qca/engine';
import type { Market } from '../market/Market.ts';
import type { Executed } from '../run/executePlan.ts';
import { estimatedMoney, exactMoney } from './money.ts';

/** The machine's view of a finished run; documented in docs/cli.md and stable. */
export function runJson(executed: Executed, market: Market, warnings: readonly string[]) {
  const { summary, outcome, record, seconds } = executed;
  return {
    run: record.id,
    mode: record.mode,
    label: record.label,
    fills: record.mode === 'live' ? ('real' as const) : ('simulated' as const),
    ...(market.reference.kind === 'live' ? { dryRun: market.reference.dryRun } : {}),
    data: market.rows,
    strategies: summary.strategies.map((each) => strategyJson(each, summary.reportingAsset)),
    ledger: {
      transfers: summary.transfers,
      balanced: summary.balanced,
      trialBalance: summary.trialBalance.map(({ asset, debits, credits }) => ({
        asset,
        debits: exactMoney(debits, asset),
        credits: exactMoney(credits, asset),
      })),
    },
    journal: { events: outcome.events, hash: outcome.hash },
    timing: {
      seconds: Number(seconds.toFixed(3)),
      inputsPerSecond: Math.round(outcome.inputs / Math.max(seconds, 1e-9)),
      peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    },
    warnings: [...warnings, ...summary.warnings, ...market.notes],
  };
}

function strategyJson(each: RunSummary['strategies'][number], asset: string) {
  return {
    name: each.name,
    orders: each.orders,
    fills: each.fills,
    refused: each.refused,
    shrunk: each.shrunk,
    revenue: exactMoney(each.revenue, asset),
    fees: exactMoney(each.fees, asset),
    slippage: exactMoney(each.slippage, asset),
    funding: exactMoney(each.funding, asset),
    realised: exactMoney(each.realised, asset),
    unrealised: estimatedMoney(each.unrealised, asset),
    equity: estimatedMoney(each.equity, asset),
    budget: estimatedMoney(each.budget, asset),
    maxDrawdown: estimatedMoney(each.maxDrawdown, asset),
    maxDrawdownRatio: Number(each.maxDrawdownRatio.toFixed(6)),
    riskMode: each.riskMode,
  };
}
