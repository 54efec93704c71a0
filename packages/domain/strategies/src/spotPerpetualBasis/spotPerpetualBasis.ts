import { accept, DAY, HOUR, MILLISECOND, present, type Result, type TimeUs } from '@qca/base';
import type { Instrument } from '@qca/market';
import type { Intent, LegSpec, Why } from '@qca/orders';
import { type BarLiquidity, barLiquidity, noteLiquidity } from '../BarLiquidity.ts';
import { isDollar } from '../cashAssets.ts';
import { numberBetween, wholeNumber } from '../checkParameters.ts';
import { census, hasAny, misfit } from '../chooseInstruments.ts';
import { sizeGrid } from '../crossExchangeArbitrage/planTrade.ts';
import {
  heldLotsDown,
  type InstrumentTerms,
  instrumentTerms,
  isLargeEnough,
  lotsToBring,
  purchaseCost,
} from '../InstrumentTerms.ts';
import { defineStrategy, type Misfit, NO_INTENTS, type Offer, type View } from '../Strategy.ts';
import { noteOutcome, noteTry, type TryPacing, tryPacing } from '../TryPacing.ts';
import {
  breakEvenShort,
  breakEvenSpot,
  type CarrySide,
  type CarryTerms,
  carryProfit,
  remainingCarry,
} from './carry.ts';

export interface BasisParameters {
  /** Base asset, or empty for the first that trades spot and as a perpetual. */
  readonly base: string;
  /** For how long a position is expected to be held. */
  readonly holdingHours: number;
  /** Return a year on spot value and collateral together that an entry must promise after all costs. */
  readonly annualReturnMin: number;
  /** Out when what is still to come, a year, is below this. */
  readonly annualReturnExit: number;
  /** Weight of the newest funding rate in its moving mean. */
  readonly fundingWeight: number;
  /** Most of the budget in the spot side; as much again is collateral. */
  readonly positionPartMax: number;
  readonly slippageBps: number;
  /** Most that one trade may be of what traded in the last bar, where the data has no sizes. */
  readonly volumePartMax: number;
  readonly quoteAgeMs: number;
  readonly timeoutMs: number;
  readonly retryMs: number;
  readonly unwoundPauseMs: number;
}

interface Side {
  readonly terms: InstrumentTerms;
  readonly ageUsMax: TimeUs;
}

export interface BasisState {
  readonly parameters: BasisParameters;
  readonly spot: Side;
  readonly perpetual: Side;
  readonly grid: { readonly perBuyLot: number; readonly perSellLot: number; readonly step: number };
  readonly sameQuote: boolean;
  readonly fundingIntervalUs: TimeUs;
  readonly timeoutUs: TimeUs;
  /** Moving mean of the funding rate of one interval; 0 before any was heard. */
  fundingRate: number;
  fundingsHeard: number;
  readonly liquidity: BarLiquidity;
  readonly pacing: TryPacing;
}

/** What most venues use where the instrument does not say. */
const FUNDING_INTERVAL_US: TimeUs = 8 * HOUR;
const YEAR_US: TimeUs = 365 * DAY;

/**
 * Cash and carry: holds an asset spot against a short perpetual while basis and funding pay more than the round trip.
 *
 * In when carryProfit ÷ (spot ask + perpetual bid) a year ≥ annualReturnMin, with funding = moving mean of the rate × number
 * of intervals in the holding (`carry.ts`). Out when basis between mids + that funding, a year, < annualReturnExit: the
 * costs of the way out are due either way and no reason to stay.
 */
export const spotPerpetualBasis = defineStrategy<BasisParameters, BasisState>({
  name: 'spot-perpetual-basis',
  summary: 'Holds an asset spot against a short perpetual and collects basis and funding.',
  source:
    'Schmeling, Schrimpf, Todorov: Crypto carry, BIS Working Papers 1087 (2023); He, Manela, Ross, von Wachter: Fundamentals of Perpetual Futures (2022)',
  defaults: {
    base: '',
    holdingHours: 168,
    annualReturnMin: 0.03,
    annualReturnExit: 0,
    fundingWeight: 0.2,
    positionPartMax: 0.4,
    slippageBps: 1,
    volumePartMax: 0.05,
    quoteAgeMs: 2000,
    timeoutMs: 10_000,
    retryMs: 5000,
    unwoundPauseMs: 60_000,
  },
  limits: {
    base: { kind: 'name' },
    holdingHours: numberBetween(0.01, 100_000),
    annualReturnMin: numberBetween(-10, 100),
    annualReturnExit: numberBetween(-100, 100),
    fundingWeight: numberBetween(0.001, 1),
    positionPartMax: numberBetween(0.001, 0.5),
    slippageBps: numberBetween(0, 1000),
    volumePartMax: numberBetween(0.0001, 1),
    quoteAgeMs: wholeNumber(0, 3_600_000),
    timeoutMs: wholeNumber(1, 3_600_000),
    retryMs: wholeNumber(0, 3_600_000),
    unwoundPauseMs: wholeNumber(0, 86_400_000),
  },
  fit(offer, parameters) {
    const chosen = chooseCarry(offer, parameters.base);
    if (!chosen.ok) return chosen;
    const { spot, perpetual } = chosen.value;
    const purses = [spot, perpetual].map(({ venue, quote }) => ({ venue, asset: quote.id, part: 0.5 }));
    const shared = spot.venue === perpetual.venue && spot.quote.id === perpetual.quote.id;
    return accept({
      instruments: [spot.index, perpetual.index],
      funding: shared ? [{ venue: spot.venue, asset: spot.quote.id, part: 1 }] : purses,
    });
  },
  start(fit, parameters, offer) {
    const [spotAt = -1, perpetualAt = -1] = fit.instruments;
    const spot = present(offer.instruments[spotAt], 'the spot instrument of spot-perpetual-basis');
    const perpetual = present(offer.instruments[perpetualAt], 'the perpetual of spot-perpetual-basis');
    const intervals = [spotAt, perpetualAt].map((index) => offer.barIntervalUs[index] ?? 0);
    const slowest = Math.max(...intervals);
    const side = (instrument: Instrument, interval: number): Side => ({
      terms: instrumentTerms(instrument),
      ageUsMax: interval > 0 ? interval / 2 : parameters.quoteAgeMs * MILLISECOND,
    });
    return {
      parameters,
      spot: side(spot, intervals[0] ?? 0),
      perpetual: side(perpetual, intervals[1] ?? 0),
      grid: sizeGrid(spot, perpetual),
      sameQuote: spot.quote.id === perpetual.quote.id,
      fundingIntervalUs: perpetual.margin?.fundingIntervalUs ?? FUNDING_INTERVAL_US,
      timeoutUs: Math.max(parameters.timeoutMs * MILLISECOND, 3 * slowest),
      fundingRate: 0,
      fundingsHeard: 0,
      liquidity: barLiquidity(offer),
      pacing: tryPacing(),
    };
  },
  react(state, view, event) {
    if (event.kind === 'legs-closed') {
      noteOutcome(state.pacing, event, state.parameters.unwoundPauseMs);
      return NO_INTENTS;
    }
    if (event.kind === 'order-filled' || event.kind === 'order-closed') return NO_INTENTS;
    const { spot, perpetual } = state;
    if (event.instrument !== spot.terms.index && event.instrument !== perpetual.terms.index)
      return NO_INTENTS;
    if (event.kind === 'funding') {
      if (event.instrument === perpetual.terms.index) learnFunding(state, event.rate);
      return NO_INTENTS;
    }
    noteLiquidity(state.liquidity, event, state.parameters.volumePartMax);
    if (view.timeUs < state.pacing.nextUs) return NO_INTENTS;
    if (!isFresh(state, view, spot) || !isFresh(state, view, perpetual)) return NO_INTENTS;
    const terms = carryTerms(state, view);
    if (terms === undefined) return NO_INTENTS;
    return tryExit(state, view, terms) ?? tryEntry(state, view, terms) ?? NO_INTENTS;
  },
});

function learnFunding(state: BasisState, rate: number): void {
  const weight = Math.max(state.parameters.fundingWeight, 1 / (state.fundingsHeard + 1));
  state.fundingRate += weight * (rate - state.fundingRate);
  state.fundingsHeard += 1;
}

function isFresh({ liquidity }: BasisState, view: View, { terms, ageUsMax }: Side): boolean {
  if (liquidity.still[terms.index] === 1) return false;
  const heard = view.lastHeardUs(terms.index);
  return heard > 0 && view.timeUs - heard <= ageUsMax;
}

/** Prices of both sides in one currency; undefined while one is unknown. */
function carryTerms(state: BasisState, view: View): CarryTerms | undefined {
  const spot = carrySide(view, state.spot, state.sameQuote);
  const perpetual = carrySide(view, state.perpetual, state.sameQuote);
  if (spot === undefined || perpetual === undefined) return undefined;
  const intervals = (state.parameters.holdingHours * HOUR) / state.fundingIntervalUs;
  return {
    spot,
    perpetual,
    slippage: state.parameters.slippageBps / 10_000,
    funding: state.fundingRate * intervals,
  };
}

function carrySide(view: View, { terms }: Side, sameQuote: boolean): CarrySide | undefined {
  const scale = terms.tickSize * (sameQuote ? 1 : view.valueOf(terms.quote));
  const bid = view.bidTicks(terms.index) * scale;
  const ask = view.askTicks(terms.index) * scale;
  const fee = view.takerFee(terms.index);
  return bid > 0 && ask > 0 ? { bid, ask, fee, purchaseFee: purchaseCost(terms, fee) - 1 } : undefined;
}

function perYear(state: BasisState, fraction: number): number {
  return (fraction * YEAR_US) / (state.parameters.holdingHours * HOUR);
}

/** Base held on both sides, in units of the common grid. */
function heldUnits(state: BasisState, view: View): number {
  const spot =
    heldLotsDown(state.spot.terms, view.free(state.spot.terms.venue, state.spot.terms.base)) *
    state.grid.perBuyLot;
  const short = Math.max(0, -view.positionLots(state.perpetual.terms.index)) * state.grid.perSellLot;
  return onGrid(state, Math.min(spot, short));
}

function onGrid(state: BasisState, units: number): number {
  return Math.floor(units / state.grid.step) * state.grid.step;
}

function tryExit(state: BasisState, view: View, terms: CarryTerms): readonly Intent[] | undefined {
  const carry = perYear(state, remainingCarry(terms));
  if (carry >= state.parameters.annualReturnExit) return undefined;
  const most = Math.min(
    offeredLots(state, view.bidLots(state.spot.terms.index), state.spot) * state.grid.perBuyLot,
    offeredLots(state, view.askLots(state.perpetual.terms.index), state.perpetual) * state.grid.perSellLot,
  );
  const units = onGrid(state, Math.min(heldUnits(state, view), most));
  // Below the exit there is no entry either: nothing to close means nothing to do.
  if (units === 0 || view.busyLegs()) return NO_INTENTS;
  const { spot, perpetual } = state;
  const slip = terms.slippage;
  return legs(state, view, units, {
    spot: { side: 'sell', limitTicks: Math.ceil(view.bidTicks(spot.terms.index) * (1 - slip)) },
    perpetual: { side: 'buy', limitTicks: Math.floor(view.askTicks(perpetual.terms.index) * (1 + slip)) },
    why: {
      text: 'what is left to collect does not pay for holding on',
      numbers: { carry, fundingRate: state.fundingRate },
    },
  });
}

function tryEntry(state: BasisState, view: View, terms: CarryTerms): readonly Intent[] | undefined {
  const { parameters, spot, perpetual } = state;
  const expected = perYear(state, carryProfit(terms) / (terms.spot.ask + terms.perpetual.bid));
  if (!(expected >= parameters.annualReturnMin) || view.busyLegs()) return undefined;
  const units = entryUnits(state, view, terms);
  if (!(units > 0)) return undefined;
  const spotFirst = goesSpotFirst(state, view);
  const spotAsk = view.askTicks(spot.terms.index);
  const shortBid = view.bidTicks(perpetual.terms.index);
  const spotScale = terms.spot.ask / spotAsk;
  const shortScale = terms.perpetual.bid / shortBid;
  let spotTicks = Math.floor(spotAsk * (1 + terms.slippage));
  let shortTicks = Math.ceil(shortBid * (1 - terms.slippage));
  // The first leg has its slippage allowance, the second may go to where the whole breaks even.
  if (spotFirst) shortTicks = Math.ceil(breakEvenShort(terms, spotTicks * spotScale) / shortScale);
  else spotTicks = Math.floor(breakEvenSpot(terms, shortTicks * shortScale) / spotScale);
  if (shortTicks > shortBid || spotTicks < spotAsk) return undefined;
  return legs(state, view, units, {
    spot: { side: 'buy', limitTicks: spotTicks },
    perpetual: { side: 'sell', limitTicks: shortTicks },
    why: {
      text: 'basis and funding pay more than the round trip',
      numbers: {
        expected,
        basis: terms.perpetual.bid / terms.spot.ask - 1,
        funding: terms.funding,
        fundingRate: state.fundingRate,
      },
    },
  });
}

/** How much to add: up to the bound on the position, what is free on both sides, and what the best prices offer. */
function entryUnits(state: BasisState, view: View, terms: CarryTerms): number {
  const { parameters, spot, perpetual, grid } = state;
  const unit = spot.terms.lotSize / grid.perBuyLot;
  const worth = state.sameQuote ? view.valueOf(spot.terms.quote) || 1 : 1;
  const room =
    (view.budget() * parameters.positionPartMax) / (terms.spot.ask * worth * unit) - heldUnits(state, view);
  const price = (side: Side): number => view.askTicks(side.terms.index) * side.terms.tickSize;
  const shared = spot.terms.venue === perpetual.terms.venue && spot.terms.quote === perpetual.terms.quote;
  const purse = view.free(spot.terms.venue, spot.terms.quote) / (shared ? 2 : 1);
  const collateral = shared ? purse : view.free(perpetual.terms.venue, perpetual.terms.quote);
  const cost = 1 + terms.slippage + Math.max(terms.spot.fee, terms.perpetual.fee);
  const units = Math.min(
    room,
    purse / (price(spot) * cost * cost * unit),
    collateral / (price(perpetual) * cost * cost * unit),
    offeredLots(state, view.askLots(spot.terms.index), spot) * grid.perBuyLot,
    offeredLots(state, view.bidLots(perpetual.terms.index), perpetual) * grid.perSellLot,
  );
  return onGrid(state, Math.max(0, units));
}

/** What the best price offers; where the data does not say, what the last bar lets expect. */
function offeredLots({ liquidity }: BasisState, told: number, { terms }: Side): number {
  return told === Number.POSITIVE_INFINITY ? (liquidity.lotsMax[terms.index] as number) : told;
}

/** The side with less on offer goes first; else the one with the wider spread. */
function goesSpotFirst(state: BasisState, view: View): boolean {
  const offered = offeredLots(state, view.askLots(state.spot.terms.index), state.spot) * state.grid.perBuyLot;
  const wanted =
    offeredLots(state, view.bidLots(state.perpetual.terms.index), state.perpetual) * state.grid.perSellLot;
  if (offered !== wanted) return offered < wanted;
  const spread = ({ terms }: Side): number => view.askTicks(terms.index) / view.bidTicks(terms.index);
  return spread(state.spot) >= spread(state.perpetual);
}

interface LegPlan {
  readonly side: 'buy' | 'sell';
  readonly limitTicks: number;
}

function legs(
  state: BasisState,
  view: View,
  units: number,
  plan: { readonly spot: LegPlan; readonly perpetual: LegPlan; readonly why: Why },
): readonly Intent[] {
  const { spot, perpetual, grid } = state;
  const spotLots = units / grid.perBuyLot;
  const shortLots = units / grid.perSellLot;
  if (
    !isLargeEnough(spot.terms, spotLots, plan.spot.limitTicks) ||
    !isLargeEnough(perpetual.terms, shortLots, plan.perpetual.limitTicks)
  ) {
    return NO_INTENTS;
  }
  noteTry(state.pacing, view.timeUs, state.parameters.retryMs * MILLISECOND);
  const spotLeg: LegSpec = {
    instrument: spot.terms.index,
    // What is hedged is what a purchase brings.
    quantityLots:
      plan.spot.side === 'buy'
        ? lotsToBring(spot.terms, spotLots, view.takerFee(spot.terms.index))
        : spotLots,
    sizing: 'same-base',
    ...plan.spot,
  };
  const shortLeg: LegSpec = {
    instrument: perpetual.terms.index,
    quantityLots: shortLots,
    sizing: 'same-base',
    ...plan.perpetual,
  };
  const ordered = goesSpotFirst(state, view) ? [spotLeg, shortLeg] : [shortLeg, spotLeg];
  return [{ kind: 'legs', legs: ordered, timeoutUs: state.timeoutUs, why: plan.why }];
}

function chooseCarry(
  offer: Offer,
  base: string,
): Result<{ spot: Instrument; perpetual: Instrument }, Misfit> {
  const heard = offer.instruments.filter((instrument) =>
    hasAny(offer, instrument, ['bars', 'trades', 'quotes', 'depth']),
  );
  const pairs = heard
    .filter(({ kind }) => kind === 'perpetual')
    .flatMap((perpetual) => heard.filter(({ kind }) => kind === 'spot').map((spot) => ({ spot, perpetual })))
    .filter(
      ({ spot, perpetual }) => spot.base.id === perpetual.base.id && (base === '' || spot.base.id === base),
    )
    .filter(
      ({ spot, perpetual }) =>
        spot.quote.id === perpetual.quote.id || (isDollar(spot.quote.id) && isDollar(perpetual.quote.id)),
    );
  const same = pairs.find(({ spot, perpetual }) => spot.quote.id === perpetual.quote.id) ?? pairs[0];
  if (same !== undefined) return accept(same);
  return misfit(
    `needs ${base === '' ? 'a base asset' : base} both spot and as a perpetual, in the same quote or in dollars; ${census(offer)}`,
  );
}
