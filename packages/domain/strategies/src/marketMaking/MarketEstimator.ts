/**
 * Streaming estimates of what the quoting models need: volatility, and how often orders reach how far.
 *
 * Time is cut into windows of equal length. Over each, two questions are asked of an order left at distance δ from the
 * first price: how far did the price end up (volatility), and how far did trading reach on either side (intensity)?
 *
 * - σ² = Σ ln(last ÷ first)² ÷ Σ seconds.
 * - If orders reach δ at the rate λ(δ), a window of Δ seconds sees none with probability exp(−λΔ). So
 *   λ(δ) = −ln(1 − share of windows that reached δ) ÷ Δ, on a fixed grid of distances, and A, k come from the line
 *   ln λ = ln A − k δ, least squares weighted by the number of windows that reached δ.
 *
 * All sums fade with a half-life in windows. Unit of price: fraction of the price. The same method serves trades, quotes
 * and bars: high and low of a bar are how far its trading reached.
 * Source: Avellaneda, Stoikov (2008), section 2.5; Fernandez-Tapia: Modeling, optimization and estimation for the on-line
 * control of trading algorithms in limit-order markets (2015), chapter 4 (intensity from waiting times by distance).
 */
export interface MarketEstimator {
  readonly windowSeconds: number;
  readonly fading: number;
  /** Windows seen, faded; and how many there were in all. */
  weight: number;
  seen: number;
  squares: number;
  /** Faded number of window sides that reached each distance. Shape: [distance]. */
  readonly reached: Float64Array;
}

export interface MarketEstimate {
  /** Fraction of the price per √second. */
  readonly volatility: number;
  /** A: per second on each side. */
  readonly intensity: number;
  /** k: per fraction of the price. */
  readonly decay: number;
}

/** From a tenth of a basis point up, each √2 times the one before, to 4 %. */
const DISTANCES = Float64Array.from({ length: 25 }, (_, step) => 1e-5 * 2 ** (step / 2));

/** A distance reached in nearly every window says only that λΔ is large, not how large. */
const SHARE_MAX = 0.95;

/** A line through fewer points than this would follow their noise. */
const POINTS_MIN = 3;

/** Fewer windows than this at a distance say nothing about its rate. */
const REACHED_MIN = 2;

export function marketEstimator(windowSeconds: number, halfLifeWindows: number): MarketEstimator {
  return {
    windowSeconds,
    fading: 0.5 ** (1 / halfLifeWindows),
    weight: 0,
    seen: 0,
    squares: 0,
    reached: new Float64Array(DISTANCES.length),
  };
}

/** Takes in one window: its first and last price, and the highest and lowest price at which others traded in it. */
export function observeWindow(
  estimator: MarketEstimator,
  window: { readonly first: number; readonly last: number; readonly high: number; readonly low: number },
): void {
  const { reached, fading } = estimator;
  const up = window.high / window.first - 1;
  const down = 1 - window.low / window.first;
  for (let at = 0; at < reached.length; at += 1) {
    const distance = DISTANCES[at] as number;
    const hits = (up >= distance ? 1 : 0) + (down >= distance ? 1 : 0);
    reached[at] = (reached[at] as number) * fading + hits;
  }
  const move = Math.log(window.last / window.first);
  estimator.squares = estimator.squares * fading + move * move;
  estimator.weight = estimator.weight * fading + 1;
  estimator.seen += 1;
}

/** Returns the estimates, or undefined while the windows do not show a falling intensity and a moving price. */
export function estimateMarket(estimator: MarketEstimator): MarketEstimate | undefined {
  const { reached, weight, squares, windowSeconds } = estimator;
  if (weight === 0) return undefined;
  const sides = 2 * weight;
  let points = 0;
  let total = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  for (let at = 0; at < reached.length; at += 1) {
    const count = reached[at] as number;
    const share = count / sides;
    if (count < REACHED_MIN || share > SHARE_MAX) continue;
    const x = DISTANCES[at] as number;
    const y = Math.log(-Math.log1p(-share) / windowSeconds);
    points += 1;
    total += count;
    sumX += count * x;
    sumY += count * y;
    sumXX += count * x * x;
    sumXY += count * x * y;
  }
  if (points < POINTS_MIN) return undefined;
  const slope = (total * sumXY - sumX * sumY) / (total * sumXX - sumX * sumX);
  const volatility = Math.sqrt(squares / (weight * windowSeconds));
  const decay = -slope;
  if (!(decay > 0) || !Number.isFinite(decay) || !(volatility > 0)) return undefined;
  return { volatility, decay, intensity: Math.exp((sumY - slope * sumX) / total) };
}
