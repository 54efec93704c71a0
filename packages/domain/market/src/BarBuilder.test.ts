import { DAY, MINUTE } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BarBuilder } from './BarBuilder.ts';
import type { Bar, Trade } from './events.ts';
import { barFixture, tradeFixture } from './market.fixture.ts';

const START = Date.UTC(2023, 2, 10, 4) * 1000;

function collect(intervalUs: number, feed: (builder: BarBuilder) => void): Bar[] {
  const bars: Bar[] = [];
  feed(new BarBuilder({ instrument: 3, intervalUs, emit: (bar) => bars.push({ ...bar }) }));
  return bars;
}

function at(offsetUs: number, priceTicks: number, quantityLots = 1): Trade {
  return tradeFixture({ venueTimeUs: START + offsetUs, timeUs: START + offsetUs, priceTicks, quantityLots });
}

/** Groups all trades by interval at once: the oracle of the streaming builder. */
function bruteForce(trades: readonly Trade[], intervalUs: number): Partial<Bar>[] {
  const opens = [
    ...new Set(trades.map((trade) => trade.venueTimeUs - (trade.venueTimeUs % intervalUs))),
  ].sort((a, b) => a - b);
  return opens.map((openTimeUs) => {
    const inside = trades.filter(
      (trade) => trade.venueTimeUs >= openTimeUs && trade.venueTimeUs < openTimeUs + intervalUs,
    );
    const prices = inside.map((trade) => trade.priceTicks);
    return {
      kind: 'bar',
      instrument: 3,
      openTimeUs,
      venueTimeUs: openTimeUs + intervalUs,
      openTicks: prices[0]!,
      highTicks: Math.max(...prices),
      lowTicks: Math.min(...prices),
      closeTicks: prices.at(-1)!,
      volumeLots: inside.reduce((sum, trade) => sum + trade.quantityLots, 0),
    };
  });
}

const tradesArbitrary = fc
  .array(
    fc.record({
      gap: fc.integer({ min: 0, max: 150_000_000 }),
      ticks: fc.integer({ min: 1, max: 200 }),
      lots: fc.integer({ min: 1, max: 9 }),
    }),
    { maxLength: 60 },
  )
  .map((rows) => {
    let offset = 0;
    return rows.map(({ gap, ticks, lots }) => {
      offset += gap;
      return at(offset, ticks, lots);
    });
  });

describe('BarBuilder from trades', () => {
  it('builds the same bars as grouping all trades at once', () => {
    fc.assert(
      fc.property(tradesArbitrary, fc.constantFrom(1, 5, 15, 60), (trades, minutes) => {
        const bars = collect(minutes * MINUTE, (builder) => {
          for (const trade of trades) builder.addTrade(trade);
          builder.closeUntil(Number.POSITIVE_INFINITY);
        });
        expect(bars).toEqual(
          bruteForce(trades, minutes * MINUTE).map((bar) => ({ ...bar, timeUs: bar.venueTimeUs })),
        );
      }),
    );
  });

  it('hands a bar over when the next interval begins, not before', () => {
    const bars: Bar[] = [];
    const builder = new BarBuilder({
      instrument: 0,
      intervalUs: MINUTE,
      emit: (bar) => bars.push({ ...bar }),
    });
    builder.addTrade(at(0, 10));
    builder.addTrade(at(MINUTE - 1, 12));
    builder.closeUntil(START + MINUTE - 1);
    expect(bars).toHaveLength(0);
    builder.addTrade(at(MINUTE, 11));
    expect(bars.map((bar) => [bar.openTicks, bar.closeTicks])).toEqual([[10, 12]]);
    builder.closeUntil(START + 2 * MINUTE);
    builder.closeUntil(START + 2 * MINUTE);
    expect(bars).toHaveLength(2);
  });

  it('leaves out and counts what comes after its bar was handed over', () => {
    const builder = new BarBuilder({ instrument: 0, intervalUs: MINUTE, emit: () => {} });
    builder.addTrade(at(MINUTE, 10));
    builder.addTrade(at(MINUTE - 1, 99));
    expect(builder.late).toBe(1);
    builder.closeUntil(START + 2 * MINUTE);
    builder.addTrade(at(MINUTE + 1, 99));
    expect(builder.late).toBe(2);
    builder.addTrade(at(2 * MINUTE, 11));
    expect(builder.late).toBe(2);
  });

  it('is known no earlier than the last thing in it was heard', () => {
    const bars = collect(MINUTE, (builder) => {
      builder.addTrade({ ...at(MINUTE - 1, 10), timeUs: START + MINUTE + 500 });
      builder.addTrade(at(MINUTE + 1, 10));
      builder.closeUntil(Number.POSITIVE_INFINITY);
    });
    expect(bars.map((bar) => bar.timeUs)).toEqual([START + MINUTE + 500, START + 2 * MINUTE]);
  });

  it('refuses an interval that does not divide a day', () => {
    for (const intervalUs of [0, -MINUTE, 7 * MINUTE, 2 * DAY]) {
      expect(() => new BarBuilder({ instrument: 0, intervalUs, emit: () => {} })).toThrow(
        'does not divide a day',
      );
    }
    expect(() => new BarBuilder({ instrument: 0, intervalUs: DAY, emit: () => {} })).not.toThrow();
  });
});

describe('BarBuilder from shorter bars', () => {
  it('builds the same bars as from the trades themselves', () => {
    fc.assert(
      fc.property(tradesArbitrary, fc.constantFrom(5, 15, 60), (trades, minutes) => {
        const straight = collect(minutes * MINUTE, (builder) => {
          for (const trade of trades) builder.addTrade(trade);
          builder.closeUntil(Number.POSITIVE_INFINITY);
        });
        const stepped = collect(minutes * MINUTE, (builder) => {
          const inner = new BarBuilder({
            instrument: 0,
            intervalUs: MINUTE,
            emit: (bar) => builder.addBar(bar),
          });
          for (const trade of trades) inner.addTrade(trade);
          inner.closeUntil(Number.POSITIVE_INFINITY);
          builder.closeUntil(Number.POSITIVE_INFINITY);
        });
        expect(stepped).toEqual(straight);
      }),
    );
  });

  it('hands the bar over with the shorter bar that ends it', () => {
    const minute = (index: number): Bar =>
      barFixture({
        openTimeUs: START + index * MINUTE,
        venueTimeUs: START + (index + 1) * MINUTE,
        timeUs: START + (index + 1) * MINUTE,
      });
    const bars: Bar[] = [];
    const builder = new BarBuilder({
      instrument: 0,
      intervalUs: 5 * MINUTE,
      emit: (bar) => bars.push({ ...bar }),
    });
    for (let index = 0; index < 4; index += 1) builder.addBar(minute(index));
    expect(bars).toHaveLength(0);
    builder.addBar(minute(4));
    expect(bars.map((bar) => [bar.openTimeUs, bar.venueTimeUs, bar.volumeLots])).toEqual([
      [START, START + 5 * MINUTE, 5],
    ]);
    builder.addBar(minute(4));
    expect(builder.late).toBe(1);
  });

  it('refuses a bar that reaches beyond the interval it opens in', () => {
    const builder = new BarBuilder({ instrument: 0, intervalUs: 5 * MINUTE, emit: () => {} });
    const straddling = barFixture({ openTimeUs: START + 4 * MINUTE, venueTimeUs: START + 6 * MINUTE });
    expect(() => builder.addBar(straddling)).toThrow('beyond the interval');
  });
});
