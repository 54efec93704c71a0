import type { TimeUs } from '@qca/base';
import type { Breaker, TrailingStop, VolatilityBreaker } from './limits.ts';
import { type Gauge, HALTED, REDUCING, type Severity } from './RiskState.ts';
import type { RiskRule } from './types.ts';

// Where a gauge's breakers trip. Every rule on equity is a line that equity must not reach; the nearest lines are kept
// in the gauge, so that a quiet tick costs a few comparisons.

/** A rule that equity has reached. */
export interface Trip {
  readonly rule: RiskRule;
  readonly severity: Severity;
  readonly value: number;
  readonly limit: number;
  readonly unit: string;
}

/** Keeps the nearest lines of the rules that would make the mode more severe. Owed after a change of mode. */
export function drawLines(gauge: Gauge): void {
  drawEquityLines(gauge);
  drawFastLine(gauge);
}

/** The lines that equity must stay between. Owed after a change of day, peak or base. */
export function drawEquityLines(gauge: Gauge): void {
  const { dailyLoss, stopLoss, takeProfit, trailingStop, drawdown } = gauge.breakers;
  let low = Number.NEGATIVE_INFINITY;
  if (isWorse(gauge, dailyLoss)) low = Math.max(low, dailyLossLine(gauge, dailyLoss, gauge.dayStart));
  if (isWorse(gauge, stopLoss)) low = Math.max(low, stopLossLine(gauge, stopLoss));
  if (isWorse(gauge, trailingStop)) low = Math.max(low, trailingStopLine(gauge, trailingStop));
  if (isWorse(gauge, drawdown)) low = Math.max(low, drawdownLine(gauge, drawdown));
  gauge.lowLine = low;
  gauge.highLine = isWorse(gauge, takeProfit) ? takeProfitLine(gauge, takeProfit) : Number.POSITIVE_INFINITY;
}

function drawFastLine(gauge: Gauge): void {
  const { volatility } = gauge.breakers;
  gauge.fastLine = isWorse(gauge, volatility) ? fastLine(gauge, volatility) : Number.POSITIVE_INFINITY;
}

/**
 * Returns the rule to act on when equity becomes `equity`, if any: the most severe action wins, then the order of
 * `Breakers`. `dayStart` is what the day began with and `fast` the fast variance, both as of this equity.
 */
export function worstTrip(gauge: Gauge, dayStart: number, equity: number, fast: number): Trip | undefined {
  const { budget, base, peak } = gauge;
  const { dailyLoss, stopLoss, takeProfit, trailingStop, drawdown, volatility } = gauge.breakers;
  let worst: Trip | undefined;
  if (isWorse(gauge, dailyLoss) && equity <= dailyLossLine(gauge, dailyLoss, dayStart)) {
    worst = worse(worst, 'daily-loss', dailyLoss, (dayStart - equity) / budget, OF_BUDGET);
  }
  if (isWorse(gauge, stopLoss) && equity <= stopLossLine(gauge, stopLoss)) {
    worst = worse(worst, 'stop-loss', stopLoss, (base - equity) / budget, OF_BUDGET);
  }
  if (isWorse(gauge, takeProfit) && equity >= takeProfitLine(gauge, takeProfit)) {
    worst = worse(worst, 'take-profit', takeProfit, (equity - base) / budget, OF_BUDGET);
  }
  if (isWorse(gauge, trailingStop) && equity <= trailingStopLine(gauge, trailingStop)) {
    worst = worse(worst, 'trailing-stop', trailingStop, (peak - equity) / budget, OF_BUDGET);
  }
  if (isWorse(gauge, drawdown) && equity <= drawdownLine(gauge, drawdown)) {
    worst = worse(worst, 'drawdown-breaker', drawdown, (peak - equity) / peak, 'fraction of the peak');
  }
  if (isWorse(gauge, volatility) && fast > fastLine(gauge, volatility)) {
    const breaker = { max: Math.sqrt(fastLine(gauge, volatility)) / budget, action: volatility.action };
    worst = worse(worst, 'volatility-breaker', breaker, Math.sqrt(fast) / budget, `${OF_BUDGET} per sample`);
  }
  return worst;
}

const OF_BUDGET = 'fraction of the budget';

/** The fast variance as it would be if the current sample ended now. A long silence is spread over the samples it spans. */
export function fastVarianceAt(gauge: Gauge, timeUs: TimeUs, equity: number): number {
  return gauge.fast + gauge.fastWeight * (squaredChange(gauge, timeUs, equity) - gauge.fast);
}

/** Ends a sample of volatility at the gauge's own time and equity, and begins the next. The first call only begins one. */
export function takeSample(gauge: Gauge): void {
  const { volatility } = gauge.breakers;
  if (volatility !== null && gauge.sampleUs !== Number.NEGATIVE_INFINITY) {
    const square = squaredChange(gauge, gauge.timeUs, gauge.equity);
    const one = 1 / (gauge.samples + 1);
    gauge.fast += Math.max(1 - volatility.decayFast, one) * (square - gauge.fast);
    gauge.slow += Math.max(1 - volatility.decaySlow, one) * (square - gauge.slow);
    gauge.samples += 1;
    gauge.fastWeight = Math.max(1 - volatility.decayFast, 1 / (gauge.samples + 1));
    drawFastLine(gauge);
  }
  gauge.sampleUs = gauge.timeUs;
  gauge.sampleEquity = gauge.equity;
}

function squaredChange(gauge: Gauge, timeUs: TimeUs, equity: number): number {
  const change = equity - gauge.sampleEquity;
  const elapsedUs = timeUs - gauge.sampleUs;
  const square = change * change;
  return elapsedUs > gauge.sampleLengthUs ? (square * gauge.sampleLengthUs) / elapsedUs : square;
}

function isWorse<B extends { readonly action: 'reduce' | 'halt' }>(
  gauge: Gauge,
  breaker: B | null,
): breaker is B {
  return breaker !== null && severityOfAction(breaker.action) > gauge.severity;
}

function severityOfAction(action: 'reduce' | 'halt'): Severity {
  return action === 'halt' ? HALTED : REDUCING;
}

function dailyLossLine(gauge: Gauge, breaker: Breaker, dayStart: number): number {
  return dayStart - breaker.max * gauge.budget;
}

function stopLossLine(gauge: Gauge, breaker: Breaker): number {
  return gauge.base - breaker.max * gauge.budget;
}

function takeProfitLine(gauge: Gauge, breaker: Breaker): number {
  return gauge.base + breaker.max * gauge.budget;
}

function trailingStopLine(gauge: Gauge, breaker: TrailingStop): number {
  const armed = gauge.peak - gauge.base >= breaker.profitMin * gauge.budget;
  return armed ? gauge.peak - breaker.max * gauge.budget : Number.NEGATIVE_INFINITY;
}

function drawdownLine(gauge: Gauge, breaker: Breaker): number {
  return gauge.peak - breaker.max * gauge.peak;
}

/** In squared value per sample. */
function fastLine(gauge: Gauge, breaker: VolatilityBreaker): number {
  if (gauge.samples < breaker.samplesMin) return Number.POSITIVE_INFINITY;
  const floor = breaker.floor * gauge.budget;
  return Math.max(breaker.ratioMax * breaker.ratioMax * gauge.slow, floor * floor);
}

function worse(worst: Trip | undefined, rule: RiskRule, breaker: Breaker, value: number, unit: string): Trip {
  const severity = severityOfAction(breaker.action);
  return worst !== undefined && worst.severity >= severity
    ? worst
    : { rule, severity, value, limit: breaker.max, unit };
}
