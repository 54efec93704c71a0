import type { Instrument } from '@qca/market';
import { remainingLots } from '@qca/orders';
import { breakerMeasures, flowMeasures, headroomOf, PLATFORM } from '@qca/risk';
import { assetExposure, lotValue, strategyExposure, venueExposure } from '../kernel/exposure.ts';
import type { KernelState, StrategySlot } from '../kernel/KernelState.ts';
import type { RiskRow } from './PlatformState.ts';

const VALUE = 'value';
const OF_BUDGET = 'fraction of the budget';
const OF_EQUITY = 'fraction of the platform’s equity';

/**
 * Lists every limit of the gate that is on, and how near it is: the platform's, then each strategy's, venue's and base
 * asset's. Limits on single orders are held against the open order that comes nearest.
 */
export function describeRisk(state: KernelState): RiskRow[] {
  const rows: RiskRow[] = [];
  for (const measure of breakerMeasures(state.risk, PLATFORM))
    rows.push({ scope: 'platform', name: '', ...measure });
  for (const strategy of state.strategies) addStrategy(state, strategy, rows);
  addExposures(state, rows);
  return rows;
}

function addStrategy(state: KernelState, strategy: StrategySlot, rows: RiskRow[]): void {
  const { limits } = state.risk;
  const { name } = strategy.configuration;
  const scope = 'strategy';
  const add = rowAdder(rows, scope, name);
  for (const measure of breakerMeasures(state.risk, strategy.index)) rows.push({ scope, name, ...measure });
  for (const measure of flowMeasures(state.risk, strategy.index, state.timeUs))
    rows.push({ scope, name, ...measure });
  const { largest, aggressiveBps } = nearestOrders(state, strategy);
  add('order-value', largest, limits.orderValueMax, VALUE);
  add('price-collar', aggressiveBps, limits.collarBps, 'basis points beyond the mark');
  add('position-value', largestPosition(state, strategy), limits.positionValueMax, VALUE);
  const exposure = strategyExposure(state, strategy) / strategy.budget;
  add('strategy-exposure', exposure, limits.strategyExposureMax, OF_BUDGET);
}

function addExposures(state: KernelState, rows: RiskRow[]): void {
  const { limits, staleUs } = state.risk;
  const equity = state.platformEquity;
  const part = (value: number): number => (equity > 0 ? value / equity : 0);
  for (const venue of state.venues.keys()) {
    const add = rowAdder(rows, 'venue', venue);
    add('venue-exposure', part(venueExposure(state, venue)), limits.venueExposureMax, OF_EQUITY);
    const oldest = nearestToStale(state, venue);
    if (oldest !== undefined) {
      const ageUs = state.timeUs - state.board.lastHeardUs(oldest);
      add('stale-data', ageUs, staleUs[oldest] as number, 'microseconds since last heard');
    }
  }
  for (const asset of new Set(state.instruments.map((each) => each.base.id))) {
    const add = rowAdder(rows, 'asset', asset);
    add('concentration', part(assetExposure(state, asset)), limits.concentrationMax, OF_EQUITY);
  }
}

function rowAdder(rows: RiskRow[], scope: RiskRow['scope'], name: string) {
  return (rule: string, value: number, limit: number | null, unit: string): void => {
    if (limit === null) return;
    rows.push({ scope, name, rule, value, limit, headroom: headroomOf(value, limit), unit });
  };
}

/** The largest open order, and how far the most aggressive one accepts to trade beyond the mark. */
function nearestOrders(state: KernelState, strategy: StrategySlot) {
  let largest = 0;
  let aggressiveBps = 0;
  for (const order of strategy.openOrders.values()) {
    const { instrument, limitTicks, side, type } = order.spec;
    largest = Math.max(largest, remainingLots(order) * lotValue(state, instrument));
    const mark = state.board.lastTicks(instrument);
    const isAsleep = type === 'stop' || type === 'stop-limit';
    if (limitTicks === undefined || mark <= 0 || isAsleep) continue;
    const beyond = side === 'buy' ? limitTicks - mark : mark - limitTicks;
    aggressiveBps = Math.max(aggressiveBps, (beyond / mark) * 10_000);
  }
  return { largest, aggressiveBps };
}

function largestPosition(state: KernelState, strategy: StrategySlot): number {
  let largest = 0;
  for (const index of strategy.configuration.instruments) {
    const lots = Math.abs(state.books.positionLots(strategy.index, index));
    if (lots !== 0) largest = Math.max(largest, lots * lotValue(state, index));
  }
  return largest;
}

/** The instrument of a venue whose silence uses most of its allowance; undefined where none was heard or all may be silent. */
function nearestToStale(state: KernelState, venue: string): number | undefined {
  let nearest: number | undefined;
  let usedMost = -1;
  for (const { index, venue: own } of state.instruments as readonly Instrument[]) {
    const limit = state.risk.staleUs[index] as number;
    const heardUs = state.board.lastHeardUs(index);
    if (own !== venue || heardUs === 0 || limit === Number.POSITIVE_INFINITY) continue;
    const used = (state.timeUs - heardUs) / limit;
    if (used <= usedMost) continue;
    usedMost = used;
    nearest = index;
  }
  return nearest;
}
