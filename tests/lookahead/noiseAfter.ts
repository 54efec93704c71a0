import { Random, type TimeUs } from '@qca/base';
import type { Bar, Depth, MarketEvent } from '@qca/market';
import type { Feed } from '@qca/ports';

/** Levels of the books that noise consists of, on each side. */
const NOISE_LEVELS = 3;

/**
 * The same feed with everything that happened at a venue after `timeUs` replaced by noise: times and instruments stay,
 * every price and size is thrown anew, half to one and a half times what it was.
 */
export function noiseAfter(feed: Feed, timeUs: TimeUs, seed: number): Feed {
  const random = new Random(seed);
  /** Last price of an instrument that was true: what the noise of its books is thrown around. */
  const around = feed.instruments.map(() => 1_000);
  return {
    instruments: feed.instruments,
    peekTimeUs: () => feed.peekTimeUs(),
    take: () => {
      const event = feed.take();
      if (event.venueTimeUs > timeUs) return noise(random, event, around[event.instrument] as number);
      around[event.instrument] = priceOf(event) ?? (around[event.instrument] as number);
      return event;
    },
    close: () => feed.close(),
  };
}

function priceOf(event: MarketEvent): number | undefined {
  if (event.kind === 'bar') return event.closeTicks;
  if (event.kind === 'trade') return event.priceTicks;
  if (event.kind === 'quote') return event.bidTicks;
  return event.kind === 'depth' && event.count > 0 ? event.priceTicks[0] : undefined;
}

function noise(random: Random, event: MarketEvent, around: number): MarketEvent {
  const ticks = (truth: number): number => Math.max(10, Math.round(truth * (0.5 + random.nextFloat())));
  const lots = (): number => 1 + random.nextBelow(10_000);
  switch (event.kind) {
    case 'bar':
      return noisyBar(
        event,
        [ticks(event.openTicks), ticks(event.highTicks), ticks(event.lowTicks), ticks(event.closeTicks)],
        lots(),
      );
    case 'trade':
      return {
        ...event,
        priceTicks: ticks(event.priceTicks),
        quantityLots: lots(),
        aggressor: random.nextBoolean(0.5) ? 'buy' : 'sell',
      };
    case 'quote': {
      const bidTicks = ticks(event.bidTicks);
      return {
        ...event,
        bidTicks,
        askTicks: bidTicks + 1 + random.nextBelow(20),
        bidLots: lots(),
        askLots: lots(),
      };
    }
    case 'depth':
      return noisyBook(event, ticks(around), lots);
    case 'funding':
      return { ...event, rate: random.nextGaussian() / 100, markTicks: ticks(event.markTicks) };
  }
}

function noisyBar(
  bar: Bar,
  [open, high, low, close]: [number, number, number, number],
  volumeLots: number,
): Bar {
  const highTicks = Math.max(open, high, low, close);
  return {
    ...bar,
    openTicks: open,
    closeTicks: close,
    highTicks,
    lowTicks: Math.min(open, high, low, close),
    volumeLots,
  };
}

// A whole book each time: noise on single levels would soon be a book that crosses itself.
function noisyBook(depth: Depth, bidTicks: number, lots: () => number): Depth {
  const levels = Array.from({ length: 2 * NOISE_LEVELS }, (_, index) => index);
  return {
    ...depth,
    snapshot: true,
    count: levels.length,
    sides: Uint8Array.from(levels, (index) => (index < NOISE_LEVELS ? 0 : 1)),
    priceTicks: Float64Array.from(levels, (index) =>
      index < NOISE_LEVELS ? bidTicks - index : bidTicks + 1 + index - NOISE_LEVELS,
    ),
    quantityLots: Float64Array.from(levels, lots),
  };
}
