import { normalisedCall, normalisedVega } from './normalisedBlack.ts';
import type { VanillaOption } from './VanillaOption.ts';

/** Prices closer than this to a bound, relative to what they are made of, are at the bound: rounding made the gap. */
const ROUNDING = 4 * Number.EPSILON;
/** Bisection alone would take fewer. */
const STEPS_MAX = 200;
/** √years × volatility beyond which a double cannot tell a price from its upper bound. */
const DEVIATION_MAX = 100;

/**
 * Returns the volatility at which Black-Scholes gives this price, or NaN where no volatility does: below the discounted
 * intrinsic worth or at or above the discounted spot (call) or strike (put).
 *
 * Where the price is its lower bound, to rounding, it is 0: far from the money a double cannot tell small volatilities apart.
 * Newton's method on the logarithm of the price out of the money, inside a bracket it cannot leave.
 * Source: the scale of Jäckel, "Let's Be Rational" (2015).
 */
export function impliedVolatility(option: Omit<VanillaOption, 'volatility'>, price: number): number {
  const { kind, spot, strike, rate, years } = option;
  const spotNow = spot * Math.exp(-option.yield * years);
  const strikeNow = strike * Math.exp(-rate * years);
  const inside = Math.max(kind === 'call' ? spotNow - strikeNow : strikeNow - spotNow, 0);
  const outside = price - inside;
  // Out of the money nothing was taken off, and the smallest price has all its digits.
  const noise = inside > 0 ? ROUNDING * Math.max(spotNow, strikeNow, price) : 0;
  if (Math.abs(outside) <= noise) return 0;
  // The price out of the money cannot reach the smaller of both.
  if (!(outside > 0 && outside < Math.min(spotNow, strikeNow)) || years <= 0) return Number.NaN;
  const moneyness = -Math.abs(Math.log(spot / strike) + (rate - option.yield) * years);
  const deviation = solve(outside / Math.sqrt(spotNow * strikeNow), moneyness);
  return deviation / Math.sqrt(years);
}

/** Returns the deviation at which `normalisedCall` is `target`. */
function solve(target: number, moneyness: number): number {
  const bound = Math.exp(moneyness / 2);
  // Where the price bends: below it the logarithm of the price is nearly straight in 1 ÷ deviation², above it the price.
  const bend = Math.sqrt(2 * Math.abs(moneyness));
  let low = 0;
  let high = DEVIATION_MAX;
  let deviation = bend > 0 ? Math.min(bend, DEVIATION_MAX / 2) : Math.min(target * Math.sqrt(2 * Math.PI), 8);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const price = normalisedCall(moneyness, deviation);
    if (price > target) high = deviation;
    else low = deviation;
    const next = newton({ moneyness, deviation, price, target, bound });
    const isInside = next > low && next < high;
    const moved = isInside ? next : low === 0 ? high / 2 : (low + high) / 2;
    if (Math.abs(moved - deviation) <= Number.EPSILON * deviation) return moved;
    deviation = moved;
  }
  return deviation;
}

interface Place {
  readonly moneyness: number;
  readonly deviation: number;
  readonly price: number;
  readonly target: number;
  readonly bound: number;
}

/** A step on ln(price) under half of the upper bound, and on ln(bound − price) over it; NaN where there is none. */
function newton({ moneyness, deviation, price, target, bound }: Place): number {
  const vega = normalisedVega(moneyness, deviation);
  if (!(vega > 0)) return Number.NaN;
  if (target < 0.5 * bound) {
    if (price <= 0) return Number.NaN;
    if (price > 0.9 * bound || -moneyness < 1e-3) return deviation + (target - price) / vega;
    // With u = 1 ÷ deviation² the logarithm is nearly a straight line, with slope −vega × deviation³ ÷ (2 price).
    const u = 1 / (deviation * deviation);
    const slope = (-vega * deviation ** 3) / (2 * price);
    const next = u + Math.log(target / price) / slope;
    return next > 0 ? 1 / Math.sqrt(next) : Number.NaN;
  }
  if (price >= bound) return Number.NaN;
  return deviation + (Math.log((bound - price) / (bound - target)) * (bound - price)) / vega;
}
