import { normalCdf, normalPdf } from '@qca/numerics';
import { blackScholes, blackScholesGreeks } from './blackScholes.ts';
import { intrinsicWorth, mirrored, type VanillaOption } from './VanillaOption.ts';

/** Newton's method needs under ten steps; halving, where it strays, under a hundred. */
const STEPS_MAX = 200;

/**
 * Returns the value of an American option by the quadratic approximation: within a few hundredths of a percent of spot.
 *
 * Puts are the calls they mirror. Where early exercise never pays it is the European value.
 * Source: Barone-Adesi, Whaley, "Efficient Analytic Approximation of American Option Values" (1987).
 */
export function baroneAdesiWhaley(option: VanillaOption): number {
  if (option.kind === 'put') return baroneAdesiWhaley(mirrored(option));
  const european = blackScholes(option);
  const { spot, strike, years, volatility } = option;
  if (option.yield <= 0 || years * volatility === 0) return Math.max(european, intrinsicWorth(option));
  const q = growthExponent(option);
  const boundary = exerciseBoundary(option, q);
  if (spot >= boundary) return spot - strike;
  const { premium } = premiumAt(option, q, boundary);
  return european + premium * (spot / boundary) ** q;
}

/** The power of spot in which the premium of early exercise grows. */
function growthExponent({ rate, yield: holding, years, volatility }: VanillaOption): number {
  const variance = volatility * volatility;
  const n = (2 * (rate - holding)) / variance;
  // 2 × rate ÷ (variance × (1 − exp(−rate × years))), which has a limit where the rate is 0.
  const m = rate === 0 ? 2 / (variance * years) : (2 * rate) / (variance * -Math.expm1(-rate * years));
  return (1 - n + Math.sqrt((n - 1) ** 2 + 4 * m)) / 2;
}

/** Returns the premium of early exercise at a spot if that were the boundary, and the slope of the premium. */
function premiumAt(option: VanillaOption, q: number, spot: number): { premium: number; d1: number } {
  const { strike, rate, years, volatility, yield: holding } = option;
  const deviation = volatility * Math.sqrt(years);
  const d1 = (Math.log(spot / strike) + (rate - holding) * years) / deviation + deviation / 2;
  return { premium: (spot * (1 - Math.exp(-holding * years) * normalCdf(d1))) / q, d1 };
}

/** Returns the spot at which holding is worth as much as exercising: spot − strike = European value + premium. */
function exerciseBoundary(option: VanillaOption, q: number): number {
  const { strike, years, volatility } = option;
  const holding = Math.exp(-option.yield * years);
  let low = strike;
  let high = Number.POSITIVE_INFINITY;
  let spot = firstGuess(option);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const { premium, d1 } = premiumAt(option, q, spot);
    const { value, delta } = blackScholesGreeks({ ...option, spot });
    const gap = spot - strike - value - premium;
    if (Math.abs(gap) <= 1e-14 * strike) return spot;
    if (gap > 0) high = spot;
    else low = spot;
    const bend = (holding * normalPdf(d1)) / (volatility * Math.sqrt(years));
    const slope = 1 - delta - (1 - holding * normalCdf(d1) - bend) / q;
    const next = spot - gap / slope;
    const isInside = next > low && next < high;
    const moved = isInside ? next : high === Number.POSITIVE_INFINITY ? 2 * spot : (low + high) / 2;
    if (Math.abs(moved - spot) <= 1e-15 * spot) return moved;
    spot = moved;
  }
  return spot;
}

/** Barone-Adesi and Whaley's seed: between the strike and the boundary of an option that never ends. */
function firstGuess({ strike, rate, years, volatility, yield: holding }: VanillaOption): number {
  const variance = volatility * volatility;
  const n = (2 * (rate - holding)) / variance;
  const forever = (1 - n + Math.sqrt(Math.max((n - 1) ** 2 + (8 * rate) / variance, 0))) / 2;
  if (!(forever > 1)) return 2 * strike;
  const limit = strike / (1 - 1 / forever);
  const h = (-((rate - holding) * years + 2 * volatility * Math.sqrt(years)) * strike) / (limit - strike);
  const guess = strike + (limit - strike) * -Math.expm1(h);
  return guess > strike && Number.isFinite(guess) ? guess : 2 * strike;
}
