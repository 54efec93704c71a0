import { accept, MILLISECOND, type TimeUs } from '@qca/base';
import type { Instrument } from '@qca/market';
import type { Intent } from '@qca/orders';
import { type BarLiquidity, barLiquidity, noteLiquidity } from '../BarLiquidity.ts';
import { numberBetween, wholeNumber } from '../checkParameters.ts';
import { type InstrumentTerms, instrumentTerms } from '../InstrumentTerms.ts';
import { defineStrategy, NO_INTENTS, type Offer, type View } from '../Strategy.ts';
import { noteOutcome, noteTry, type TryPacing, tryPacing } from '../TryPacing.ts';
import { valueLinks } from '../valueLinks.ts';
import { chooseMarkets, fundBothSides } from './chooseMarkets.ts';
import { type Leg, paysAtBest, planTrade } from './planTrade.ts';

export interface CrossExchangeParameters {
  /** Base asset to trade, or empty for up to `basesMax` of those on most venues. */
  readonly base: string;
  readonly basesMax: number;
  /** Profit every unit must bring after taker fees, slippage and rebalancing. Basis points of its cost. */
  readonly profitBpsMin: number;
  /** Allowance for slippage on each leg. */
  readonly slippageBps: number;
  /** What moving inventory back between venues costs, in basis points of the value moved (withdrawal fee, spread, time). */
  readonly transferBps: number;
  /** Most that one trade may be worth, as a part of the budget. */
  readonly tradePartMax: number;
  /** Most that one trade may be of what traded in the last bar, where the data has no sizes. */
  readonly volumePartMax: number;
  /** Part of an even share of inventory that always stays at a venue. */
  readonly reservePart: number;
  /** Oldest quote to trade on; bars must be of the same moment instead. */
  readonly quoteAgeMs: number;
  /** Oldest price of what ties a quote asset to the reporting asset. */
  readonly linkAgeMs: number;
  /** From the first leg to flat; at least three bars on bar data. */
  readonly timeoutMs: number;
  /** Pause after a try, doubled with each that comes to nothing; and after a trade that had to be unwound. */
  readonly retryMs: number;
  readonly unwoundPauseMs: number;
}

interface Market {
  readonly terms: InstrumentTerms;
  readonly instrument: Instrument;
  /** Instruments of the same base at other venues, and all of the base, by index. */
  readonly others: readonly number[];
  readonly venues: readonly string[];
  readonly quotes: readonly { readonly venue: string; readonly asset: string }[];
  /** What ties the quote to the reporting asset; empty when it is that asset. */
  readonly links: readonly number[];
  /** How old its price may be. */
  readonly ageUsMax: TimeUs;
  /** Bases share the budget evenly. */
  readonly budgetPart: number;
}

export interface CrossExchangeState {
  readonly parameters: CrossExchangeParameters;
  /** Shape: [instrument of the run]; undefined where it is not ours. */
  readonly markets: readonly (Market | undefined)[];
  readonly timeoutUs: TimeUs;
  readonly liquidity: BarLiquidity;
  readonly pacing: TryPacing;
}

/**
 * Buys where an asset is cheap and sells it at the same time where it is dear, out of inventory held at both venues.
 *
 * A unit is traded while bid × (1 − slippage) × (1 − fee) > ask × (1 + slippage) × (1 + fee) × (1 + hurdle), prices
 * valued in one currency and walked level by level (`size.ts`). hurdle = profitBpsMin + transferBps × (1 + imbalance) ÷ 2,
 * where imbalance runs from −1 (the trade brings inventory back to even) to 1 (it empties a side): moving coins back is
 * paid for by the trades that make it necessary and not by those that undo it.
 */
export const crossExchangeArbitrage = defineStrategy<CrossExchangeParameters, CrossExchangeState>({
  name: 'cross-exchange-arbitrage',
  summary: 'Buys an asset where it is cheap and sells it where it is dear, from inventory on both venues.',
  source:
    'Makarov, Schoar: Trading and Arbitrage in Cryptocurrency Markets, Journal of Financial Economics 135 (2020)',
  defaults: {
    base: '',
    basesMax: 4,
    profitBpsMin: 2,
    slippageBps: 2,
    transferBps: 5,
    tradePartMax: 0.1,
    volumePartMax: 0.05,
    reservePart: 0.05,
    quoteAgeMs: 2000,
    linkAgeMs: 300_000,
    timeoutMs: 10_000,
    retryMs: 1000,
    unwoundPauseMs: 60_000,
  },
  limits: {
    base: { kind: 'name' },
    basesMax: wholeNumber(1, 100),
    profitBpsMin: numberBetween(0, 10_000),
    slippageBps: numberBetween(0, 1000),
    transferBps: numberBetween(0, 1000),
    tradePartMax: numberBetween(0.0001, 1),
    volumePartMax: numberBetween(0.0001, 1),
    reservePart: numberBetween(0, 0.9),
    quoteAgeMs: wholeNumber(0, 3_600_000),
    linkAgeMs: wholeNumber(0, 86_400_000),
    timeoutMs: wholeNumber(1, 3_600_000),
    retryMs: wholeNumber(0, 3_600_000),
    unwoundPauseMs: wholeNumber(0, 86_400_000),
  },
  fit(offer, parameters) {
    const markets = chooseMarkets(offer, parameters);
    if (!markets.ok) return markets;
    const quotes = new Set(
      markets.value.flatMap(({ instruments }) => instruments.map(({ quote }) => quote.id)),
    );
    return accept(
      fundBothSides(
        markets.value,
        [...quotes].flatMap((quote) => valueLinks(offer, quote)),
      ),
    );
  },
  start(_fit, parameters, offer) {
    const markets = startMarkets(offer, parameters);
    const slowest = Math.max(0, ...offer.barIntervalUs.filter((_, index) => markets[index] !== undefined));
    // A leg sent at the close of a bar fills in the next one at the earliest: three bars let both legs come home.
    return {
      parameters,
      markets,
      timeoutUs: Math.max(parameters.timeoutMs * MILLISECOND, 3 * slowest),
      liquidity: barLiquidity(offer),
      pacing: tryPacing(),
    };
  },
  react(state, view, event) {
    if (event.kind === 'legs-closed') {
      noteOutcome(state.pacing, event, state.parameters.unwoundPauseMs);
      return NO_INTENTS;
    }
    if (event.kind === 'order-filled' || event.kind === 'order-closed' || event.kind === 'funding')
      return NO_INTENTS;
    const heard = state.markets[event.instrument];
    if (heard === undefined) return NO_INTENTS;
    noteLiquidity(state.liquidity, event, state.parameters.volumePartMax);
    if (view.timeUs < state.pacing.nextUs || state.liquidity.still[event.instrument] === 1) return NO_INTENTS;
    for (const other of heard.others) {
      const market = state.markets[other];
      if (market === undefined || state.liquidity.still[other] === 1) continue;
      if (view.timeUs - view.lastHeardUs(other) > market.ageUsMax) continue;
      const intents = tryPair(state, view, heard, market);
      if (intents !== NO_INTENTS) return intents;
    }
    return NO_INTENTS;
  },
});

function startMarkets(offer: Offer, parameters: CrossExchangeParameters): (Market | undefined)[] {
  const chosen = chooseMarkets(offer, parameters);
  const markets: (Market | undefined)[] = offer.instruments.map(() => undefined);
  const shared = chosen.ok ? chosen.value : [];
  for (const { instruments, venues } of shared) {
    for (const instrument of instruments) {
      const interval = offer.barIntervalUs[instrument.index] ?? 0;
      markets[instrument.index] = {
        terms: instrumentTerms(instrument),
        instrument,
        others: instruments.filter(({ venue }) => venue !== instrument.venue).map(({ index }) => index),
        venues,
        quotes: instruments.map(({ venue, quote }) => ({ venue, asset: quote.id })),
        links: instrument.quote.id === offer.reportingAsset ? [] : valueLinks(offer, instrument.quote.id),
        // Bars of one minute arrive together; one of the minute before is no price to trade on.
        ageUsMax: interval > 0 ? interval / 2 : parameters.quoteAgeMs * MILLISECOND,
        budgetPart: 1 / shared.length,
      };
    }
  }
  return markets;
}

function tryPair(state: CrossExchangeState, view: View, a: Market, b: Market): readonly Intent[] {
  const sameQuote = a.terms.quote === b.terms.quote;
  const legA = legOf(state, view, a, sameQuote);
  const legB = legOf(state, view, b, sameQuote);
  if (legA.value === 0 || legB.value === 0) return NO_INTENTS;
  // One direction can pay at a time: prices cannot be cheaper on both sides.
  const forward = tryDirection(state, view, { buyAt: a, buy: legA, sellAt: b, sell: legB, sameQuote });
  return forward === NO_INTENTS
    ? tryDirection(state, view, { buyAt: b, buy: legB, sellAt: a, sell: legA, sameQuote })
    : forward;
}

function legOf(state: CrossExchangeState, view: View, market: Market, sameQuote: boolean): Leg {
  const { terms, instrument } = market;
  return {
    terms,
    instrument,
    value: sameQuote ? 1 : quoteValue(state, view, market),
    fee: view.takerFee(terms.index),
    lotsMax: state.liquidity.lotsMax[terms.index] as number,
  };
}

/** Values a quote asset in the reporting asset; 0 when what ties it is too old to trade on. */
function quoteValue(state: CrossExchangeState, view: View, { terms, links }: Market): number {
  if (links.length === 0) return 1;
  const ageUsMax = state.parameters.linkAgeMs * MILLISECOND;
  const fresh = links.some(
    (link) => view.lastHeardUs(link) > 0 && view.timeUs - view.lastHeardUs(link) <= ageUsMax,
  );
  return fresh ? view.valueOf(terms.quote) : 0;
}

interface Direction {
  readonly buyAt: Market;
  readonly buy: Leg;
  readonly sellAt: Market;
  readonly sell: Leg;
  readonly sameQuote: boolean;
}

function tryDirection(
  state: CrossExchangeState,
  view: View,
  { buyAt, buy, sellAt, sell, sameQuote }: Direction,
): readonly Intent[] {
  const { parameters } = state;
  const slippage = parameters.slippageBps / 10_000;
  const least = parameters.profitBpsMin / 10_000;
  // The hurdle is never below the least profit, so most moments end here.
  if (!paysAtBest(view, buy, sell, { slippage, hurdle: least }) || view.busyLegs()) return NO_INTENTS;
  const base = buyAt.terms.base;
  const evenBase = buyAt.venues.reduce((sum, venue) => sum + view.held(venue, base), 0) / buyAt.venues.length;
  const imbalance = inventoryImbalance(
    view.held(buyAt.terms.venue, base),
    view.held(sellAt.terms.venue, base),
    evenBase,
  );
  const hurdle = least + ((parameters.transferBps / 10_000) * (1 + imbalance)) / 2;
  const quote = buyAt.terms.quote;
  const purses = buyAt.quotes.filter(({ asset }) => asset === quote);
  const evenQuote = purses.reduce((sum, { venue }) => sum + view.held(venue, quote), 0) / purses.length;
  const budget = view.budget() * buyAt.budgetPart * parameters.tradePartMax;
  // Where both quotes are the same, prices are in quote and so must the bound be.
  const quoteWorth = sameQuote ? view.valueOf(quote) || 1 : 1;
  const plan = planTrade(view, buy, sell, {
    slippage,
    hurdle,
    valueMax: budget / quoteWorth,
    quoteKept: evenQuote * parameters.reservePart,
    baseKept: evenBase * parameters.reservePart,
  });
  if (plan === undefined) return NO_INTENTS;
  noteTry(state.pacing, view.timeUs, state.parameters.retryMs * MILLISECOND);
  const { cost, revenue } = plan.size;
  return [
    {
      kind: 'legs',
      legs: plan.legs,
      timeoutUs: state.timeoutUs,
      why: {
        text: `buy ${base} at ${buyAt.terms.venue}, sell at ${sellAt.terms.venue}`,
        numbers: {
          cost,
          revenue,
          profitBps: (revenue / cost - 1) * 10_000,
          hurdleBps: hurdle * 10_000,
          imbalance,
        },
      },
    },
  ];
}

/**
 * Returns how much a trade from the selling to the buying venue unbalances inventory: −1 when it brings coins from a
 * full side to an empty one, 0 from even, 1 when it empties a side.
 */
export function inventoryImbalance(heldAtBuyer: number, heldAtSeller: number, even: number): number {
  if (!(even > 0)) return 1;
  const imbalance = (heldAtBuyer - heldAtSeller) / (2 * even);
  return Math.max(-1, Math.min(1, imbalance));
}
