import type { Random } from '@qca/base';
import { blackScholes, blackScholesGreeks } from './blackScholes.ts';
import type { VanillaOption } from './VanillaOption.ts';

export interface HedgePlan {
  /** Sold at its Black-Scholes value, and hedged with the deltas of its volatility. */
  readonly option: VanillaOption;
  /** Times the hedge is set anew, evenly until expiry. */
  readonly rebalances: number;
  readonly paths: number;
  /** What the price really does: volatility and drift per year, the option's own and its rate less its yield without them. */
  readonly realisedVolatility?: number;
  readonly drift?: number;
  /** Share of the worth traded that each trade costs, the first and the last ones too. */
  readonly costRatio?: number;
}

export interface HedgeResult {
  /** What is left at expiry after the payoff, in the unit of spot. */
  readonly mean: number;
  readonly deviation: number;
  readonly worst: number;
  readonly best: number;
  /** Mean paid in costs. */
  readonly cost: number;
  /** What the deviation should be by first order, if the price does what the option's volatility says: it falls as 1 ÷ √rebalances. */
  readonly expectedDeviation: number;
}

/**
 * Sells an option, holds its delta, and says what is left.
 *
 * Source of the expected deviation: Derman, Kamal, "When You Cannot Hedge Continuously" (1998): √(π/4) × vega × volatility ÷ √n,
 * carried to expiry.
 */
export function deltaHedge(plan: HedgePlan, random: Random): HedgeResult {
  const { option, paths, rebalances } = plan;
  const errors = Float64Array.from({ length: paths });
  let cost = 0;
  for (let path = 0; path < paths; path += 1) {
    const end = hedgeOnce(plan, random);
    errors[path] = end.error;
    cost += end.cost / paths;
  }
  const mean = errors.reduce((sum, error) => sum + error, 0) / paths;
  const square = errors.reduce((sum, error) => sum + (error - mean) ** 2, 0) / Math.max(paths - 1, 1);
  const { vega } = blackScholesGreeks(option);
  const first = Math.sqrt(Math.PI / 4 / rebalances) * vega * option.volatility;
  return {
    mean,
    deviation: Math.sqrt(square),
    worst: errors.reduce((one, other) => Math.min(one, other)),
    best: errors.reduce((one, other) => Math.max(one, other)),
    cost,
    expectedDeviation: first * Math.exp(option.rate * option.years),
  };
}

function hedgeOnce(plan: HedgePlan, random: Random): { error: number; cost: number } {
  const { option, rebalances, costRatio = 0 } = plan;
  const { kind, strike, rate, years } = option;
  const volatility = plan.realisedVolatility ?? option.volatility;
  const drift = plan.drift ?? rate - option.yield;
  const step = years / rebalances;
  const growth = Math.exp(rate * step);
  const carried = Math.expm1(option.yield * step);
  let spot = option.spot;
  let held = 0;
  let cost = 0;
  let cash = blackScholes(option);
  const trade = (units: number): void => {
    const fee = Math.abs(units - held) * spot * costRatio;
    cash -= (units - held) * spot + fee;
    cost += fee;
    held = units;
  };
  for (let i = 0; i < rebalances; i += 1) {
    trade(blackScholesGreeks({ ...option, spot, years: years - i * step }).delta);
    const shock = volatility * Math.sqrt(step) * random.nextGaussian();
    spot *= Math.exp((drift - 0.5 * volatility * volatility) * step + shock);
    cash = cash * growth + held * spot * carried;
  }
  trade(0);
  const payoff = Math.max(kind === 'call' ? spot - strike : strike - spot, 0);
  return { error: cash - payoff, cost };
}
