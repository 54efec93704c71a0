import { accept, DAY, present, type TimeUs } from '@qca/base';
import type { Bar } from '@qca/market';
import type { Intent } from '@qca/orders';
import { numberBetween, wholeNumber } from '../checkParameters.ts';
import { chooseInstruments, fundQuotes } from '../chooseInstruments.ts';
import { type InstrumentTerms, instrumentTerms } from '../InstrumentTerms.ts';
import {
  isFull,
  pushValue,
  type RollingWindow,
  rollingWindow,
  windowDeviation,
} from '../indicators/RollingWindow.ts';
import { orderTowards } from '../orderTowards.ts';
import { defineStrategy, NO_INTENTS, type View } from '../Strategy.ts';

export interface MomentumParameters {
  /** Id of the one instrument, or empty for up to `instrumentsMax` of different bases. */
  readonly instrument: string;
  readonly instrumentsMax: number;
  /** Bars over which the past return is taken, and over which volatility is measured. */
  readonly lookback: number;
  readonly volatilityWindow: number;
  /** Volatility a year that each position is sized to, as a fraction: 0.4 is 40 %. */
  readonly targetVolatility: number;
  /** Largest position as a multiple of the instrument's share of equity. Spot never goes above 1 or below 0. */
  readonly weightMax: number;
  /** Bars between two decisions. */
  readonly rebalanceBars: number;
  /** A position is left alone until its weight is off by more than this. */
  readonly band: number;
  /** How much worse than the last price an order may fill. Basis points. */
  readonly protectionBps: number;
}

interface Track {
  readonly terms: InstrumentTerms;
  /** Logarithms of the closes. */
  readonly logs: RollingWindow;
  /** Log-returns per bar. */
  readonly returns: RollingWindow;
  readonly barsPerYear: number;
  lastLog: number;
  barsSinceDecision: number;
}

export interface MomentumState {
  readonly parameters: MomentumParameters;
  /** One per instrument of the run; undefined where it is not ours. */
  readonly tracks: readonly (Track | undefined)[];
  readonly share: number;
}

const YEAR_US: TimeUs = 365 * DAY;

/**
 * Time-series momentum with volatility scaling: holds what rose over the look-back, in inverse proportion to its risk.
 *
 * weight = sign(ln close − ln close[lookback ago]) × targetVolatility ÷ σ, where σ is the sample deviation of log-returns
 * per bar over `volatilityWindow` × √(bars a year). Spot holds 0 where a perpetual would be short.
 */
export const momentum = defineStrategy<MomentumParameters, MomentumState>({
  name: 'momentum',
  summary: 'Holds what has risen, sized so that every position carries the same risk.',
  source:
    'Moskowitz, Ooi, Pedersen: Time Series Momentum, Journal of Financial Economics 104 (2012), equation 5',
  defaults: {
    instrument: '',
    instrumentsMax: 4,
    lookback: 720,
    volatilityWindow: 720,
    targetVolatility: 0.4,
    weightMax: 1,
    rebalanceBars: 60,
    band: 0.25,
    protectionBps: 50,
  },
  limits: {
    instrument: { kind: 'name' },
    instrumentsMax: wholeNumber(1, 100),
    lookback: wholeNumber(1, 100_000),
    volatilityWindow: wholeNumber(2, 100_000),
    targetVolatility: numberBetween(0.001, 10),
    weightMax: numberBetween(0.01, 10),
    rebalanceBars: wholeNumber(1, 100_000),
    band: numberBetween(0, 1),
    protectionBps: numberBetween(0, 1000),
  },
  fit(offer, { instrument, instrumentsMax }) {
    const chosen = chooseInstruments(offer, { anyOf: ['bars'], instrument, count: instrumentsMax });
    return chosen.ok ? accept(fundQuotes(chosen.value)) : chosen;
  },
  start(fit, parameters, offer) {
    const tracks: (Track | undefined)[] = offer.instruments.map(() => undefined);
    for (const index of fit.instruments) {
      const instrument = present(offer.instruments[index], 'an instrument of momentum');
      tracks[index] = {
        terms: instrumentTerms(instrument),
        logs: rollingWindow(parameters.lookback + 1),
        returns: rollingWindow(parameters.volatilityWindow),
        barsPerYear: YEAR_US / (offer.barIntervalUs[index] || DAY),
        lastLog: Number.NaN,
        barsSinceDecision: 0,
      };
    }
    return { parameters, tracks, share: 1 / fit.instruments.length };
  },
  react(state, view, event) {
    if (event.kind !== 'bar') return NO_INTENTS;
    const track = state.tracks[event.instrument];
    if (track === undefined) return NO_INTENTS;
    const log = Math.log(event.closeTicks);
    pushValue(track.logs, log);
    if (!Number.isNaN(track.lastLog)) pushValue(track.returns, log - track.lastLog);
    track.lastLog = log;
    if (!isFull(track.logs) || !isFull(track.returns)) return NO_INTENTS;
    track.barsSinceDecision += 1;
    if (track.barsSinceDecision < state.parameters.rebalanceBars) return NO_INTENTS;
    track.barsSinceDecision = 0;
    return rebalance(state, track, view, event);
  },
});

/** Returns the position wanted, as a multiple of the instrument's share of equity. */
export function momentumWeight(
  pastReturn: number,
  volatility: number,
  limits: { targetVolatility: number; weightMax: number; perpetual: boolean },
): number {
  const most = limits.perpetual ? limits.weightMax : Math.min(1, limits.weightMax);
  if (pastReturn === 0) return 0;
  const size = volatility > 0 ? Math.min(most, limits.targetVolatility / volatility) : most;
  if (pastReturn > 0) return size;
  return limits.perpetual ? -size : 0;
}

function rebalance(state: MomentumState, track: Track, view: View, bar: Bar): readonly Intent[] {
  const { terms } = track;
  const { targetVolatility, weightMax, band, protectionBps } = state.parameters;
  const oldest = track.logs.ring[track.logs.next] as number;
  const pastReturn = track.lastLog - oldest;
  const volatility = windowDeviation(track.returns) * Math.sqrt(track.barsPerYear);
  const weight = momentumWeight(pastReturn, volatility, {
    targetVolatility,
    weightMax,
    perpetual: terms.perpetual,
  });
  const lotValue = bar.closeTicks * terms.tickLotValue * (view.valueOf(terms.quote) || 1);
  const shareOfEquity = view.equity() * state.share;
  if (!(lotValue > 0) || !(shareOfEquity > 0)) return NO_INTENTS;
  const held = (view.positionLots(terms.index) * lotValue) / shareOfEquity;
  // Leaving the market is never held back by the band.
  if (Math.abs(weight - held) <= band && !(weight === 0 && held !== 0)) return NO_INTENTS;
  return orderTowards(view, terms, {
    targetLots: Math.trunc((weight * shareOfEquity) / lotValue),
    priceTicks: bar.closeTicks,
    protectionBps,
    why: {
      text: weight === 0 ? 'the trend is down: out' : 'position follows the trend',
      numbers: { pastReturn, volatility, weight, held },
    },
  });
}
