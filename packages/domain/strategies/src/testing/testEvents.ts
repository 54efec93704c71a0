import { HOUR, MINUTE, Random, type TimeUs } from '@qca/base';
import type { Bar, Funding, MarketEvent, Quote, Trade } from '@qca/market';

/** A whole hour, so that bars of every interval start at it. */
export const TEST_START_US: TimeUs = 465_000 * HOUR;

/** A bar with plenty of trading that opens, tops, bottoms and closes at one price unless told otherwise. */
export function testBar(
  instrument: number,
  timeUs: TimeUs,
  closeTicks: number,
  more: Partial<Bar> = {},
): Bar {
  return {
    kind: 'bar',
    instrument,
    openTimeUs: timeUs - MINUTE,
    venueTimeUs: timeUs,
    timeUs,
    openTicks: closeTicks,
    highTicks: closeTicks,
    lowTicks: closeTicks,
    closeTicks,
    volumeLots: 1_000_000_000,
    ...more,
  };
}

export function testQuote(
  instrument: number,
  timeUs: TimeUs,
  bidTicks: number,
  askTicks: number,
  lots = 1000,
): Quote {
  return {
    kind: 'quote',
    instrument,
    venueTimeUs: timeUs,
    timeUs,
    bidTicks,
    bidLots: lots,
    askTicks,
    askLots: lots,
    updateId: 0,
  };
}

export function testTrade(
  instrument: number,
  timeUs: TimeUs,
  priceTicks: number,
  aggressor: 'buy' | 'sell',
): Trade {
  return { kind: 'trade', instrument, venueTimeUs: timeUs, timeUs, priceTicks, quantityLots: 1, aggressor };
}

export function testFunding(instrument: number, timeUs: TimeUs, rate: number, markTicks: number): Funding {
  return { kind: 'funding', instrument, venueTimeUs: timeUs, timeUs, rate, markTicks };
}

/** Bars of one instrument, one a minute, at the given closes. */
export function barsAt(instrument: number, closes: readonly number[], startUs = TEST_START_US): Bar[] {
  return closes.map((close, index) => testBar(instrument, startUs + index * MINUTE, close));
}

/**
 * Closes that wander by `step` (a fraction) a bar around a level and are pulled back to it by `pull` (0 is a random
 * walk). Whole ticks.
 */
export function wanderingCloses(options: {
  seed: number;
  count: number;
  level: number;
  step: number;
  pull?: number;
}): number[] {
  const random = new Random(options.seed);
  let distance = 0;
  return Array.from({ length: options.count }, () => {
    distance = distance * (1 - (options.pull ?? 0)) + options.step * random.nextGaussian();
    return Math.max(1, Math.round(options.level * Math.exp(distance)));
  });
}

/** Replaces every price after `timeUs` by noise: what a strategy decided up to then must not change. */
export function withNoiseAfter(events: readonly MarketEvent[], timeUs: TimeUs, seed: number): MarketEvent[] {
  const random = new Random(seed);
  const noisy = (ticks: number): number => Math.max(1, Math.round(ticks * (0.5 + random.nextFloat())));
  return events.map((event) => {
    if (event.timeUs <= timeUs) return event;
    if (event.kind === 'bar') return testBar(event.instrument, event.timeUs, noisy(event.closeTicks));
    if (event.kind === 'trade') return { ...event, priceTicks: noisy(event.priceTicks) };
    if (event.kind === 'quote') {
      const bidTicks = noisy(event.bidTicks);
      return { ...event, bidTicks, askTicks: bidTicks + 1 + random.nextBelow(10) };
    }
    return event.kind === 'funding' ? { ...event, rate: random.nextGaussian() / 1000 } : event;
  });
}
