import type { Market } from './Market.ts';

/** A sum of ticks times lots in atoms of the quote asset. Rounds down. */
export function quoteUnits({ steps }: Market, tickLots: number): bigint {
  return (BigInt(Math.round(tickLots)) * steps.tick * steps.lot) / 100_000_000n;
}
