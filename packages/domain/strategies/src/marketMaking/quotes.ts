/** What both models know of the market, in one unit of price (a fraction of it, or ticks, or money) and in seconds. */
export interface QuotingMarket {
  /** Standard deviation of the price per square root of a second. */
  readonly volatility: number;
  /** Orders reach a distance δ from the mid A·exp(−k·δ) times a second, on each side. */
  readonly intensity: number;
  readonly decay: number;
  /** γ: aversion to risk, per unit of price and per unit of inventory. */
  readonly riskAversion: number;
}

/** Distances of bid and ask from the mid. A negative one is beyond the mid. */
export interface Distances {
  readonly bid: number;
  readonly ask: number;
}

/**
 * Returns the quotes of Avellaneda and Stoikov around their reservation price, for `inventory` units held.
 *
 * reservation = mid − q γ σ² τ; spread = γ σ² τ + (2/γ) ln(1 + γ/k), centred on it, with τ the time left in seconds.
 * Source: Avellaneda, Stoikov: High-frequency trading in a limit order book, Quantitative Finance 8 (2008), eq. 29–30.
 */
export function avellanedaStoikov(market: QuotingMarket, inventory: number, timeLeft: number): Distances {
  const { volatility, riskAversion, decay } = market;
  const risk = riskAversion * volatility * volatility * timeLeft;
  const half = risk / 2 + Math.log1p(riskAversion / decay) / riskAversion;
  return { bid: half + inventory * risk, ask: half - inventory * risk };
}

/**
 * Returns the long-run quotes of Guéant, Lehalle and Fernandez-Tapia for `inventory` units held.
 *
 * δᵇ = (1/γ) ln(1 + γ/k) + (2q + 1)/2 · s and δᵃ = (1/γ) ln(1 + γ/k) − (2q − 1)/2 · s, with
 * s = √(σ²γ / (2kA) · (1 + γ/k)^(1 + k/γ)). At an inventory limit the side that would pass it is not quoted.
 * Source: Dealing with the inventory risk: a solution to the market making problem, Mathematics and Financial
 * Economics 7 (2013), section 4, closed-form approximations.
 */
export function gueantLehalleFernandezTapia(market: QuotingMarket, inventory: number): Distances {
  const { volatility, intensity, decay, riskAversion } = market;
  const ratio = riskAversion / decay;
  const centre = Math.log1p(ratio) / riskAversion;
  const skew =
    volatility * Math.sqrt((riskAversion / (2 * decay * intensity)) * (1 + ratio) ** (1 + 1 / ratio));
  return { bid: centre + ((2 * inventory + 1) / 2) * skew, ask: centre - ((2 * inventory - 1) / 2) * skew };
}
