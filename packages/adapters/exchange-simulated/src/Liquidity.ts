/** A price and how much trades there. */
export interface Piece {
  readonly ticks: number;
  readonly lots: number;
}

/** What a taker finds at an instrument. */
export interface Liquidity {
  /** Last price, 0 before any. */
  readonly lastTicks: number;
  /** Price at which a side would trade its first lot now, 0 when there is nobody. */
  touchTicks(isBuy: boolean, timeUs: number): number;
  /** What `lots` would trade at now, best first, never beyond `limitTicks` (0 for any price). Sums to at most `lots`. */
  plan(isBuy: boolean, lots: number, limitTicks: number, timeUs: number): readonly Piece[];
  /** Takes a planned piece away. */
  use(isBuy: boolean, piece: Piece): void;
}

export const NOTHING: readonly Piece[] = Object.freeze([]);

export function sumLots(pieces: readonly Piece[]): number {
  let lots = 0;
  for (const piece of pieces) lots += piece.lots;
  return lots;
}
