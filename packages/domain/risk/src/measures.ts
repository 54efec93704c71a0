import type { TimeUs } from '@qca/base';
import { ordersLeft, turnoverOn } from './flow.ts';
import { type Gauge, gaugeOf, type RiskState } from './RiskState.ts';
import type { RiskRule } from './types.ts';

/** One limit of the gate and where the measure it is held against stands. */
export interface Measure {
  readonly rule: RiskRule;
  readonly value: number;
  /** As configured. */
  readonly limit: number;
  /** 1 while nothing of the limit is used, 0 where all of it is. */
  readonly headroom: number;
  readonly unit: string;
}

const OF_BUDGET = 'fraction of the budget';

/** Returns what is left of a limit, as a fraction of it: 0 to 1. */
export function headroomOf(value: number, limit: number): number {
  return Math.min(1, Math.max(0, 1 - value / limit));
}

/** Measures the equity of a strategy, or of the `PLATFORM`, against its breakers, as of the last tick. Reads only. */
export function breakerMeasures(state: RiskState, strategy: number): Measure[] {
  const gauge = gaugeOf(state, strategy);
  const { budget, base, peak, equity, dayStart } = gauge;
  const { dailyLoss, stopLoss, takeProfit, trailingStop, drawdown } = gauge.breakers;
  const measures: Measure[] = [];
  const add = (rule: RiskRule, value: number, max: number | undefined, unit: string, armed = true): void => {
    if (max === undefined) return;
    measures.push({ rule, value, limit: max, headroom: armed ? headroomOf(value, max) : 1, unit });
  };
  add('daily-loss', (dayStart - equity) / budget, dailyLoss?.max, OF_BUDGET);
  add('stop-loss', (base - equity) / budget, stopLoss?.max, OF_BUDGET);
  add('take-profit', (equity - base) / budget, takeProfit?.max, OF_BUDGET);
  const trails = peak - base >= (trailingStop?.profitMin ?? 0) * budget;
  add('trailing-stop', (peak - equity) / budget, trailingStop?.max, OF_BUDGET, trails);
  add('drawdown-breaker', (peak - equity) / peak, drawdown?.max, 'fraction of the peak');
  const volatility = volatilityMeasure(gauge);
  if (volatility !== undefined) measures.push(volatility);
  return measures;
}

/** Measures what a strategy has sent: orders of the last moments, and turnover of the UTC day. Reads only. */
export function flowMeasures(state: RiskState, strategy: number, timeUs: TimeUs): Measure[] {
  const { orderRate, dailyTurnoverMax } = state.limits;
  const { budget } = gaugeOf(state, strategy);
  const now = { strategy, timeUs };
  const measures: Measure[] = [];
  if (orderRate !== null) {
    const value = orderRate.burst - ordersLeft(state, now);
    const headroom = headroomOf(value, orderRate.burst);
    measures.push({
      rule: 'order-rate',
      value,
      limit: orderRate.burst,
      headroom,
      unit: `orders, of which ${orderRate.perSecond} a second are forgotten`,
    });
  }
  if (dailyTurnoverMax !== null) {
    const value = turnoverOn(state, now) / budget;
    measures.push({
      rule: 'daily-turnover',
      value,
      limit: dailyTurnoverMax,
      headroom: headroomOf(value, dailyTurnoverMax),
      unit: 'budgets a day',
    });
  }
  return measures;
}

/** Trips only above its floor and once there is a baseline: what is farther away counts. */
function volatilityMeasure({ breakers, budget, fast, slow, samples }: Gauge): Measure | undefined {
  const { volatility } = breakers;
  if (volatility === null) return undefined;
  const { ratioMax, floor, samplesMin } = volatility;
  const value = slow > 0 ? Math.sqrt(fast / slow) : 0;
  const aboveFloor = floor > 0 ? headroomOf(Math.sqrt(fast) / budget, floor) : 0;
  const headroom = samples < samplesMin ? 1 : Math.max(headroomOf(value, ratioMax), aboveFloor);
  return {
    rule: 'volatility-breaker',
    value,
    limit: ratioMax,
    headroom,
    unit: 'times the usual volatility',
  };
}
