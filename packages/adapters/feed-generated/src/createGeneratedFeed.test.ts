import { Bug, DAY, HOUR, MINUTE, NEVER, RunningHash, SECOND } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import { BookSequence } from '@qca/market';
import { startTimeUs } from '@qca/ports';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGeneratedFeed, type GeneratedFeed } from './createGeneratedFeed.ts';
import { defaultGeneratedMarket } from './defaultGeneratedMarket.ts';
import { oneInstrument, START, still } from './fixtures.ts';
import type { DataKind, GeneratedMarket } from './GeneratedMarket.ts';

function brief(seed: number, durationUs = MINUTE): GeneratedMarket {
  return { ...defaultGeneratedMarket(seed), durationUs };
}

/** Feeds reuse their events, so what is kept is a copy. */
function all(feed: GeneratedFeed, max = Number.POSITIVE_INFINITY): MarketEvent[] {
  const events: MarketEvent[] = [];
  while (feed.peekTimeUs() !== NEVER && events.length < max) events.push(structuredClone(feed.take()));
  return events;
}

function digest(market: GeneratedMarket): string {
  const feed = createGeneratedFeed(market);
  const hash = new RunningHash();
  while (feed.peekTimeUs() !== NEVER) hash.update(JSON.stringify(feed.take()));
  return hash.peek();
}

describe('a generated feed', () => {
  it('says that it is generated, down to the names of its venues', () => {
    const feed = createGeneratedFeed(brief(1));
    expect(feed.source).toBe('generated');
    expect(feed.instruments).toHaveLength(10);
    for (const [index, instrument] of feed.instruments.entries()) {
      expect(instrument.index).toBe(index);
      expect(instrument.id).toMatch(/^generated-[abc]:(BTC\/USD|ETH\/USD|ETH\/BTC|BTC\/USD-PERP)$/);
    }
    expect(new Set(feed.instruments.map(({ id }) => id)).size).toBe(10);
  });

  it('gives the same events for the same seed, and others for another', () => {
    expect(digest(brief(5))).toBe(digest(brief(5)));
    expect(digest(brief(5))).not.toBe(digest(brief(6)));
  });

  it('goes on after a skip exactly as it would have without', () => {
    const whole = all(createGeneratedFeed(brief(9)), 3_000);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_900 }), (skipped) => {
        const feed = createGeneratedFeed(brief(9));
        feed.skip(skipped);
        expect(all(feed, 100)).toEqual(whole.slice(skipped, skipped + 100));
      }),
      { numRuns: 20 },
    );
  });

  it('leaves the events of instruments as they are when others are added behind them', () => {
    const market = brief(3);
    const fewer = { ...market, instruments: market.instruments.slice(0, 2) };
    const kept = all(createGeneratedFeed(market)).filter((event) => event.instrument < 2);
    expect(all(createGeneratedFeed(fewer))).toEqual(kept);
  });

  it('keeps to its span, in the order in which venues begin to know', () => {
    const market = brief(4, 4 * MINUTE);
    const feed = createGeneratedFeed(market);
    const endUs = market.startUs + market.durationUs;
    const kinds = new Map<string, number>();
    const faults: MarketEvent[] = [];
    let lastUs = market.startUs;
    while (feed.peekTimeUs() !== NEVER) {
      const dueUs = feed.peekTimeUs();
      const event = feed.take();
      const inOrder = dueUs >= lastUs && startTimeUs(event) === dueUs;
      // One expectation per event would take longer than the feed.
      if (!inOrder || event.timeUs !== event.venueTimeUs || event.timeUs >= endUs) faults.push({ ...event });
      lastUs = dueUs;
      kinds.set(event.kind, (kinds.get(event.kind) ?? 0) + 1);
    }
    expect(faults).toEqual([]);
    expect([...kinds.keys()].sort()).toEqual(['bar', 'depth', 'quote', 'trade']);
    // The last minute is the third: the fourth would close when the feed has ended.
    expect(kinds.get('bar')).toBe(3 * 3);
    expect(() => feed.take()).toThrow(Bug);
  });

  it('gives no more once closed', () => {
    const feed = createGeneratedFeed(brief(4));
    feed.close();
    expect(feed.peekTimeUs()).toBe(NEVER);
  });

  it('speaks in whole ticks, lots and microseconds, none of them below 1', () => {
    const faults = all(createGeneratedFeed(brief(8, 90 * SECOND))).filter((event) => {
      const numbers = Object.entries(event).filter(
        ([key, value]) => /Ticks|Lots|Us$/.test(key) && typeof value === 'number',
      );
      const min = event.kind === 'bar' ? 0 : 1;
      return numbers.length < 2 || !numbers.every(([, value]) => Number.isSafeInteger(value) && value >= min);
    });
    expect(faults).toEqual([]);
  });
});

describe('order flow', () => {
  it('keeps one book: depth, quotes and trades agree, ids are unbroken and sides never cross', () => {
    const feed = createGeneratedFeed(brief(12, 2 * MINUTE));
    const books = new Map<number, ReturnType<typeof emptyBook>>();
    let quotes = 0;
    let trades = 0;
    while (feed.peekTimeUs() !== NEVER) {
      const event = feed.take();
      const book = books.get(event.instrument) ?? emptyBook();
      books.set(event.instrument, book);
      if (event.kind === 'depth') {
        expect(event.snapshot).toBe(book.sequence.lastId === 0);
        expect(event.previousUpdateId).toBe(event.snapshot ? -1 : book.sequence.lastId);
        expect(event.firstUpdateId).toBe(event.lastUpdateId);
        expect(book.sequence.admit(event)).toBe(true);
        expect(event.count).toBeGreaterThan(0);
        for (let line = 0; line < event.count; line += 1) {
          const side = event.sides[line] === 0 ? book.bids : book.asks;
          const ticks = event.priceTicks[line]!;
          const lots = event.quantityLots[line]!;
          // Every line tells something new.
          if ((side.get(ticks) ?? 0) === lots) throw new Error(`${lots} lots at ${ticks} were known`);
          if (lots === 0) side.delete(ticks);
          else side.set(ticks, lots);
          if (best(book.bids, Math.max) >= best(book.asks, Math.min))
            throw new Error(`crossed at ${event.timeUs}`);
        }
        expect([book.bids.size, book.asks.size]).toEqual([10, 10]);
      } else if (event.kind === 'quote') {
        quotes += 1;
        expect(event.bidTicks).toBe(best(book.bids, Math.max));
        expect(event.askTicks).toBe(best(book.asks, Math.min));
        expect(event.bidLots).toBe(book.bids.get(event.bidTicks));
        expect(event.askLots).toBe(book.asks.get(event.askTicks));
        expect(event.updateId).toBe(book.sequence.lastId);
      } else if (event.kind === 'trade') {
        trades += 1;
        const buys = event.aggressor === 'buy';
        const touch = buys ? best(book.asks, Math.min) : best(book.bids, Math.max);
        expect(event.priceTicks).toBe(touch);
        expect(event.quantityLots).toBeLessThanOrEqual((buys ? book.asks : book.bids).get(touch)!);
      }
    }
    expect(quotes).toBeGreaterThan(2_000);
    expect(trades).toBeGreaterThan(800);
  });

  it.each([
    [['trades'], ['trade']],
    [['quotes'], ['quote']],
    [['depth'], ['depth']],
    [
      ['trades', 'quotes'],
      ['quote', 'trade'],
    ],
    [
      ['trades', 'depth'],
      ['depth', 'trade'],
    ],
    [
      ['quotes', 'depth', 'funding'],
      ['depth', 'funding', 'quote'],
    ],
  ] as const)('of %s alone has nothing else, and never the same quote twice', (kinds, expected) => {
    const market = { ...oneInstrument(kinds), startUs: START - 5 * MINUTE, durationUs: 10 * MINUTE };
    const events = all(createGeneratedFeed(market));
    expect([...new Set(events.map((event) => event.kind))].sort()).toEqual(expected);
    expect(events[0]!.venueTimeUs === market.startUs).toBe(kinds[0] !== 'trades' || kinds.length > 1);
    const quotes = events.filter((event) => event.kind === 'quote');
    const texts = quotes.map(
      ({ bidTicks, bidLots, askTicks, askLots }) => `${bidTicks} ${bidLots} ${askTicks} ${askLots}`,
    );
    for (let index = 1; index < texts.length; index += 1) expect(texts[index]).not.toBe(texts[index - 1]);
  });

  it('quotes around the hidden value, half a spread to either side', () => {
    // 60,000 USD in ticks of 0.5 is 120,000; 0.8 basis points of that are 9.6 ticks, outward to whole ones.
    const [first] = all(createGeneratedFeed(still(oneInstrument(['quotes']), 0)), 1);
    expect(first).toMatchObject({ bidTicks: 119_995, askTicks: 120_005 });
    // Ten basis points above: 120,120.06 by the logarithm, 9.6 ticks wide.
    const [higher] = all(createGeneratedFeed(still(oneInstrument(['quotes']), 10)), 1);
    expect(higher).toMatchObject({ bidTicks: 120_115, askTicks: 120_125 });
  });

  it('is at least one tick wide, and stays above zero where a price is nearly nothing', () => {
    const market = still(oneInstrument(['trades', 'quotes', 'depth']), 0);
    const cheap = { ...market, assets: market.assets.map((asset) => ({ ...asset, value: 0.5 })) };
    for (const event of all(createGeneratedFeed({ ...cheap, durationUs: 10 * MINUTE }))) {
      if (event.kind === 'quote') {
        expect(event.bidTicks).toBeGreaterThanOrEqual(11);
        expect(event.askTicks).toBeGreaterThan(event.bidTicks);
      }
      if (event.kind === 'depth') {
        expect(Math.min(...event.priceTicks.slice(0, event.count))).toBeGreaterThanOrEqual(1);
      }
    }
  });
});

describe('bars', () => {
  it('follow each other without a seam, aligned to their interval, highs and lows around', () => {
    const market = {
      ...oneInstrument(['bars'], { barIntervalUs: MINUTE }),
      startUs: START + 1,
      durationUs: DAY,
    };
    const bars = all(createGeneratedFeed(market)).filter((event) => event.kind === 'bar');
    // The minute that began before the feed is not there, nor is one that would close with it or later.
    expect(bars).toHaveLength(24 * 60 - 1);
    let before: (typeof bars)[number] | undefined;
    for (const bar of bars) {
      expect(bar.openTimeUs % MINUTE).toBe(0);
      expect(bar.venueTimeUs).toBe(bar.openTimeUs + MINUTE);
      expect(bar.highTicks).toBeGreaterThanOrEqual(Math.max(bar.openTicks, bar.closeTicks));
      expect(bar.lowTicks).toBeLessThanOrEqual(Math.min(bar.openTicks, bar.closeTicks));
      if (before !== undefined) {
        expect(bar.openTimeUs).toBe(before.venueTimeUs);
        expect(bar.openTicks).toBe(before.closeTicks);
      }
      before = bar;
    }
    expect(bars.some((bar) => bar.highTicks > bar.openTicks && bar.lowTicks < bar.closeTicks)).toBe(true);
  });

  it('trade as many lots a second as said, on average at rest', () => {
    const market = still(
      { ...oneInstrument(['bars'], { barIntervalUs: HOUR }), durationUs: 1_000 * HOUR },
      0,
    );
    const bars = all(createGeneratedFeed({ ...market, stepUs: MINUTE })).filter(
      (event) => event.kind === 'bar',
    );
    const perSecond = bars.reduce((sum, bar) => sum + bar.volumeLots, 0) / bars.length / 3_600;
    // An exponential mean over 999 bars has a standard error of 3 %, and activity varies beside it.
    expect(perSecond).toBeGreaterThan(0.85 * market.instruments[0]!.flow.tradeLots);
    expect(perSecond).toBeLessThan(1.15 * market.instruments[0]!.flow.tradeLots);
  });
});

describe('funding', () => {
  const kinds: readonly DataKind[] = ['trades', 'funding'];

  it.each([
    // Premium within 0.05 % of the interest: the interest, 0.01 % per 8 hours, an eighth of it per hour.
    [0, 0.0001],
    [5, 0.0001],
    // Farther away: the premium less 0.05 %, or plus.
    [20, 0.0015],
    [-20, -0.0015],
  ])('of a premium of %s basis points is %s per 8 hours', (meanBps, rate) => {
    const market = still({ ...oneInstrument(kinds), durationUs: 3 * HOUR, stepUs: MINUTE }, meanBps);
    const events = all(createGeneratedFeed(market)).filter((event) => event.kind === 'funding');
    expect(events.map((event) => event.venueTimeUs)).toEqual([START + HOUR, START + 2 * HOUR]);
    for (const event of events) {
      expect(event.rate).toBeCloseTo(rate / 8, 12);
      expect(event.markTicks).toBe(Math.round(120_000 * Math.exp(meanBps / 10_000)));
    }
  });

  it('comes at whole intervals, also when the feed begins just before one', () => {
    const market = { ...oneInstrument(kinds), startUs: START - 10, durationUs: SECOND };
    const events = all(createGeneratedFeed(market)).filter((event) => event.kind === 'funding');
    expect(events.map((event) => event.venueTimeUs)).toEqual([START]);
  });
});

function emptyBook() {
  return { bids: new Map<number, number>(), asks: new Map<number, number>(), sequence: new BookSequence() };
}

/** The best price of a side; beyond every other where it is empty. */
function best(side: ReadonlyMap<number, number>, of: (...ticks: number[]) => number): number {
  return of(...side.keys());
}
