import { DAY, MINUTE } from '@qca/base';
import { admit } from './admit.ts';
import { DEFAULT_LIMITS, type RiskLimits } from './limits.ts';
import { applyMode } from './mode.ts';
import { createRiskState, type RiskState } from './RiskState.ts';
import type { OrderRequest, RiskMode, Verdict } from './types.ts';

// A gate and an order for the tests of this room.

export const T = 1_000 * DAY;

/** Every rule on orders off: each test switches on the one it is about. */
const NO_ORDER_RULES: RiskLimits = {
  ...DEFAULT_LIMITS,
  orderValueMax: null,
  positionValueMax: null,
  strategyExposureMax: null,
  venueExposureMax: null,
  concentrationMax: null,
  dailyTurnoverMax: null,
  collarBps: null,
  collarReducingBps: null,
  orderRate: null,
  staleAge: { barsIntervals: null, tradesUs: null, quotesUs: null, depthUs: null },
};

const RUN = {
  budgets: [1_000, 1_000],
  data: [new Set(['bars']), new Set(['trades', 'quotes']), new Set(['depth']), new Set(['trades'])],
  barIntervalUs: [MINUTE, 0, 0, 0],
};

export function gate(limits: Partial<RiskLimits> = {}): RiskState {
  return createRiskState({ ...NO_ORDER_RULES, ...limits }, ['maker', 'taker'], RUN);
}

export const PLAIN: OrderRequest = {
  timeUs: T,
  strategy: 0,
  instrument: 0,
  side: 'buy',
  quantityLots: 10,
  priceTicks: 100,
  markTicks: 100,
  lotValue: 2,
  lastHeardUs: T,
  positionLots: 0,
  openSameSideLots: 0,
  reducing: false,
  byKill: false,
  budget: 1_000,
  strategyEquity: 1_000,
  platformEquity: 2_000,
  strategyExposure: 0,
  venueExposure: 0,
  assetExposure: 0,
};

export function ask(state: RiskState, changes: Partial<OrderRequest> = {}): Verdict {
  return admit(state, { ...PLAIN, ...changes });
}

export function setMode(state: RiskState, mode: RiskMode, strategy = 0): void {
  applyMode(state, {
    kind: 'risk-mode-changed',
    timeUs: T,
    strategy,
    mode,
    rule: 'command',
    value: 1,
    limit: 1,
    unit: 'value',
  });
}

export const refused = (rule: string, value: number, limit: number, unit: string) => ({
  kind: 'refused',
  rule,
  value,
  limit,
  unit,
});
export const shrunk = (quantityLots: number, rule: string, value: number, limit: number, unit: string) => ({
  kind: 'shrunk',
  quantityLots,
  rule,
  value,
  limit,
  unit,
});
