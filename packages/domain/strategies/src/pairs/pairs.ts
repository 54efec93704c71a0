import { accept, MINUTE, present, type Result, type TimeUs } from '@qca/base';
import type { Instrument } from '@qca/market';
import type { Intent, Why } from '@qca/orders';
import { isMoney } from '../cashAssets.ts';
import { numberBetween, wholeNumber } from '../checkParameters.ts';
import { census, hasAny, misfit } from '../chooseInstruments.ts';
import { type InstrumentTerms, instrumentTerms } from '../InstrumentTerms.ts';
import {
  pushPair,
  type Regression,
  type RollingPair,
  regress,
  rollingPair,
} from '../indicators/RollingPair.ts';
import { orderTowards } from '../orderTowards.ts';
import { defineStrategy, type Misfit, NO_INTENTS, type Offer, type View } from '../Strategy.ts';
import { noteSuccess, noteTry, type TryPacing, tryPacing } from '../TryPacing.ts';

export interface PairsParameters {
  /** Ids of the two instruments, or empty for the first pair of one venue and quote. */
  readonly first: string;
  readonly second: string;
  /** Bars of the regression, the current one included. */
  readonly window: number;
  /** `rolling` takes the hedge ratio from the regression, `fixed` holds `ratio`. */
  readonly hedge: string;
  readonly ratio: number;
  /** Deviations of the spread at which a position is opened, closed, and given up. */
  readonly entryZ: number;
  readonly exitZ: number;
  readonly stopZ: number;
  /** The way back must be worth this many times the fees and spreads of both sides, in and out. */
  readonly costMultiple: number;
  /** Value of the first side, as a part of the budget. On spot a quarter is held of each base. */
  readonly weight: number;
  readonly protectionBps: number;
}

/** Bars in which both sides must be where they should be: one alone is a bet on the market. */
const ENTRY_BARS_MAX = 3;

interface PairSide {
  readonly terms: InstrumentTerms;
  /** Holdings that count as none; NaN before the first bar. Lots. */
  neutralLots: number;
  targetLots: number;
  closeTicks: number;
  heardUs: TimeUs;
  readonly barUs: TimeUs;
  readonly pacing: TryPacing;
}

export interface PairsState {
  readonly parameters: PairsParameters;
  /** The spread is ln first − slope × ln second. */
  readonly first: PairSide;
  readonly second: PairSide;
  readonly pair: RollingPair;
  /** 1 holds the spread, −1 has sold it, 0 is out. */
  direction: number;
  /** Bars since the direction was chosen. */
  barsHeld: number;
  /** After a stop: no entry before the spread has been back. */
  blocked: boolean;
}

/**
 * Trades the spread of two prices that move together: sells what is dear against the other and buys what is cheap.
 *
 * ln first = α + β ln second by least squares over `window` bars (or β fixed); z = residual ÷ its deviation. In at
 * |z| ≥ entryZ with value V of the first side against β V of the second; out when z is back within exitZ or beyond stopZ.
 * Spot cannot be sold short: a quarter of the budget is held in each base, and a short side sells from it.
 */
export const pairs = defineStrategy<PairsParameters, PairsState>({
  name: 'pairs',
  summary: 'Buys the cheap and sells the dear of two instruments whose prices move together.',
  source:
    'Gatev, Goetzmann, Rouwenhorst: Pairs Trading, Review of Financial Studies 19 (2006); Vidyamurthy: Pairs Trading (2004)',
  defaults: {
    first: '',
    second: '',
    window: 720,
    hedge: 'rolling',
    ratio: 1,
    entryZ: 2,
    exitZ: 0.25,
    stopZ: 5,
    costMultiple: 1,
    weight: 0.2,
    protectionBps: 50,
  },
  limits: {
    first: { kind: 'name' },
    second: { kind: 'name' },
    window: wholeNumber(4, 100_000),
    hedge: { kind: 'choice', choices: ['rolling', 'fixed'] },
    ratio: numberBetween(0.01, 100),
    entryZ: numberBetween(0.1, 10, 'stopZ'),
    exitZ: numberBetween(0, 10, 'entryZ'),
    stopZ: numberBetween(0.2, 100),
    costMultiple: numberBetween(0, 100),
    weight: numberBetween(0.01, 1),
    protectionBps: numberBetween(0, 1000),
  },
  fit(offer, parameters) {
    const chosen = choosePair(offer, parameters);
    if (!chosen.ok) return chosen;
    const [first, second] = chosen.value;
    const parts = new Map<string, { venue: string; asset: string; part: number }>();
    for (const { venue, kind, base, quote } of [first, second]) {
      if (kind === 'spot') parts.set(`${venue} ${base.id}`, { venue, asset: base.id, part: 0.25 });
      const purse = `${venue} ${quote.id}`;
      const part = (parts.get(purse)?.part ?? 0) + (kind === 'spot' ? 0.25 : 0.5);
      parts.set(purse, { venue, asset: quote.id, part });
    }
    return accept({ instruments: [first.index, second.index], funding: [...parts.values()] });
  },
  start(fit, parameters, offer) {
    const side = (at: number): PairSide => ({
      terms: instrumentTerms(present(offer.instruments[fit.instruments[at] ?? -1], 'an instrument of pairs')),
      neutralLots: Number.NaN,
      targetLots: 0,
      closeTicks: 0,
      heardUs: 0,
      barUs: offer.barIntervalUs[fit.instruments[at] ?? -1] || MINUTE,
      pacing: tryPacing(),
    });
    return {
      parameters,
      first: side(0),
      second: side(1),
      pair: rollingPair(parameters.window),
      direction: 0,
      barsHeld: 0,
      blocked: false,
    };
  },
  react(state, view, event) {
    const { first, second, pair } = state;
    if (event.kind === 'order-filled') {
      for (const each of [first, second]) if (each.terms.index === event.instrument) noteSuccess(each.pacing);
    }
    if (event.kind !== 'bar') return NO_INTENTS;
    const side =
      event.instrument === first.terms.index
        ? first
        : event.instrument === second.terms.index
          ? second
          : undefined;
    if (side === undefined) return NO_INTENTS;
    side.closeTicks = event.closeTicks;
    side.heardUs = event.venueTimeUs;
    // Two closes make a pair only when they are of the same moment.
    if (first.heardUs !== second.heardUs) return NO_INTENTS;
    const x = Math.log(second.closeTicks * second.terms.tickSize);
    const y = Math.log(first.closeTicks * first.terms.tickSize);
    pushPair(pair, x, y);
    if (pair.count < pair.length) return NO_INTENTS;
    const line = regress(pair, state.parameters.hedge === 'fixed' ? state.parameters.ratio : undefined);
    if (line === undefined || !(line.deviation > 0)) return NO_INTENTS;
    if (Number.isNaN(first.neutralLots)) settleNeutral(state, view);
    return decide(state, view, line, (y - line.intercept - line.slope * x) / line.deviation);
  },
});

function settleNeutral(state: PairsState, view: View): void {
  for (const side of [state.first, state.second]) {
    side.neutralLots = side.terms.perpetual ? 0 : view.positionLots(side.terms.index);
    side.targetLots = side.neutralLots;
  }
}

function decide(state: PairsState, view: View, line: Regression, z: number): readonly Intent[] {
  const { parameters } = state;
  const isBack = Math.abs(z) <= parameters.exitZ || z * state.direction > 0;
  if (Math.abs(z) <= parameters.entryZ / 2) state.blocked = false;
  let text = 'not yet where it should be';
  state.barsHeld += 1;
  if (
    state.direction !== 0 &&
    state.barsHeld === ENTRY_BARS_MAX &&
    !isThere(view, state.first, state.second)
  ) {
    text = 'one side could not be opened';
    state.blocked = true;
    aim(state, view, 0, line);
  } else if (state.direction !== 0 && (isBack || Math.abs(z) >= parameters.stopZ)) {
    text = isBack ? 'the spread is back' : 'stop: the spread went on';
    state.blocked = !isBack;
    aim(state, view, 0, line);
  } else if (state.direction === 0 && !state.blocked && opens(state, view, line, z)) {
    text = z < 0 ? 'the first is cheap against the second' : 'the first is dear against the second';
    aim(state, view, z < 0 ? 1 : -1, line);
  }
  const why: Why = {
    text,
    numbers: { z, slope: line.slope, deviation: line.deviation, direction: state.direction },
  };
  return [...towards(state, view, state.first, why), ...towards(state, view, state.second, why)];
}

function isThere(view: View, ...sides: readonly PairSide[]): boolean {
  return sides.every((side) => isReached(side, view));
}

/** A gate that lets nineteen twentieths through has let the position come about; the rest is not chased. */
function isReached({ terms, targetLots, neutralLots }: PairSide, view: View): boolean {
  return Math.abs(view.positionLots(terms.index) - targetLots) <= Math.abs(targetLots - neutralLots) / 20;
}

/** In only where the spread is wide enough, still believed in, and its way back pays for four trades. */
function opens(state: PairsState, view: View, line: Regression, z: number): boolean {
  const { entryZ, exitZ, stopZ, costMultiple } = state.parameters;
  if (Math.abs(z) < entryZ || Math.abs(z) >= stopZ || !(line.slope > 0)) return false;
  const costs = roundTripCost(state.first, view) + line.slope * roundTripCost(state.second, view);
  return (Math.abs(z) - exitZ) * line.deviation >= costMultiple * costs;
}

/** Two taker fees and one full spread, as a fraction of the value traded. */
function roundTripCost({ terms }: PairSide, view: View): number {
  const bid = view.bidTicks(terms.index);
  return 2 * view.takerFee(terms.index) + (bid > 0 ? (view.askTicks(terms.index) - bid) / bid : 0);
}

/** Sets the holdings that a direction calls for; they stay until the next decision. */
function aim(state: PairsState, view: View, direction: number, line: Regression): void {
  state.direction = direction;
  state.barsHeld = 0;
  const { first, second } = state;
  const value = view.budget() * state.parameters.weight;
  const firstLots = value / lotValue(first, view);
  const secondLots = (value * line.slope) / lotValue(second, view);
  // Neither side may sell more than it holds: both shrink alike, so that the hedge stays whole.
  const fits = Math.min(
    1,
    direction < 0 && !first.terms.perpetual ? first.neutralLots / firstLots : 1,
    direction > 0 && !second.terms.perpetual ? second.neutralLots / secondLots : 1,
  );
  first.targetLots = first.neutralLots + direction * Math.floor(firstLots * fits);
  second.targetLots = second.neutralLots - direction * Math.floor(secondLots * fits);
}

function lotValue({ terms, closeTicks }: PairSide, view: View): number {
  return closeTicks * terms.tickLotValue * (view.valueOf(terms.quote) || 1);
}

function towards(state: PairsState, view: View, side: PairSide, why: Why): readonly Intent[] {
  if (isReached(side, view) || view.timeUs < side.pacing.nextUs) return NO_INTENTS;
  const { targetLots, closeTicks } = side;
  const intents = orderTowards(view, side.terms, {
    targetLots,
    priceTicks: closeTicks,
    protectionBps: state.parameters.protectionBps,
    why,
  });
  if (intents.length > 0) noteTry(side.pacing, view.timeUs, side.barUs);
  return intents;
}

function choosePair(
  offer: Offer,
  { first, second }: PairsParameters,
): Result<readonly [Instrument, Instrument], Misfit> {
  const onBars = offer.instruments.filter((instrument) => hasAny(offer, instrument, ['bars']));
  const candidates = first === '' || second === '' ? onBars.filter(({ base }) => !isMoney(base.id)) : onBars;
  for (const one of candidates) {
    if (first !== '' && one.id !== first) continue;
    for (const other of candidates) {
      if (second === '' ? other.index <= one.index && first === '' : other.id !== second) continue;
      if (other.venue !== one.venue || other.quote.id !== one.quote.id || other.base.id === one.base.id)
        continue;
      if (offer.barIntervalUs[one.index] === offer.barIntervalUs[other.index]) return accept([one, other]);
    }
  }
  const named = [first, second].filter((id) => id !== '').join(' and ');
  return misfit(
    `needs bars of ${named === '' ? 'two assets' : `a pair with ${named}`} on one venue in one quote and interval; ${census(offer)}`,
  );
}
