import { accept, assert, present, type TimeUs } from '@qca/base';
import type { Bar } from '@qca/market';
import type { Intent } from '@qca/orders';
import { numberBetween } from '../checkParameters.ts';
import { census, fundQuotes, hasAny, misfit } from '../chooseInstruments.ts';
import { type InstrumentTerms, instrumentTerms } from '../InstrumentTerms.ts';
import { orderTowards } from '../orderTowards.ts';
import { NO_INTENTS, type Strategy, type View } from '../Strategy.ts';

/** What somebody wants to hold after each moment, decided with what was known by then. */
export interface TargetBook {
  /** Shape: [step], rising. The moment at which the bars closed that the row was decided on. */
  readonly timeUs: Float64Array;
  /** Ids, in the order of the columns. */
  readonly instruments: readonly string[];
  /**
   * Part of equity to hold in each instrument, short below zero (a spot instrument holds 0 instead). NaN: no opinion, what
   * is held stays. Shape: [step][instrument].
   */
  readonly weights: Float64Array;
}

export interface TargetWeightsParameters {
  /** A position is left alone until its weight is off by more than this part of equity. */
  readonly band: number;
  /** How much worse than the last price an order may fill. Basis points. */
  readonly protectionBps: number;
}

interface TargetWeightsState {
  readonly parameters: TargetWeightsParameters;
  /** By index in the run; undefined where the instrument is not ours. */
  readonly columns: readonly ({ readonly column: number; readonly terms: InstrumentTerms } | undefined)[];
  /** Row of the book that the market has reached. */
  row: number;
}

/**
 * Makes a strategy that follows a book of targets: at the close of each bar it orders towards the row of that moment.
 *
 * A row counts at its own moment only: where a bar has no row, nothing is done.
 */
export function targetWeights(
  book: TargetBook,
  says: { readonly name: string; readonly summary: string; readonly source: string },
): Strategy<TargetWeightsParameters, TargetWeightsState> {
  const width = book.instruments.length;
  assert(book.weights.length === book.timeUs.length * width, 'a book of targets has a weight for each cell');
  return {
    ...says,
    defaults: { band: 0.02, protectionBps: 100 },
    limits: { band: numberBetween(0, 1), protectionBps: numberBetween(0, 1000) },
    fit(offer) {
      const chosen = book.instruments.map((id) =>
        offer.instruments.find((instrument) => instrument.id === id),
      );
      const missing = book.instruments.find((_, column) => {
        const instrument = chosen[column];
        return instrument === undefined || !hasAny(offer, instrument, ['bars']);
      });
      if (missing !== undefined) return misfit(`needs bars of ${missing}; ${census(offer)}`);
      return accept(fundQuotes(chosen.map((instrument) => present(instrument, 'an instrument of the book'))));
    },
    start(_fit, parameters, offer) {
      const columns = offer.instruments.map((instrument) => {
        const column = book.instruments.indexOf(instrument.id);
        return column < 0 ? undefined : { column, terms: instrumentTerms(instrument) };
      });
      return { parameters, columns, row: 0 };
    },
    react(state, view, event) {
      if (event.kind !== 'bar') return NO_INTENTS;
      const ours = state.columns[event.instrument];
      if (ours === undefined) return NO_INTENTS;
      while (state.row < book.timeUs.length && (book.timeUs[state.row] as TimeUs) < event.venueTimeUs)
        state.row += 1;
      if (book.timeUs[state.row] !== event.venueTimeUs) return NO_INTENTS;
      const weight = book.weights[state.row * width + ours.column] as number;
      return Number.isNaN(weight)
        ? NO_INTENTS
        : follow(state, ours.terms, { view, bar: event, wanted: weight });
    },
  };
}

interface Want {
  readonly view: View;
  readonly bar: Bar;
  readonly wanted: number;
}

function follow(
  { parameters: { band, protectionBps } }: TargetWeightsState,
  terms: InstrumentTerms,
  { view, bar, wanted }: Want,
): readonly Intent[] {
  const weight = terms.perpetual ? wanted : Math.max(0, wanted);
  const lotValue = bar.closeTicks * terms.tickLotValue * (view.valueOf(terms.quote) || 1);
  const equity = view.equity();
  if (!(lotValue > 0) || !(equity > 0)) return NO_INTENTS;
  const held = (view.positionLots(terms.index) * lotValue) / equity;
  // Leaving the market is never held back by the band.
  if (Math.abs(weight - held) <= band && !(weight === 0 && held !== 0)) return NO_INTENTS;
  return orderTowards(view, terms, {
    targetLots: Math.trunc((weight * equity) / lotValue),
    priceTicks: bar.closeTicks,
    protectionBps,
    why: { text: 'the model wants another weight', numbers: { weight, held } },
  });
}
