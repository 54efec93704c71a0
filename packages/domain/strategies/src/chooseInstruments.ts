import { accept, type Result, reject } from '@qca/base';
import type { Instrument } from '@qca/market';
import { isDollar, isMoney } from './cashAssets.ts';
import type { Fit, Misfit, Offer } from './Strategy.ts';

export type DataKind = 'bars' | 'trades' | 'quotes' | 'depth' | 'funding';

/** What a strategy that trades instruments one by one asks for. */
export interface Wish {
  /** Any one of these kinds of data will do. */
  readonly anyOf: readonly DataKind[];
  /** Id of the one instrument wanted, or empty for the strategy's own choice. */
  readonly instrument: string;
  /** At most this many, each of another base asset. */
  readonly count: number;
}

/**
 * Picks instruments of different bases, those priced in the reporting asset first, then in other dollars; in other
 * money or in anything else only where there are none of the former, since what waits in such a quote is itself a
 * position. Among equals the first of the run. Money itself is not picked as a base.
 *
 * Rejects: `data-does-not-support` with what is missing.
 */
export function chooseInstruments(offer: Offer, wish: Wish): Result<readonly Instrument[], Misfit> {
  const withData = offer.instruments.filter((instrument) => hasAny(offer, instrument, wish.anyOf));
  if (wish.instrument !== '') return chooseNamed(offer, withData, wish);
  const ranked = withData
    .filter((instrument) => !isMoney(instrument.base.id))
    .map((instrument) => ({ instrument, rank: quoteRank(instrument.quote.id, offer.reportingAsset) }))
    .sort((a, b) => a.rank - b.rank || a.instrument.index - b.instrument.index);
  const chosen: Instrument[] = [];
  const best = ranked[0]?.rank ?? 0;
  for (const { instrument, rank } of ranked) {
    if (chosen.length === wish.count || rank > Math.max(best, DOLLAR_RANK)) break;
    if (!chosen.some((other) => other.base.id === instrument.base.id)) chosen.push(instrument);
  }
  if (chosen.length > 0) return accept(chosen);
  return misfit(
    `needs an instrument with ${wish.anyOf.join(' or ')} whose base is not money; ${census(offer)}`,
  );
}

function chooseNamed(
  offer: Offer,
  withData: readonly Instrument[],
  wish: Wish,
): Result<readonly Instrument[], Misfit> {
  const named = withData.find((instrument) => instrument.id === wish.instrument);
  if (named !== undefined) return accept([named]);
  const exists = offer.instruments.some((instrument) => instrument.id === wish.instrument);
  return misfit(
    exists
      ? `${wish.instrument} has no ${wish.anyOf.join(' or ')}`
      : `no instrument is called ${wish.instrument}; ${census(offer)}`,
  );
}

export function hasAny(offer: Offer, instrument: Instrument, kinds: readonly DataKind[]): boolean {
  const data = offer.data[instrument.index];
  return data !== undefined && kinds.some((kind) => data.has(kind));
}

const DOLLAR_RANK = 1;

/** How far a quote asset is from what results are told in: 0 is that asset itself. */
export function quoteRank(quote: string, reportingAsset: string): number {
  if (quote === reportingAsset) return 0;
  if (isDollar(quote)) return DOLLAR_RANK;
  return isMoney(quote) ? 2 : 3;
}

/** Says in a few words what a run offers. */
export function census(offer: Offer): string {
  if (offer.instruments.length === 0) return 'the data has no instruments';
  const shown = offer.instruments
    .slice(0, 12)
    .map(
      (instrument) =>
        `${instrument.id} (${[...(offer.data[instrument.index] ?? [])].join(', ') || 'nothing'})`,
    );
  const more = offer.instruments.length - shown.length;
  return `the data has ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export function misfit(detail: string): { readonly ok: false; readonly rejection: Misfit } {
  return reject({ kind: 'data-does-not-support', detail });
}

/** Budget in equal parts as the quote asset of each instrument; instruments that share a purse share its part. */
export function fundQuotes(instruments: readonly Instrument[]): Fit {
  const parts = new Map<string, { venue: string; asset: string; part: number }>();
  for (const { venue, quote } of instruments) {
    const key = `${venue} ${quote.id}`;
    const part = (parts.get(key)?.part ?? 0) + 1 / instruments.length;
    parts.set(key, { venue, asset: quote.id, part });
  }
  return { instruments: instruments.map((instrument) => instrument.index), funding: [...parts.values()] };
}
