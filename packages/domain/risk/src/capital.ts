import { assert } from '@qca/base';
import { drawLines } from './breakers.ts';
import { gaugeOf, type RiskState } from './RiskState.ts';

/**
 * Takes capital that came to a strategy (positive) or left it (negative) into its gauge, so that no rule takes it for
 * profit or loss: budget and equity move by `value`, and every measure keeps its fraction.
 *
 * What rules count from (base, start of the day, current sample) keeps its distance from equity as a fraction of the
 * budget; the squared changes behind volatility scale with the budget's square. The peak serves two rules, one in
 * fractions of the budget and one in fractions of itself: it takes the lower of the two places, so that neither fraction grows.
 * Budgets and equities stay above 0 where capital leaves; anything else is the caller's bug.
 *
 * Units: whole reporting units. Source: a fund's unit price does not change when units are bought or redeemed.
 */
export function applyCapital(state: RiskState, strategy: number, value: number): void {
  const gauge = gaugeOf(state, strategy);
  const { budget, equity } = gauge;
  assert(Number.isFinite(value), `capital is a number, not ${value}`);
  assert(
    budget + value > 0 && (value > 0 || equity + value > 0),
    `a budget of ${budget} cannot change by ${value}`,
  );
  const scale = (budget + value) / budget;
  const after = equity + value;
  const keep = (reference: number): number => after + (reference - equity) * scale;
  const peak = keep(gauge.peak);
  gauge.budget = budget + value;
  gauge.base = keep(gauge.base);
  gauge.dayStart = keep(gauge.dayStart);
  gauge.sampleEquity = keep(gauge.sampleEquity);
  gauge.peak = equity > 0 ? Math.min(peak, (gauge.peak * after) / equity) : peak;
  gauge.equity = after;
  gauge.fast *= scale * scale;
  gauge.slow *= scale * scale;
  drawLines(gauge);
}
