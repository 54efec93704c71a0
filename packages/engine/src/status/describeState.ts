import type { LedgerState } from '@qca/ledger';
import { isFinal } from '@qca/orders';
import { gaugeOf, PLATFORM, type RiskModeChanged, riskMode, riskReason } from '@qca/risk';
import { type Amount, formatAmount } from '@qca/units';
import { strategyExposure } from '../kernel/exposure.ts';
import type { KernelState, StrategySlot } from '../kernel/KernelState.ts';
import { ATTEMPTS_MAX } from '../kernel/kill.ts';
import { listHoldings } from '../kernel/reduction.ts';
import { type StrategySummary, summariseStrategy } from '../summary/summarise.ts';
import { describeOrders, describePositions } from './describeHoldings.ts';
import { describeMarkets } from './describeMarkets.ts';
import { describeRisk } from './describeRisk.ts';
import type {
  Earnings,
  KillStatus,
  ModeReason,
  PlatformState,
  StrategyState,
  TradeState,
  VenueConnection,
} from './PlatformState.ts';

/** Decimals of the reporting asset, in which values are kept. */
const VALUE_DECIMALS = 8;

/**
 * Says what the platform is doing now, as plain JSON: a function of the state, and so of the journal up to `sequence`.
 * Reads only; the same state gives the same document.
 */
export function describeState(state: KernelState): PlatformState {
  const { configuration, risk, reserve } = state;
  const summaries = state.strategies.map((each) => summariseStrategy(state, each));
  const sum = (of: (each: StrategySummary) => number): number =>
    summaries.reduce((total, each) => total + of(each), 0);
  // Before the first prices are heard nothing has been valued yet.
  const equity = sum((each) => each.equity) + reserve.equity;
  const gauge = gaugeOf(risk, PLATFORM);
  return {
    sequence: state.sequence,
    timeUs: state.timeUs,
    label: configuration.label,
    reportingAsset: configuration.reportingAsset,
    stopping: state.stopping,
    platform: {
      equity,
      budget: sum((each) => each.budget) + reserve.budget,
      reserve: reserve.equity,
      unrealised: sum((each) => each.unrealised),
      mode: gauge.severity === 0 ? 'active' : gauge.severity === 1 ? 'reducing' : 'halted',
      reason: reasonOf(gauge.reason),
      earnings: earningsOf(summaries),
    },
    kill: describeKill(state),
    strategies: state.strategies.map((each, index) =>
      describeStrategy(state, each, summaries[index] as StrategySummary),
    ),
    positions: describePositions(state),
    openOrders: describeOrders(state),
    trades: describeTrades(state),
    markets: describeMarkets(state),
    venues: describeVenues(state),
    risk: describeRisk(state),
    ledger: describeLedger(state.books.ledger),
    warnings: state.valuation.assumptions(),
  };
}

function describeStrategy(
  state: KernelState,
  strategy: StrategySlot,
  summary: StrategySummary,
): StrategyState {
  const { index } = strategy;
  const { peak, equity } = gaugeOf(state.risk, index);
  const { limits } = strategy.strategy;
  let openOrders = 0;
  for (const order of strategy.openOrders.values()) if (!isFinal(order)) openOrders += 1;
  return {
    name: summary.name,
    on: strategy.on,
    mode: riskMode(state.risk, index),
    reason: reasonOf(riskReason(state.risk, index)),
    budget: summary.budget,
    equity: summary.equity,
    unrealised: summary.unrealised,
    exposure: strategyExposure(state, strategy),
    drawdown: peak > 0 ? (peak - equity) / peak : 0,
    drawdownRatioMax: summary.maxDrawdownRatio,
    earnings: earningsOf([summary]),
    orders: summary.orders,
    openOrders,
    fills: summary.fills,
    refused: summary.refused,
    shrunk: summary.shrunk,
    parameters: strategy.parameters,
    ...(limits === undefined ? {} : { parameterLimits: limits }),
  };
}

function earningsOf(summaries: readonly StrategySummary[]): Earnings {
  const sum = (of: (each: StrategySummary) => bigint): string =>
    formatAmount(summaries.reduce((total, each) => total + of(each), 0n) as Amount, VALUE_DECIMALS);
  return {
    realised: sum((each) => each.realised),
    funding: sum((each) => each.funding),
    fees: sum((each) => each.fees),
    slippage: sum((each) => each.slippage),
    net: sum((each) => each.revenue),
  };
}

function reasonOf(changed: RiskModeChanged | undefined): ModeReason | null {
  if (changed === undefined) return null;
  const { rule, value, limit, unit, timeUs } = changed;
  return { rule, value, limit, unit, timeUs };
}

function describeTrades(state: KernelState): TradeState[] {
  return state.strategies.flatMap(({ configuration, trades }) =>
    [...trades.values()].map((trade) => ({
      tradeId: trade.id,
      strategy: configuration.name,
      stage: trade.stage,
      deadlineUs: trade.deadlineUs,
      leg: trade.leg + 1,
      legs: trade.legs.length,
      filledLots: [...trade.filledLots],
      why: trade.why.text,
    })),
  );
}

function describeVenues(state: KernelState): VenueConnection[] {
  const open = new Map<string, number>();
  for (const { openOrders } of state.strategies) {
    for (const order of openOrders.values()) {
      const venue = state.instruments[order.spec.instrument]?.venue ?? '';
      open.set(venue, (open.get(venue) ?? 0) + 1);
    }
  }
  return [...state.venues.values()].map(({ id, up, snapshotRequest }) => ({
    id,
    up,
    waitingForSnapshot: snapshotRequest !== '',
    openOrders: open.get(id) ?? 0,
  }));
}

function describeKill(state: KernelState): KillStatus {
  const { kill } = state;
  if (kill === undefined) {
    const plan = state.killPlan;
    return { killed: false, plan, stage: 'off', left: 0, commandId: '', sinceUs: null, holdings: [] };
  }
  const { plan, commandId, sinceUs } = kill;
  const about = { killed: true, plan, commandId, sinceUs };
  if (kill.stage === 'completed')
    return { ...about, stage: 'done', left: kill.left.length, holdings: kill.left };
  const open = listHoldings(state, plan).filter(
    ({ strategy, instrument, reason }) =>
      reason === undefined &&
      plan.reduce === 'everything' &&
      (kill.attempts.get(`${strategy} ${instrument}`)?.count ?? 0) < ATTEMPTS_MAX,
  );
  return { ...about, stage: 'reducing', left: open.length, holdings: [] };
}

/** Sums debits against credits per asset in one pass: a screen asks four times a second. */
function describeLedger({ accounts, creditsPosted, debitsPosted, transferIdNext }: LedgerState) {
  const byAsset = new Map<string, bigint>();
  for (const [index, { asset }] of accounts.entries()) {
    const net = (creditsPosted[index] as bigint) - (debitsPosted[index] as bigint);
    if (net !== 0n) byAsset.set(asset, (byAsset.get(asset) ?? 0n) + net);
  }
  let difference = 0n;
  for (const net of byAsset.values()) difference += net < 0n ? -net : net;
  return {
    transfers: transferIdNext - 1,
    balanced: difference === 0n,
    difference: formatAmount(difference as Amount, VALUE_DECIMALS),
  };
}
