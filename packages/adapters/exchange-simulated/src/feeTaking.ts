import type { TimeUs } from '@qca/base';
import { type AssetId, discountAsset, feeTier, type Instrument, isFeeInBase, lotsToBase } from '@qca/market';
import { type Amount, mulDivUp, PRICE_DECIMALS, partUp } from '@qca/units';
import type { FeeBasis } from './fees.ts';
import type { Market } from './Market.ts';
import { claimedAtoms, claimOf } from './settle.ts';
import type { WorkingOrder } from './WorkingOrder.ts';

const BPS = 10_000n;

/** A fee as the venue takes it. */
export interface TakenFee {
  readonly asset: AssetId;
  /** Negative is a rebate. */
  readonly atoms: Amount;
}

/**
 * Says what a fee, known in quote, is taken in, where the venue's contract data name something else than the quote asset.
 * Asked when the fill itself is settled.
 *
 * A discount asset pays while the account has enough of it that no open order claims, and while the venue has a price
 * for it in this quote; else the fee is kept back from what is received. Rounds up, rebates down in size.
 */
export function takenFee(
  market: Market,
  order: WorkingOrder,
  basis: FeeBasis & { readonly quoteFee: Amount; readonly timeUs: TimeUs },
): TakenFee {
  const { instrument } = market;
  const { quoteFee } = basis;
  const discounted = quoteFee > 0n ? discountedFee(market, order, basis) : undefined;
  if (discounted !== undefined) return discounted;
  if (!order.isBuy || !isFeeInBase(instrument)) return { asset: instrument.quote.id, atoms: quoteFee };
  const { maker, taker } = feeTier(instrument.fees, basis.volume);
  const rate = basis.liquidity === 'maker' ? maker : taker;
  return { asset: instrument.base.id, atoms: partUp(lotsToBase(instrument, basis.lots), rate) };
}

function discountedFee(
  market: Market,
  order: WorkingOrder,
  { quoteFee, timeUs }: { readonly quoteFee: Amount; readonly timeUs: TimeUs },
): TakenFee | undefined {
  const { instrument, venue } = market;
  const discount = discountAsset(instrument);
  if (discount === undefined) return undefined;
  const asked = mulDivUp(quoteFee, BPS - BigInt(discount.discountBps), BPS) as Amount;
  const atoms = inAsset(market, discount.asset, asked, timeUs);
  if (atoms === undefined) return undefined;
  const own = instrument.kind === 'spot' ? claimOf(order, instrument, market.lastTicks) : undefined;
  const claimed = claimedAtoms(venue, discount.asset, { without: order });
  const free = venue.account.total(discount.asset) - claimed;
  const isEnough = free - (own?.asset === discount.asset ? own.atoms : 0n) >= atoms;
  return isEnough ? { asset: discount.asset, atoms } : undefined;
}

/** Quote atoms in another asset, at the last price of the venue's own market between the two. Rounds up. */
function inAsset(
  { instrument, venue }: Market,
  asset: AssetId,
  quoteAtoms: Amount,
  timeUs: TimeUs,
): Amount | undefined {
  if (asset === instrument.quote.id) return quoteAtoms;
  const link = venue.markets.find(({ instrument: { kind, base, quote } }) => {
    return kind === 'spot' && base.id === asset && quote.id === instrument.quote.id;
  });
  const ticks = Math.floor(link?.toldTicks(timeUs) ?? 0);
  if (link === undefined || ticks < 1) return undefined;
  return inBaseUp(link.instrument, quoteAtoms, ticks);
}

function inBaseUp({ base, quote, tick }: Instrument, quoteAtoms: Amount, ticks: number): Amount {
  const scale = 10n ** BigInt(PRICE_DECIMALS + base.decimals);
  return mulDivUp(quoteAtoms, scale, BigInt(ticks) * tick * 10n ** BigInt(quote.decimals)) as Amount;
}
