/** One side of the carry: prices in one currency per whole unit of base, costs as fractions. */
export interface CarrySide {
  readonly bid: number;
  readonly ask: number;
  readonly fee: number;
  /** What a purchase costs beyond its price, as a fraction, where that is not `fee`: a fee kept back from what it brings. */
  readonly purchaseFee?: number;
}

export interface CarryTerms {
  readonly spot: CarrySide;
  readonly perpetual: CarrySide;
  /** Expected loss to slippage on each of the four trades, as a fraction. */
  readonly slippage: number;
  /** Sum of the funding rates expected until the exit; shorts receive them when positive. */
  readonly funding: number;
}

/**
 * Returns what one unit of base is expected to earn: bought spot and sold as a perpetual now, both closed after the
 * holding at one price, the spot mid of today.
 *
 * entry:   bidₚ(1 − s)(1 − fₚ) − askₛ(1 + s)(1 + fₛ)
 * funding: Σ rates × midₚ
 * exit:    m(1 − wₛ/2)(1 − s)(1 − fₛ) − m(1 + wₚ/2)(1 + s)(1 + fₚ), m the spot mid, w the relative spreads
 *
 * Its two parts are the basis that closes and the funding that comes in; what both cost to collect is four taker fees, two
 * spreads and four slippages. The price level at the exit drops out but for the fees on it.
 */
export function carryProfit({ spot, perpetual, slippage, funding }: CarryTerms): number {
  const entry =
    perpetual.bid * (1 - slippage) * (1 - perpetual.fee) -
    spot.ask * (1 + slippage) * (1 + purchaseFee(spot));
  return entry + funding * middle(perpetual) + exitPerUnit(spot, perpetual, slippage);
}

/** What closing both sides at the spot mid brings; negative: it costs two half spreads, fees and slippages. */
export function exitPerUnit(spot: CarrySide, perpetual: CarrySide, slippage: number): number {
  const mid = middle(spot);
  const sold = mid * (1 - halfSpread(spot)) * (1 - slippage) * (1 - spot.fee);
  const boughtBack = mid * (1 + halfSpread(perpetual)) * (1 + slippage) * (1 + perpetual.fee);
  return sold - boughtBack;
}

/** What is still to come from holding on, as a fraction of the spot price: the basis between mids and the funding. */
export function remainingCarry({
  spot,
  perpetual,
  funding,
}: Pick<CarryTerms, 'spot' | 'perpetual' | 'funding'>): number {
  return middle(perpetual) / middle(spot) - 1 + funding;
}

/** The lowest price at which selling the perpetual still pays when the spot was bought at `spotPaid`, all costs counted. */
export function breakEvenShort(terms: CarryTerms, spotPaid: number): number {
  const { spot, perpetual, slippage, funding } = terms;
  const rest = funding * middle(perpetual) + exitPerUnit(spot, perpetual, slippage);
  return (spotPaid * (1 + purchaseFee(spot)) - rest) / (1 - perpetual.fee);
}

/** The highest price at which buying spot still pays when the perpetual was sold at `shortGot`, all costs counted. */
export function breakEvenSpot(terms: CarryTerms, shortGot: number): number {
  const { spot, perpetual, slippage, funding } = terms;
  const rest = funding * middle(perpetual) + exitPerUnit(spot, perpetual, slippage);
  return (shortGot * (1 - perpetual.fee) + rest) / (1 + purchaseFee(spot));
}

function purchaseFee({ fee, purchaseFee: own }: CarrySide): number {
  return own ?? fee;
}

function middle({ bid, ask }: CarrySide): number {
  return (bid + ask) / 2;
}

function halfSpread(side: CarrySide): number {
  return (side.ask - side.bid) / 2 / middle(side);
}
