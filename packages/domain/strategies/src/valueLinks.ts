import type { Offer } from './Strategy.ts';

/**
 * Returns the instruments that tie an asset to the reporting asset in one step, by index: their marks say what it is
 * worth. Empty when none does.
 */
export function valueLinks(offer: Offer, asset: string): readonly number[] {
  return offer.instruments
    .filter(({ kind, base, quote }) => {
      if (kind !== 'spot') return false;
      const forward = base.id === asset && quote.id === offer.reportingAsset;
      return forward || (base.id === offer.reportingAsset && quote.id === asset);
    })
    .map(({ index }) => index);
}
