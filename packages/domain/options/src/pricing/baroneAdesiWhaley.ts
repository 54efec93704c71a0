import { normalCdf, normalPdf } from '@qca/numerics';
import { blackScholes, blackScholesGreeks } from './blackScholes.ts';
import { intrinsicWorth, type VanillaOption } from './VanillaOption.ts';

/** Newton's method needs under ten steps; halving, where it strays, under a hundred. */
const STEPS_MAX = 200;

/** An option and the power of spot in which its premium of early exercise grows; the sign is 1 for calls, −1 for puts. */
interface Problem {
  readonly option: VanillaOption;
  readonly sign: number;
  readonly power: number;
}

/**
 * Returns the value of an American option by the quadratic approximation.
 *
 * Where early exercise never pays (a call without yield, a put without interest) it is the European value. Warning: with a call's rate
 * below a yield that is 0 or less (a put's yield below such a rate) exercise may pay nevertheless, and no less than its worth is answered.
 * Source: Barone-Adesi, Whaley, "Efficient Analytic Approximation of American Option Values" (1987).
 */
export function baroneAdesiWhaley(option: VanillaOption): number {
  const european = blackScholes(option);
  const { kind, spot, years, volatility, rate } = option;
  if ((kind === 'call' ? option.yield : rate) <= 0) return Math.max(european, intrinsicWorth(option));
  if (years * volatility === 0) return Math.max(european, intrinsicWorth(option));
  const sign = kind === 'call' ? 1 : -1;
  const problem = { option, sign, power: powerOf(option, sign, years) };
  const boundary = exerciseBoundary(problem);
  if (sign * (spot - boundary) >= 0) return intrinsicWorth(option);
  return european + premiumAt(problem, boundary).premium * (spot / boundary) ** problem.power;
}

function powerOf({ rate, yield: holding, volatility }: VanillaOption, sign: number, years: number): number {
  const variance = volatility * volatility;
  const n = (2 * (rate - holding)) / variance;
  // 2 × rate ÷ (variance × (1 − exp(−rate × years))), which has a limit where the rate is 0.
  const m = rate === 0 ? 2 / (variance * years) : (2 * rate) / (variance * -Math.expm1(-rate * years));
  return (1 - n + sign * Math.sqrt((n - 1) ** 2 + 4 * m)) / 2;
}

/** Returns the premium of early exercise at a spot if that were the boundary, and the slope of the premium there. */
function premiumAt({ option, sign, power }: Problem, spot: number): { premium: number; slope: number } {
  const { strike, rate, years, volatility, yield: holding } = option;
  const deviation = volatility * Math.sqrt(years);
  const d1 = (Math.log(spot / strike) + (rate - holding) * years) / deviation + deviation / 2;
  const kept = Math.exp(-holding * years);
  const share = 1 - kept * normalCdf(sign * d1);
  return {
    premium: (sign * spot * share) / power,
    slope: (sign * share - (kept * normalPdf(d1)) / deviation) / power,
  };
}

/** Returns the spot at which exercising is worth as much as holding: the European value and the premium. */
function exerciseBoundary(problem: Problem): number {
  const { option, sign } = problem;
  const { strike } = option;
  let low = sign > 0 ? strike : 0;
  let high = sign > 0 ? Number.POSITIVE_INFINITY : strike;
  let spot = firstGuess(problem);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const { premium, slope } = premiumAt(problem, spot);
    const { value, delta } = blackScholesGreeks({ ...option, spot });
    const gap = sign * (spot - strike) - value - premium;
    if (Math.abs(gap) <= 1e-14 * strike) return spot;
    if (sign * gap > 0) high = spot;
    else low = spot;
    const next = spot - gap / (sign - delta - slope);
    const isInside = next > low && next < high;
    const moved = isInside ? next : high === Number.POSITIVE_INFINITY ? 2 * spot : (low + high) / 2;
    if (Math.abs(moved - spot) <= 1e-15 * spot) return moved;
    spot = moved;
  }
  return spot;
}

/** Barone-Adesi and Whaley's seed: between the strike and the boundary of an option that never ends. */
function firstGuess({ option, sign }: Problem): number {
  const { strike, rate, years, volatility, yield: holding } = option;
  const limit = strike / (1 - 1 / powerOf(option, sign, Number.POSITIVE_INFINITY));
  const wait = sign * (rate - holding) * years + 2 * volatility * Math.sqrt(years);
  const share = -Math.expm1((-wait * strike) / Math.abs(limit - strike));
  const guess = strike + (limit - strike) * share;
  const isUsable = Number.isFinite(guess) && sign * (guess - strike) > 0 && guess > 0;
  return isUsable ? guess : strike * (sign > 0 ? 2 : 0.5);
}
