import { accept, MINUTE, present, type TimeUs } from '@qca/base';
import type { Bar } from '@qca/market';
import type { Intent } from '@qca/orders';
import { numberBetween, wholeNumber } from '../checkParameters.ts';
import { chooseInstruments, fundQuotes } from '../chooseInstruments.ts';
import { type InstrumentTerms, instrumentTerms, isLargeEnough } from '../InstrumentTerms.ts';
import {
  isFull,
  pushValue,
  type RollingWindow,
  rollingWindow,
  windowDeviation,
  windowMean,
} from '../indicators/RollingWindow.ts';
import { orderTowards } from '../orderTowards.ts';
import { defineStrategy, NO_INTENTS, type View } from '../Strategy.ts';
import { noteSuccess, noteTry, type TryPacing, tryPacing } from '../TryPacing.ts';

export interface MeanReversionParameters {
  /** Id of the one instrument, or empty for up to `instrumentsMax` of different bases. */
  readonly instrument: string;
  readonly instrumentsMax: number;
  /** Bars of the mean and deviation, the current one included. */
  readonly window: number;
  /** Deviations from the mean at which a position is opened, and at which it is closed. */
  readonly entryZ: number;
  readonly exitZ: number;
  /** Loss on the entry price at which a position is closed, as a fraction. */
  readonly stopPart: number;
  /** Bars after which a position is closed whatever its price. */
  readonly holdBarsMax: number;
  /** The way back to the mean must be worth this many times the fees and spread of going in and out. */
  readonly costMultiple: number;
  /** Position as a part of the instrument's share of equity. */
  readonly weight: number;
  readonly protectionBps: number;
}

/** Bars in which an entry must come about. */
const ENTRY_BARS_MAX = 3;

interface Track {
  readonly terms: InstrumentTerms;
  /** Logarithms of the closes. */
  readonly logs: RollingWindow;
  /** Direction wanted: 1 long, −1 short, 0 out. */
  direction: number;
  /** Price at which the direction was chosen, and how many bars ago. */
  entryTicks: number;
  barsHeld: number;
  /** After a stop: no entry before the price has been back at its mean. */
  blocked: boolean;
  readonly barUs: TimeUs;
  readonly pacing: TryPacing;
}

export interface MeanReversionState {
  readonly parameters: MeanReversionParameters;
  /** Shape: [instrument of the run]; undefined where it is not ours. */
  readonly tracks: readonly (Track | undefined)[];
  readonly share: number;
}

/**
 * Buys what is far below its moving mean and sells when it is back; the opposite on perpetuals.
 *
 * z = (ln close − mean) ÷ deviation over `window` bars. In at |z| ≥ entryZ if (|z| − exitZ) × deviation is at least
 * `costMultiple` round trips; out when z is back within exitZ, at the stop, or after `holdBarsMax`.
 */
export const meanReversion = defineStrategy<MeanReversionParameters, MeanReversionState>({
  name: 'mean-reversion',
  summary: 'Buys what has fallen far below its moving mean and sells it back at the mean.',
  source:
    'Bollinger: Bollinger on Bollinger Bands (2001); Poterba, Summers: Mean reversion in stock prices, Journal of Financial Economics 22 (1988)',
  defaults: {
    instrument: '',
    instrumentsMax: 4,
    window: 240,
    entryZ: 2,
    exitZ: 0,
    stopPart: 0.03,
    holdBarsMax: 480,
    costMultiple: 1,
    weight: 0.9,
    protectionBps: 50,
  },
  limits: {
    instrument: { kind: 'name' },
    instrumentsMax: wholeNumber(1, 100),
    window: wholeNumber(3, 100_000),
    entryZ: numberBetween(0.1, 10),
    exitZ: numberBetween(-5, 10, 'entryZ'),
    stopPart: numberBetween(0.0001, 1),
    holdBarsMax: wholeNumber(1, 1_000_000),
    costMultiple: numberBetween(0, 100),
    weight: numberBetween(0.01, 1),
    protectionBps: numberBetween(0, 1000),
  },
  fit(offer, { instrument, instrumentsMax }) {
    const chosen = chooseInstruments(offer, { anyOf: ['bars'], instrument, count: instrumentsMax });
    return chosen.ok ? accept(fundQuotes(chosen.value)) : chosen;
  },
  start(fit, parameters, offer) {
    const tracks: (Track | undefined)[] = offer.instruments.map(() => undefined);
    for (const index of fit.instruments) {
      const terms = instrumentTerms(present(offer.instruments[index], 'an instrument of mean-reversion'));
      const logs = rollingWindow(parameters.window);
      tracks[index] = {
        terms,
        logs,
        direction: 0,
        entryTicks: 0,
        barsHeld: 0,
        blocked: false,
        barUs: offer.barIntervalUs[index] || MINUTE,
        pacing: tryPacing(),
      };
    }
    return { parameters, tracks, share: 1 / fit.instruments.length };
  },
  react(state, view, event) {
    if (event.kind === 'order-filled') {
      const filled = state.tracks[event.instrument];
      if (filled !== undefined) noteSuccess(filled.pacing);
    }
    if (event.kind !== 'bar') return NO_INTENTS;
    const track = state.tracks[event.instrument];
    if (track === undefined) return NO_INTENTS;
    const log = Math.log(event.closeTicks);
    pushValue(track.logs, log);
    if (!isFull(track.logs)) return NO_INTENTS;
    const deviation = windowDeviation(track.logs);
    const z = deviation > 0 ? (log - windowMean(track.logs)) / deviation : 0;
    return decide(state, track, view, event, { z, deviation });
  },
});

interface Signal {
  readonly z: number;
  readonly deviation: number;
}

function decide(
  state: MeanReversionState,
  track: Track,
  view: View,
  bar: Bar,
  signal: Signal,
): readonly Intent[] {
  const { parameters } = state;
  const isBack =
    Math.abs(signal.z) <= Math.max(0, parameters.exitZ) || signal.z * track.direction >= -parameters.exitZ;
  if (track.blocked && Math.abs(signal.z) < parameters.entryZ / 2) track.blocked = false;
  if (track.direction === 0) {
    if (!track.blocked && pays(parameters, track.terms, view, signal)) {
      const direction = signal.z < 0 ? 1 : -1;
      if (direction === 1 || track.terms.perpetual) open(track, direction, bar);
    }
    return follow(state, track, view, bar, signal, track.direction === 0 ? 'out' : 'far from its mean');
  }
  track.barsHeld += 1;
  // A signal that could not be followed at once is no longer the signal that was given.
  const missed =
    track.barsHeld >= ENTRY_BARS_MAX &&
    !isLargeEnough(track.terms, Math.abs(view.positionLots(track.terms.index)), bar.closeTicks);
  if (missed) {
    track.direction = 0;
    track.blocked = true;
    return NO_INTENTS;
  }
  const gain = track.direction * (bar.closeTicks / track.entryTicks - 1);
  const text = isBack
    ? 'back at its mean'
    : gain <= -parameters.stopPart
      ? 'stop'
      : track.barsHeld >= parameters.holdBarsMax
        ? 'held too long'
        : '';
  if (text !== '') {
    track.direction = 0;
    track.blocked = text !== 'back at its mean';
  }
  return follow(state, track, view, bar, signal, text);
}

function open(track: Track, direction: number, bar: Bar): void {
  track.direction = direction;
  track.entryTicks = bar.closeTicks;
  track.barsHeld = 0;
}

/** Whether the way back to the mean is worth its costs: two taker fees and one full spread. */
function pays(
  parameters: MeanReversionParameters,
  terms: InstrumentTerms,
  view: View,
  { z, deviation }: Signal,
): boolean {
  if (Math.abs(z) < parameters.entryZ) return false;
  const bid = view.bidTicks(terms.index);
  const spread = bid > 0 ? (view.askTicks(terms.index) - bid) / bid : 0;
  const costs = 2 * view.takerFee(terms.index) + spread;
  return (Math.abs(z) - parameters.exitZ) * deviation >= parameters.costMultiple * costs;
}

/** Brings the position to the wanted direction; tries again on later bars until it is there. */
function follow(
  state: MeanReversionState,
  track: Track,
  view: View,
  bar: Bar,
  signal: Signal,
  text: string,
): readonly Intent[] {
  const { terms, direction } = track;
  const { weight, protectionBps } = state.parameters;
  const position = view.positionLots(terms.index);
  const holds = isLargeEnough(terms, Math.abs(position), bar.closeTicks);
  // Once in, the size stays: only the direction is followed.
  if (direction === 0 ? !holds : holds && Math.sign(position) === direction) return NO_INTENTS;
  if (view.timeUs < track.pacing.nextUs) return NO_INTENTS;
  const lotValue = bar.closeTicks * terms.tickLotValue * (view.valueOf(terms.quote) || 1);
  const targetLots =
    direction === 0 ? 0 : direction * Math.floor((view.equity() * state.share * weight) / lotValue);
  const why = {
    text: text === '' ? 'not yet where it should be' : text,
    numbers: { z: signal.z, deviation: signal.deviation, direction },
  };
  const intents = orderTowards(view, terms, { targetLots, priceTicks: bar.closeTicks, protectionBps, why });
  if (intents.length > 0) noteTry(track.pacing, view.timeUs, track.barUs);
  return intents;
}
