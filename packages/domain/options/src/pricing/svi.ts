/**
 * A smile in total variance (volatility² × years) by log-moneyness k = ln(strike ÷ forward):
 * w(k) = a + b (rho (k − m) + √((k − m)² + sigma²)).
 *
 * Source: Gatheral, "A parsimonious arbitrage-free implied volatility parameterization" (2004), raw form.
 */
export interface Svi {
  readonly a: number;
  readonly b: number;
  readonly rho: number;
  readonly m: number;
  readonly sigma: number;
}

/** Returns total variance at a log-moneyness. */
export function sviVariance({ a, b, rho, m, sigma }: Svi, k: number): number {
  return a + b * (rho * (k - m) + Math.hypot(k - m, sigma));
}

/**
 * Returns Durrleman's function: the density of the price at k has its sign, so where it is below zero butterflies cost less
 * than nothing.
 *
 * Source: Gatheral, Jacquier, "Arbitrage-free SVI volatility surfaces" (2014), formula 2.1.
 */
export function durrleman(smile: Svi, k: number): number {
  const { b, rho, m, sigma } = smile;
  const w = sviVariance(smile, k);
  const root = Math.hypot(k - m, sigma);
  const slope = b * (rho + (k - m) / root);
  const bend = (b * sigma * sigma) / root ** 3;
  const lift = 1 - (k * slope) / (2 * w);
  return lift * lift - ((slope * slope) / 4) * (1 / w + 0.25) + bend / 2;
}

/** Returns the steeper slope of the wings; at most 2 where prices tend to nothing far out. Source: Lee 2004. */
export function steepestWing({ b, rho }: Svi): number {
  return b * (1 + Math.abs(rho));
}

/** Log-moneyness looked at: beyond it wings are straight lines, and e^±3 is twenty times up or down. */
const GRID_END = 3;
const GRID_STEP = 0.02;
/** Shape: [point]. Even steps through 0. */
export const MONEYNESS_GRID: Float64Array = Float64Array.from(
  { length: Math.round((2 * GRID_END) / GRID_STEP) + 1 },
  (_, i) => -GRID_END + i * GRID_STEP,
);

export interface SmileCheck {
  /** Least of Durrleman's function on the grid. Below zero: a butterfly costs less than nothing. */
  readonly butterflyMin: number;
  /** Least of total variance less that of the expiry before. Below zero: a calendar spread costs less than nothing. */
  readonly calendarMin: number;
  readonly wing: number;
  readonly isFree: boolean;
}

/** Returns whether a smile, and the step to it from the expiry before, leave no arbitrage between −3 and 3 and in the wings. */
export function checkSmile(smile: Svi, before?: Svi): SmileCheck {
  let butterflyMin = Number.POSITIVE_INFINITY;
  let calendarMin = Number.POSITIVE_INFINITY;
  for (const k of MONEYNESS_GRID) {
    const w = sviVariance(smile, k);
    butterflyMin = Math.min(butterflyMin, w > 0 ? durrleman(smile, k) : Number.NEGATIVE_INFINITY);
    calendarMin = Math.min(calendarMin, w - (before === undefined ? 0 : sviVariance(before, k)));
  }
  const wing = steepestWing(smile);
  const wingsGrow = before === undefined || !wingsCross(smile, before);
  return {
    butterflyMin,
    calendarMin,
    wing,
    isFree: butterflyMin >= 0 && calendarMin >= 0 && wing <= 2 && wingsGrow,
  };
}

/** Whether a wing of the later smile is flatter than the same wing of the earlier one: far out they cross. */
function wingsCross(later: Svi, earlier: Svi): boolean {
  const slack = 1e-12;
  const right = (smile: Svi) => smile.b * (1 + smile.rho);
  const left = (smile: Svi) => smile.b * (1 - smile.rho);
  return right(later) < right(earlier) - slack || left(later) < left(earlier) - slack;
}
