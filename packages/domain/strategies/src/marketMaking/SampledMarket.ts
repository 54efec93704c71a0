import { SECOND, type TimeUs } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import type { View } from '../Strategy.ts';
import { type MarketEstimator, observeWindow } from './MarketEstimator.ts';

/**
 * Cuts what is heard of one instrument into the estimator's windows.
 *
 * A bar is a window. Trades and quotes fill windows of the clock: a trade reaches its price, a quote reaches as far as it
 * crosses (an order there would have been filled).
 */
export interface SampledMarket {
  readonly instrument: number;
  readonly onBars: boolean;
  readonly windowUs: TimeUs;
  endUs: TimeUs;
  firstTicks: number;
  highTicks: number;
  lowTicks: number;
}

export function sampledMarket(instrument: number, windowSeconds: number, onBars: boolean): SampledMarket {
  return {
    instrument,
    onBars,
    windowUs: windowSeconds * SECOND,
    endUs: 0,
    firstTicks: 0,
    highTicks: 0,
    lowTicks: 0,
  };
}

/** Hands the windows an event completes to the estimator. */
export function sample(
  market: SampledMarket,
  view: View,
  event: MarketEvent,
  estimator: MarketEstimator,
): void {
  if (event.kind === 'funding') return;
  if (market.onBars) {
    if (event.kind !== 'bar') return;
    observeWindow(estimator, {
      first: event.openTicks,
      last: event.closeTicks,
      high: event.highTicks,
      low: event.lowTicks,
    });
    return;
  }
  if (event.kind === 'bar') return;
  if (event.timeUs >= market.endUs) closeWindow(market, view, event.timeUs, estimator);
  if (event.kind === 'trade') reach(market, event.priceTicks, event.priceTicks);
  else if (event.kind === 'quote') reach(market, event.bidTicks, event.askTicks);
}

function reach(market: SampledMarket, bidTicks: number, askTicks: number): void {
  if (bidTicks > market.highTicks) market.highTicks = bidTicks;
  if (askTicks < market.lowTicks) market.lowTicks = askTicks;
}

function closeWindow(market: SampledMarket, view: View, timeUs: TimeUs, estimator: MarketEstimator): void {
  const mid = midTicks(view, market.instrument);
  if (!(mid > 0)) return;
  // After a silence of more than a window the last price is too old to measure from.
  if (market.firstTicks > 0 && timeUs < market.endUs + market.windowUs) {
    observeWindow(estimator, {
      first: market.firstTicks,
      last: mid,
      high: market.highTicks,
      low: market.lowTicks,
    });
  }
  market.endUs = timeUs + market.windowUs;
  market.firstTicks = mid;
  market.highTicks = mid;
  market.lowTicks = mid;
}

/** The middle of the best prices, else the last price; 0 before anything was heard. */
export function midTicks(view: View, instrument: number): number {
  const bid = view.bidTicks(instrument);
  const ask = view.askTicks(instrument);
  return bid > 0 && ask > 0 ? (bid + ask) / 2 : view.lastTicks(instrument);
}
