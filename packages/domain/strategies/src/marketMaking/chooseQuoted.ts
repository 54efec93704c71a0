import { accept, type Result } from '@qca/base';
import type { Instrument } from '@qca/market';
import { isMoney } from '../cashAssets.ts';
import { census, type DataKind, hasAny, misfit, quoteRank } from '../chooseInstruments.ts';
import type { Fit, Misfit, Offer } from '../Strategy.ts';

const HEARD: readonly DataKind[] = ['depth', 'quotes', 'trades', 'bars'];

/**
 * Picks what to make markets in, each of another base: the lowest maker fee first, since both quotes must earn it,
 * then the quote asset nearest to the reporting asset.
 *
 * Rejects: `data-does-not-support` with what is missing.
 */
export function chooseQuoted(
  offer: Offer,
  wish: { instrument: string; instrumentsMax: number },
): Result<readonly Instrument[], Misfit> {
  const heard = offer.instruments.filter((instrument) => hasAny(offer, instrument, HEARD));
  const rank = ({ quote }: Instrument): number => quoteRank(quote.id, offer.reportingAsset);
  const wanted =
    wish.instrument === ''
      ? heard
          .filter(({ base }) => !isMoney(base.id))
          .sort((a, b) => makerFee(a) - makerFee(b) || rank(a) - rank(b) || a.index - b.index)
      : heard.filter(({ id }) => id === wish.instrument);
  const chosen: Instrument[] = [];
  for (const instrument of wanted) {
    if (chosen.length < wish.instrumentsMax && !chosen.some(({ base }) => base.id === instrument.base.id))
      chosen.push(instrument);
  }
  if (chosen.length > 0) return accept(chosen);
  const what = wish.instrument === '' ? 'an instrument whose base is not money' : wish.instrument;
  return misfit(`needs ${what} with ${HEARD.join(', ')}; ${census(offer)}`);
}

function makerFee({ fees }: Instrument): number {
  return Number(fees[0]?.maker ?? 0n);
}

/** Half of each share as base on spot, so that both sides can be quoted from the start; all as quote for a perpetual. */
export function fundQuotedSides(instruments: readonly Instrument[]): Fit {
  const parts = new Map<string, { venue: string; asset: string; part: number }>();
  const add = (venue: string, asset: string, part: number): void => {
    const key = `${venue} ${asset}`;
    parts.set(key, { venue, asset, part: (parts.get(key)?.part ?? 0) + part });
  };
  for (const { venue, kind, base, quote } of instruments) {
    const share = 1 / instruments.length;
    if (kind === 'spot') add(venue, base.id, share / 2);
    add(venue, quote.id, kind === 'spot' ? share / 2 : share);
  }
  return { instruments: instruments.map(({ index }) => index), funding: [...parts.values()] };
}
