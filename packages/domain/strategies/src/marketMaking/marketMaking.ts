import { accept, MILLISECOND, present, SECOND, type TimeUs } from '@qca/base';
import type { Side } from '@qca/market';
import type { Intent, Order, Why } from '@qca/orders';
import { numberBetween, wholeNumber } from '../checkParameters.ts';
import {
  affordableLotsDown,
  heldLotsDown,
  type InstrumentTerms,
  instrumentTerms,
  isLargeEnough,
  quoteFee,
} from '../InstrumentTerms.ts';
import { defineStrategy, NO_INTENTS, type Offer, type View } from '../Strategy.ts';
import { noteTry, type TryPacing, tryPacing } from '../TryPacing.ts';
import { chooseQuoted, fundQuotedSides } from './chooseQuoted.ts';
import {
  estimateMarket,
  type MarketEstimate,
  type MarketEstimator,
  marketEstimator,
} from './MarketEstimator.ts';
import { avellanedaStoikov, type Distances, gueantLehalleFernandezTapia } from './quotes.ts';
import { midTicks, type SampledMarket, sample, sampledMarket } from './SampledMarket.ts';

export interface MarketMakingParameters {
  /** Id of the one instrument, or empty for up to `instrumentsMax` of different bases. */
  readonly instrument: string;
  readonly instrumentsMax: number;
  /** `avellaneda-stoikov` or `gueant-lehalle-fernandez-tapia`. */
  readonly model: string;
  /** γ ÷ k: 0 is indifferent to risk, 1 very averse. A ratio, so that it means the same in every market. */
  readonly riskAversion: number;
  /** Avellaneda–Stoikov: time left, always this many windows ahead (it rolls with the market, which has no close). */
  readonly horizonWindows: number;
  /** Value of one quote, as a part of the instrument's share of the budget. */
  readonly orderPart: number;
  /** Most that inventory may be away from where it started, in quotes filled. */
  readonly inventoryMax: number;
  /** Least distance of a quote from the mid beyond the maker fee. Basis points. */
  readonly edgeBpsMin: number;
  /** A resting quote is moved when it is off by this many ticks and by this part of its distance from the mid. */
  readonly requoteTicks: number;
  readonly requotePart: number;
  /** Quotes are replaced at this age, in windows. */
  readonly ageWindowsMax: number;
  /** Length of a window where the data has no bars; a bar is a window where it has. */
  readonly windowMs: number;
  readonly halfLifeWindows: number;
  /** No quotes before this many windows were seen. */
  readonly warmupWindows: number;
  /** Pause between two looks at the quotes; and between two orders on a side, doubled while they are refused. */
  readonly requoteMs: number;
  readonly retryMs: number;
}

interface QuotedMarket {
  readonly terms: InstrumentTerms;
  readonly sampled: SampledMarket;
  readonly estimator: MarketEstimator;
  /** Part of the budget; instruments share it evenly. */
  readonly share: number;
  /** Inventory that counts as none: what was held at the first quote. NaN before. */
  targetLots: number;
  /** The last estimate and after how many windows it was made. */
  estimate: MarketEstimate | undefined;
  estimatedAt: number;
  nextLookUs: TimeUs;
  readonly buying: TryPacing;
  readonly selling: TryPacing;
}

export interface MarketMakingState {
  readonly parameters: MarketMakingParameters;
  /** Shape: [instrument of the run]; undefined where it is not ours. */
  readonly markets: readonly (QuotedMarket | undefined)[];
}

/**
 * Quotes a bid and an ask, shifted against inventory, at the distances of one of two models.
 *
 * Distances come from `quotes.ts` with q = (position − target) ÷ quote size, and σ, A, k from `MarketEstimator`. A fee of f
 * per side moves both quotes out by f: maximising exp(−kδ)(1 − exp(−γ(δ − f))) gives δ = f + ln(1 + γ/k)/γ, whatever the
 * venue takes the fee in (kept back in base it is f² dearer, which is nothing; the dust leans on the inventory). Rounds: quotes
 * outward to whole ticks, never across the other side (post-only); sizes down to lots.
 */
export const marketMaking = defineStrategy<MarketMakingParameters, MarketMakingState>({
  name: 'market-making',
  summary: 'Quotes both sides of a market and earns the spread, leaning against its own inventory.',
  source:
    'Avellaneda, Stoikov (2008), Quantitative Finance 8; Guéant, Lehalle, Fernandez-Tapia (2013), Mathematics and Financial Economics 7',
  defaults: {
    instrument: '',
    instrumentsMax: 2,
    model: 'gueant-lehalle-fernandez-tapia',
    riskAversion: 0.05,
    horizonWindows: 10,
    orderPart: 0.05,
    inventoryMax: 6,
    edgeBpsMin: 0.5,
    requoteTicks: 2,
    requotePart: 0.1,
    ageWindowsMax: 60,
    windowMs: 1000,
    halfLifeWindows: 300,
    warmupWindows: 60,
    requoteMs: 200,
    retryMs: 1000,
  },
  limits: {
    instrument: { kind: 'name' },
    instrumentsMax: wholeNumber(1, 100),
    model: { kind: 'choice', choices: ['avellaneda-stoikov', 'gueant-lehalle-fernandez-tapia'] },
    riskAversion: numberBetween(0.0001, 10),
    horizonWindows: numberBetween(0.1, 100_000),
    orderPart: numberBetween(0.0001, 1),
    inventoryMax: wholeNumber(1, 1000),
    edgeBpsMin: numberBetween(0, 1000),
    requoteTicks: wholeNumber(1, 1_000_000),
    requotePart: numberBetween(0, 1),
    ageWindowsMax: wholeNumber(1, 1_000_000),
    windowMs: wholeNumber(10, 3_600_000),
    halfLifeWindows: wholeNumber(1, 1_000_000),
    warmupWindows: wholeNumber(5, 1_000_000),
    requoteMs: wholeNumber(0, 3_600_000),
    retryMs: wholeNumber(0, 3_600_000),
  },
  fit(offer, parameters) {
    const chosen = chooseQuoted(offer, parameters);
    return chosen.ok ? accept(fundQuotedSides(chosen.value)) : chosen;
  },
  start(fit, parameters, offer) {
    const markets: (QuotedMarket | undefined)[] = offer.instruments.map(() => undefined);
    for (const index of fit.instruments)
      markets[index] = startMarket(offer, index, parameters, 1 / fit.instruments.length);
    return { parameters, markets };
  },
  react(state, view, event) {
    if (event.kind === 'legs-closed') return NO_INTENTS;
    const instrument = event.kind === 'order-closed' ? event.order.spec.instrument : event.instrument;
    const market = state.markets[instrument];
    if (market === undefined) return NO_INTENTS;
    if (event.kind === 'order-filled') (event.side === 'buy' ? market.buying : market.selling).misses = 0;
    if (event.kind !== 'order-closed' && event.kind !== 'order-filled') {
      sample(market.sampled, view, event, market.estimator);
      // Where bars are the data, nothing else is listened to.
      if (market.sampled.onBars && event.kind !== 'bar') return NO_INTENTS;
      if (view.timeUs < market.nextLookUs) return NO_INTENTS;
      market.nextLookUs = view.timeUs + state.parameters.requoteMs * MILLISECOND;
    }
    return quote(state.parameters, market, view);
  },
});

function startMarket(
  offer: Offer,
  index: number,
  parameters: MarketMakingParameters,
  share: number,
): QuotedMarket {
  const data = offer.data[index] ?? new Set();
  const onBars = data.has('bars') && !data.has('depth') && !data.has('quotes') && !data.has('trades');
  const seconds = onBars
    ? (offer.barIntervalUs[index] ?? 0) / SECOND
    : (parameters.windowMs * MILLISECOND) / SECOND;
  return {
    terms: instrumentTerms(present(offer.instruments[index], 'an instrument of market-making')),
    sampled: sampledMarket(index, seconds, onBars),
    estimator: marketEstimator(seconds, parameters.halfLifeWindows),
    share,
    targetLots: Number.NaN,
    estimate: undefined,
    estimatedAt: 0,
    nextLookUs: 0,
    buying: tryPacing(),
    selling: tryPacing(),
  };
}

/** A quote that should rest; 0 lots where the side is not to be quoted. */
interface Wanted {
  readonly ticks: number;
  readonly lots: number;
}

function quote(parameters: MarketMakingParameters, market: QuotedMarket, view: View): readonly Intent[] {
  const { terms, estimator } = market;
  if (estimator.seen < parameters.warmupWindows) return NO_INTENTS;
  if (market.estimatedAt !== estimator.seen) {
    market.estimate = estimateMarket(estimator);
    market.estimatedAt = estimator.seen;
  }
  const estimate = market.estimate;
  const mid = midTicks(view, terms.index);
  if (estimate === undefined || !(mid > 0)) return cancelAll(market, view);
  if (Number.isNaN(market.targetLots))
    market.targetLots = terms.perpetual ? 0 : view.positionLots(terms.index);
  const lotValue = mid * terms.tickLotValue * (view.valueOf(terms.quote) || 1);
  const orderLots = Math.floor((view.budget() * market.share * parameters.orderPart) / lotValue + 1e-6);
  if (orderLots < 1) return NO_INTENTS;
  const inventory = (view.positionLots(terms.index) - market.targetLots) / orderLots;
  const distances = modelDistances(parameters, estimate, inventory, market.sampled.windowUs / SECOND);
  const least = parameters.edgeBpsMin / 10_000;
  const fee = view.makerFee(terms.index);
  const why: Why = {
    text: `quote around ${terms.id}`,
    numbers: {
      midTicks: mid,
      inventory,
      bidBps: distances.bid * 10_000,
      askBps: distances.ask * 10_000,
      feeBps: fee * 10_000,
      ...estimate,
    },
  };
  // A side that reduces inventory may be quoted nearer than its fee: the model sells risk there, not the spread.
  const bidAway = Math.max(distances.bid + fee, inventory < 0 ? 0 : least + fee);
  const askAway = Math.max(distances.ask + fee, inventory > 0 ? 0 : least + fee);
  const bid = Math.min(Math.floor(mid * (1 - bidAway)), Math.ceil(view.askTicks(terms.index)) - 1);
  const ask = Math.max(Math.ceil(mid * (1 + askAway)), Math.floor(view.bidTicks(terms.index)) + 1);
  const room = parameters.inventoryMax;
  return settle(parameters, market, view, why, mid, {
    buy: { ticks: bid, lots: inventory + 1 <= room ? buyableLots(terms, view, bid, orderLots) : 0 },
    sell: { ticks: ask, lots: inventory - 1 >= -room ? sellableLots(terms, view, orderLots) : 0 },
  });
}

function modelDistances(
  parameters: MarketMakingParameters,
  estimate: MarketEstimate,
  inventory: number,
  windowSeconds: number,
): Distances {
  const market = { ...estimate, riskAversion: parameters.riskAversion * estimate.decay };
  return parameters.model === 'avellaneda-stoikov'
    ? avellanedaStoikov(market, inventory, parameters.horizonWindows * windowSeconds)
    : gueantLehalleFernandezTapia(market, inventory);
}

function buyableLots(terms: InstrumentTerms, view: View, ticks: number, orderLots: number): number {
  if (terms.perpetual) return orderLots;
  const fee = Math.max(0, quoteFee(terms, view.makerFee(terms.index)));
  // What the resting bid reserves comes free when it is replaced.
  const reserved = reservedBySide(terms, view, 'buy', fee);
  return Math.min(
    orderLots,
    affordableLotsDown(terms, view.free(terms.venue, terms.quote) + reserved, ticks, fee),
  );
}

function sellableLots(terms: InstrumentTerms, view: View, orderLots: number): number {
  if (terms.perpetual) return orderLots;
  const reserved = reservedBySide(terms, view, 'sell', 0);
  return Math.min(orderLots, heldLotsDown(terms, view.free(terms.venue, terms.base) + reserved));
}

function reservedBySide(terms: InstrumentTerms, view: View, side: Side, fee: number): number {
  let reserved = 0;
  for (const { spec, filledLots } of view.openOrders()) {
    if (spec.instrument !== terms.index || spec.side !== side) continue;
    const lots = spec.quantityLots - filledLots;
    reserved +=
      side === 'sell' ? lots * terms.lotSize : lots * (spec.limitTicks ?? 0) * terms.tickLotValue * (1 + fee);
  }
  return reserved;
}

/**
 * Brings the resting quotes to the wanted ones: a quote that is off or old is cancelled, and a side is quoted anew only
 * once nothing rests there, so that two quotes never stand in for one.
 */
function settle(
  parameters: MarketMakingParameters,
  market: QuotedMarket,
  view: View,
  why: Why,
  mid: number,
  wanted: { readonly buy: Wanted; readonly sell: Wanted },
): readonly Intent[] {
  const intents: Intent[] = [];
  let buys = 0;
  let sells = 0;
  for (const order of view.openOrders()) {
    if (order.spec.instrument !== market.terms.index) continue;
    const first = order.spec.side === 'buy' ? buys++ === 0 : sells++ === 0;
    if (order.status === 'cancelling' || order.status === 'unknown') continue;
    if (!first || !isGood(parameters, market, view, order, wanted[order.spec.side], mid)) {
      intents.push({ kind: 'cancel', orderId: order.id, why });
    }
  }
  const retryUs = Math.max(
    parameters.retryMs * MILLISECOND,
    market.sampled.onBars ? market.sampled.windowUs : 0,
  );
  // An order that rests came about: refusals are silent, and only they make the wait grow.
  if (buys > 0) market.buying.misses = 0;
  else if (view.timeUs >= market.buying.nextUs && place(market, 'buy', wanted.buy, why, intents)) {
    noteTry(market.buying, view.timeUs, retryUs);
  }
  if (sells > 0) market.selling.misses = 0;
  else if (view.timeUs >= market.selling.nextUs && place(market, 'sell', wanted.sell, why, intents)) {
    noteTry(market.selling, view.timeUs, retryUs);
  }
  return intents.length === 0 ? NO_INTENTS : intents;
}

function isGood(
  parameters: MarketMakingParameters,
  market: QuotedMarket,
  view: View,
  order: Readonly<Order>,
  wanted: Wanted,
  mid: number,
): boolean {
  if (wanted.lots === 0) return false;
  if (view.timeUs - order.sentTimeUs >= parameters.ageWindowsMax * market.sampled.windowUs) return false;
  const off = Math.abs((order.spec.limitTicks ?? 0) - wanted.ticks);
  return off < Math.max(parameters.requoteTicks, parameters.requotePart * Math.abs(wanted.ticks - mid));
}

function place(market: QuotedMarket, side: Side, wanted: Wanted, why: Why, intents: Intent[]): boolean {
  const { terms } = market;
  if (!isLargeEnough(terms, wanted.lots, wanted.ticks)) return false;
  intents.push({
    kind: 'place',
    order: {
      instrument: terms.index,
      side,
      type: 'limit',
      quantityLots: wanted.lots,
      limitTicks: wanted.ticks,
      timeInForce: 'gtc',
      postOnly: true,
    },
    why,
  });
  return true;
}

function cancelAll(market: QuotedMarket, view: View): readonly Intent[] {
  const intents: Intent[] = [];
  for (const { id, spec, status } of view.openOrders()) {
    if (spec.instrument !== market.terms.index || status === 'cancelling' || status === 'unknown') continue;
    intents.push({
      kind: 'cancel',
      orderId: id,
      why: { text: 'the market cannot be estimated', numbers: {} },
    });
  }
  return intents.length === 0 ? NO_INTENTS : intents;
}
