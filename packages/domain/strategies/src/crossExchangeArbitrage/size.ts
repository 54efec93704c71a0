import { assert } from '@qca/base';

/** A price level after all that trading there costs, in one currency for both sides. */
export interface NetLevel {
  /** What one unit costs (buying) or brings (selling), fees and slippage included. */
  readonly price: number;
  /** Whole units; +Infinity where the data does not say. */
  readonly units: number;
}

export interface SizeQuestion {
  /** Rising prices: where we buy. */
  readonly buys: readonly NetLevel[];
  /** Falling prices: where we sell. */
  readonly sells: readonly NetLevel[];
  /** Every unit must bring at least this much more than it costs, as a fraction of what it costs. */
  readonly hurdle: number;
  /** Most units that funds, inventory and the size limit allow. */
  readonly unitsMax: number;
  /** The size must be a multiple of this many units: the coarser of the two lots. */
  readonly step: number;
}

export interface ArbitrageSize {
  readonly units: number;
  readonly cost: number;
  readonly revenue: number;
  /** revenue − cost × (1 + hurdle): what the size maximises. */
  readonly surplus: number;
  /** Index of the worst level each side reaches. */
  readonly buyLevel: number;
  readonly sellLevel: number;
}

/**
 * Returns the size at which the net marginal prices of both books meet, or undefined when not one step pays.
 *
 * Both ladders are walked together, best levels first, for as long as selling one more unit brings more than buying it
 * costs. Costs rise and revenues fall along the walk, so the surplus is concave and the meeting point is its maximum;
 * on the grid of steps the maximum is one of the two neighbours of that point.
 * Source: Angeris, Evans, Chitra, Boyd: Optimal Routing for Constant Function Market Makers (2022), section 2: at
 * the optimum all marginal prices are equal; for ladders the condition is met between two levels.
 */
export function arbitrageSize(question: SizeQuestion): ArbitrageSize | undefined {
  const { step } = question;
  assert(Number.isInteger(step) && step > 0, 'a size step is a positive whole number');
  const meeting = meetingUnits(question);
  const below = Math.floor(meeting / step) * step;
  const lower = priceUnits(question, below);
  const upper = below + step <= question.unitsMax ? priceUnits(question, below + step) : undefined;
  const best = upper !== undefined && upper.surplus > (lower?.surplus ?? 0) ? upper : lower;
  return best !== undefined && best.units > 0 && best.surplus > 0 ? best : undefined;
}

/** Returns how many units pay, one by one, within the bound. */
function meetingUnits({ buys, sells, hurdle, unitsMax }: SizeQuestion): number {
  let units = 0;
  let buyAt = 0;
  let sellAt = 0;
  let buyLeft = buys[0]?.units ?? 0;
  let sellLeft = sells[0]?.units ?? 0;
  for (;;) {
    const buy = buys[buyAt];
    const sell = sells[sellAt];
    if (buy === undefined || sell === undefined || !(sell.price > buy.price * (1 + hurdle))) return units;
    const taken = Math.min(buyLeft, sellLeft, unitsMax - units);
    units += taken;
    if (units >= unitsMax) return unitsMax;
    buyLeft -= taken;
    sellLeft -= taken;
    if (buyLeft <= 0) {
      buyAt += 1;
      buyLeft = buys[buyAt]?.units ?? 0;
    }
    if (sellLeft <= 0) {
      sellAt += 1;
      sellLeft = sells[sellAt]?.units ?? 0;
    }
  }
}

/** Adds up what a size costs and brings; undefined when a book is not deep enough. */
function priceUnits({ buys, sells, hurdle }: SizeQuestion, units: number): ArbitrageSize | undefined {
  const cost = walkSide(buys, units);
  const revenue = walkSide(sells, units);
  if (cost === undefined || revenue === undefined) return undefined;
  return {
    units,
    cost: cost.value,
    revenue: revenue.value,
    surplus: revenue.value - cost.value * (1 + hurdle),
    buyLevel: cost.level,
    sellLevel: revenue.level,
  };
}

function walkSide(levels: readonly NetLevel[], units: number): { value: number; level: number } | undefined {
  let left = units;
  let value = 0;
  for (let level = 0; level < levels.length; level += 1) {
    const { price, units: available } = levels[level] as NetLevel;
    const taken = Math.min(left, available);
    value += taken * price;
    left -= taken;
    if (left <= 0) return { value, level };
  }
  return undefined;
}
