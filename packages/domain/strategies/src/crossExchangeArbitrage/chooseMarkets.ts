import { accept, type Result } from '@qca/base';
import type { Instrument } from '@qca/market';
import { isMoney } from '../cashAssets.ts';
import { census, hasAny, misfit } from '../chooseInstruments.ts';
import type { Fit, Misfit, Offer } from '../Strategy.ts';
import { valueLinks } from '../valueLinks.ts';

/** One base traded on several venues in quotes that can be compared. */
export interface SharedMarket {
  readonly base: string;
  readonly instruments: readonly Instrument[];
  readonly venues: readonly string[];
}

/**
 * Finds the bases that trade on two venues or more, the most venues first.
 *
 * Prices compare when their quotes are the same, or each is the reporting asset or tied to it by an instrument.
 * Rejects: `data-does-not-support` with the reason.
 */
export function chooseMarkets(
  offer: Offer,
  wish: { base: string; basesMax: number },
): Result<readonly SharedMarket[], Misfit> {
  const tradable = offer.instruments.filter(
    (instrument) =>
      instrument.kind === 'spot' && hasAny(offer, instrument, ['bars', 'trades', 'quotes', 'depth']),
  );
  const bases = [...new Set(tradable.map(({ base }) => base.id))].filter((base) =>
    wish.base === '' ? !isMoney(base) : base === wish.base,
  );
  const markets = bases
    .map((base) =>
      sharedMarket(
        offer,
        base,
        tradable.filter((instrument) => instrument.base.id === base),
      ),
    )
    .filter((market) => market.venues.length >= 2)
    .sort((a, b) => b.venues.length - a.venues.length);
  if (markets.length > 0) return accept(markets.slice(0, wish.basesMax));
  const what = wish.base === '' ? 'one base asset' : wish.base;
  return misfit(
    `needs ${what} traded spot on two venues or more in the same quote or in quotes tied to ${offer.reportingAsset}; ${census(offer)}`,
  );
}

function sharedMarket(offer: Offer, base: string, instruments: readonly Instrument[]): SharedMarket {
  const quotes = [...new Set(instruments.map(({ quote }) => quote.id))];
  const tied = quotes.filter(
    (quote) => quote === offer.reportingAsset || valueLinks(offer, quote).length > 0,
  );
  const groups = [tied, ...quotes.map((quote) => [quote])].map((group) => {
    const chosen = instruments.filter(({ quote }) => group.includes(quote.id));
    return { base, instruments: chosen, venues: [...new Set(chosen.map(({ venue }) => venue))] };
  });
  return groups.reduce((best, group) => (group.venues.length > best.venues.length ? group : best));
}

/**
 * Lays out the budget: equal parts for the bases, then for the venues; of each, half as base and half as quote, so that
 * either side can be sold or bought at once.
 */
export function fundBothSides(markets: readonly SharedMarket[], listened: readonly number[]): Fit {
  const parts = new Map<string, { venue: string; asset: string; part: number }>();
  const add = (venue: string, asset: string, part: number): void => {
    const key = `${venue} ${asset}`;
    parts.set(key, { venue, asset, part: (parts.get(key)?.part ?? 0) + part });
  };
  for (const { base, instruments, venues } of markets) {
    for (const venue of venues) {
      const share = 1 / markets.length / venues.length;
      const quotes = instruments
        .filter((instrument) => instrument.venue === venue)
        .map(({ quote }) => quote.id);
      add(venue, base, share / 2);
      for (const quote of quotes) add(venue, quote, share / 2 / quotes.length);
    }
  }
  const traded = markets.flatMap(({ instruments }) => instruments.map(({ index }) => index));
  return {
    instruments: [...new Set([...traded, ...listened])].sort((a, b) => a - b),
    funding: [...parts.values()],
  };
}
