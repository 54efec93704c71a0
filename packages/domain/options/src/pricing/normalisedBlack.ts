import { normalCdf, normalPdf } from '@qca/numerics';

/** Below it the two terms of the formula nearly cancel, and their ratio to the density is told apart better. */
const MILLS_BEGIN = -1;

/**
 * Returns the price of a call that is out of or at the money, undiscounted, in units of √(forward × strike).
 *
 * `moneyness` is ln(forward ÷ strike), at most 0; `deviation` is volatility × √years. Relative error stays near 1e-13 deep
 * out of the money, where a difference of two prices would have none of its digits left.
 * Source: Jäckel, "Let's Be Rational" (2015), formula 3.1 and the form with Mills' ratio in section 6.
 */
export function normalisedCall(moneyness: number, deviation: number): number {
  if (deviation <= 0) return 0;
  const h = moneyness / deviation;
  const t = deviation / 2;
  if (h + t < MILLS_BEGIN) {
    const scale = Math.exp(-0.5 * (h * h + t * t)) / Math.sqrt(2 * Math.PI);
    return Math.max(scale * (mills(h + t) - mills(h - t)), 0);
  }
  const price = Math.exp(moneyness / 2) * normalCdf(h + t) - Math.exp(-moneyness / 2) * normalCdf(h - t);
  return Math.max(price, 0);
}

/** Returns the slope of `normalisedCall` by the deviation. */
export function normalisedVega(moneyness: number, deviation: number): number {
  const h = moneyness / deviation;
  const t = deviation / 2;
  return Math.exp(-0.5 * (h * h + t * t)) / Math.sqrt(2 * Math.PI);
}

/** From here the rounding of the density, which grows with x², would show; the continued fraction is exact by then. */
const FRACTION_BEGIN = -8;
const FRACTION_LEVELS = 40;

/** Returns Φ(x) ÷ φ(x) for x below zero. */
function mills(x: number): number {
  if (x > FRACTION_BEGIN) return normalCdf(x) / normalPdf(x);
  let fraction = -x;
  for (let level = FRACTION_LEVELS; level > 0; level -= 1) fraction = -x + level / fraction;
  return 1 / fraction;
}
