import { accept, present } from '@qca/base';
import type { Bar } from '@qca/market';
import type { Intent } from '@qca/orders';
import { wholeNumber } from '../checkParameters.ts';
import { chooseInstruments, fundQuotes } from '../chooseInstruments.ts';
import {
  affordableLotsDown,
  heldLotsDown,
  type InstrumentTerms,
  instrumentTerms,
  isLargeEnough,
} from '../InstrumentTerms.ts';
import { defineStrategy, NO_INTENTS, type View } from '../Strategy.ts';

export interface SmaCrossParameters {
  /** Id of the instrument, or empty for the strategy's choice. */
  readonly instrument: string;
  /** Windows in bars, the current bar included. */
  readonly fast: number;
  readonly slow: number;
}

export interface SmaCrossState {
  readonly terms: InstrumentTerms;
  readonly fast: number;
  readonly slow: number;
  /** The last closes in ticks, in a ring. Shape: [slow]. */
  readonly closes: Float64Array;
  seen: number;
  next: number;
  fastSum: number;
  slowSum: number;
  /** −1 below, 0 equal, 1 above; 2 before both windows are full, which never counts as a crossing. */
  relation: number;
}

/**
 * Buys with all cash at the close where the fast average crosses above the slow one, sells all where it crosses below.
 *
 * fast > slow and before fast ≤ slow → buy cash ÷ (close × (1 + fee)); fast < slow and before fast ≥ slow → sell all.
 * Sums are of whole ticks and so exact below 2^53: each average is the correctly rounded quotient, as in the vectorised
 * path over ticks, and both cross on the same bars. Rounds: quantity down to whole lots.
 */
export const smaCross = defineStrategy<SmaCrossParameters, SmaCrossState>({
  name: 'sma-cross',
  summary: 'Holds while a fast moving average is above a slow one; the rule that proves the event loop.',
  source:
    'Brock, Lakonishok, LeBaron: Simple Technical Trading Rules and the Stochastic Properties of Stock Returns, J. Finance 47 (1992)',
  defaults: { instrument: '', fast: 20, slow: 100 },
  limits: {
    instrument: { kind: 'name' },
    fast: wholeNumber(1, 100_000, 'slow'),
    slow: wholeNumber(2, 100_000),
  },
  fit(offer, parameters) {
    const chosen = chooseInstruments(offer, { anyOf: ['bars'], instrument: parameters.instrument, count: 1 });
    return chosen.ok ? accept(fundQuotes(chosen.value)) : chosen;
  },
  start(fit, parameters, offer) {
    return {
      terms: instrumentTerms(
        present(offer.instruments[fit.instruments[0] ?? -1], 'the instrument of sma-cross'),
      ),
      fast: parameters.fast,
      slow: parameters.slow,
      closes: new Float64Array(parameters.slow),
      seen: 0,
      next: 0,
      fastSum: 0,
      slowSum: 0,
      relation: 2,
    };
  },
  react(state, view, event) {
    if (event.kind !== 'bar' || event.instrument !== state.terms.index) return NO_INTENTS;
    const before = state.relation;
    const now = takeIn(state, event.closeTicks);
    state.relation = now;
    if (before === 2 || now === before || now === 0) return NO_INTENTS;
    // Here `before` was on the other side or level, so the averages have crossed.
    return now === 1 ? buyAll(state, view, event) : sellAll(state, view, event);
  },
});

/** Takes in a close and returns how the fast average stands to the slow one. */
function takeIn(state: SmaCrossState, close: number): number {
  const { closes, fast, slow } = state;
  const at = state.next;
  const seen = state.seen;
  if (seen >= fast) {
    const fastAt = at - fast;
    state.fastSum += close - (closes[fastAt < 0 ? fastAt + slow : fastAt] as number);
  } else {
    state.fastSum += close;
  }
  state.slowSum += seen >= slow ? close - (closes[at] as number) : close;
  closes[at] = close;
  state.next = at + 1 === slow ? 0 : at + 1;
  if (seen < slow) {
    state.seen = seen + 1;
    if (seen + 1 < slow) return 2;
  }
  const fastAverage = state.fastSum / fast;
  const slowAverage = state.slowSum / slow;
  return fastAverage > slowAverage ? 1 : fastAverage < slowAverage ? -1 : 0;
}

function buyAll(state: SmaCrossState, view: View, bar: Bar): readonly Intent[] {
  const terms = state.terms;
  // What is too small to be sold is not a position: it must not keep us out for ever.
  if (isLargeEnough(terms, view.positionLots(terms.index), bar.closeTicks)) return NO_INTENTS;
  const cash = view.free(terms.venue, terms.quote);
  const lots = affordableLotsDown(terms, cash, bar.closeTicks, view.takerFee(terms.index));
  return order(state, bar, 'buy', lots, 'fast average crossed above the slow one');
}

function sellAll(state: SmaCrossState, view: View, bar: Bar): readonly Intent[] {
  const terms = state.terms;
  const lots = terms.perpetual
    ? view.positionLots(terms.index)
    : heldLotsDown(terms, view.free(terms.venue, terms.base));
  return order(state, bar, 'sell', lots, 'fast average crossed below the slow one');
}

function order(
  state: SmaCrossState,
  bar: Bar,
  side: 'buy' | 'sell',
  lots: number,
  text: string,
): readonly Intent[] {
  const { terms, fast, slow } = state;
  if (!isLargeEnough(terms, lots, bar.closeTicks)) return NO_INTENTS;
  return [
    {
      kind: 'place',
      order: {
        instrument: terms.index,
        side,
        type: 'market',
        quantityLots: lots,
        limitTicks: bar.closeTicks,
      },
      why: { text, numbers: { fastTicks: state.fastSum / fast, slowTicks: state.slowSum / slow } },
    },
  ];
}
