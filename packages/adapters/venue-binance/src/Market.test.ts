import { Random } from '@qca/base';
import { GOOD_TILL_CANCELLED } from '@qca/book';
import type { Depth, Trade } from '@qca/market';
import { beforeEach, describe, expect, it } from 'vitest';
import { Market, type Match } from './Market.ts';
import { SeededFeed } from './SeededFeed.ts';

const [instrument] = new SeededFeed({ seed: 1 }).instruments;
let market: Market;
let matches: Match[];
let updateId = 0;

const depth = (rows: [side: 0 | 1, ticks: number, lots: number][], snapshot = false): Depth => ({
  kind: 'depth',
  instrument: 0,
  venueTimeUs: 0,
  timeUs: 0,
  snapshot,
  firstUpdateId: updateId + 1,
  lastUpdateId: ++updateId,
  previousUpdateId: -1,
  count: rows.length,
  sides: Uint8Array.from(rows, ([side]) => side),
  priceTicks: Float64Array.from(rows, ([, ticks]) => ticks),
  quantityLots: Float64Array.from(rows, ([, , lots]) => lots),
});
const trade = (aggressor: 'buy' | 'sell', priceTicks: number, quantityLots: number): Trade => ({
  kind: 'trade',
  instrument: 0,
  venueTimeUs: 0,
  timeUs: 0,
  aggressor,
  priceTicks,
  quantityLots,
});
const rest = (side: 0 | 1, ticks: number, lots: number): number => {
  const handle = market.place(side, ticks, lots, GOOD_TILL_CANCELLED, 0);
  market.settle(side);
  return handle;
};

beforeEach(() => {
  if (instrument === undefined) throw new Error('a seeded market has an instrument');
  market = new Market(instrument, () => 0);
  matches = [];
  market.onMatch = (match) => matches.push(match);
  market.hear(
    depth(
      [
        [0, 100, 10],
        [0, 99, 20],
        [1, 102, 10],
        [1, 103, 20],
      ],
      true,
    ),
  );
});

describe('Market', () => {
  it('puts a customer behind those who rest already, and keeps the place when the crowd shrinks', () => {
    const mine = rest(0, 100, 5);
    expect(market.book.lotsAt(0, 100)).toBe(15);
    market.hear(depth([[0, 100, 4]]));
    market.hear(trade('sell', 100, 6));
    expect(matches.filter(({ makerHandle }) => makerHandle === mine).map(({ lots }) => lots)).toEqual([2]);
  });

  it('puts what comes later behind the customer', () => {
    market.hear(depth([[0, 100, 0]]));
    const mine = rest(0, 100, 5);
    market.hear(depth([[0, 100, 10]]));
    market.hear(trade('sell', 100, 5));
    expect(matches).toMatchObject([{ makerHandle: mine, lots: 5 }]);
    expect(market.book.lotsAt(0, 100)).toBe(10);
  });

  it('fills a customer whom the market crosses, at the customer’s price', () => {
    const mine = rest(0, 101, 5);
    market.hear(
      depth([
        [1, 101, 8],
        [0, 100, 10],
      ]),
    );
    expect(matches).toMatchObject([{ makerHandle: mine, ticks: 101, lots: 5 }]);
    expect([market.book.bestTicks(1), market.book.lotsAt(1, 101)]).toEqual([101, 3]);
  });

  it('does not let crowd meet crowd through levels that are stale', () => {
    market.hear(depth([[1, 100, 8]]));
    expect(matches).toEqual([]);
    expect([market.book.bestTicks(0), market.book.bestTicks(1)]).toEqual([99, 100]);
  });

  it('keeps taken lots gone until the level is told anew', () => {
    rest(0, 102, 10);
    expect(market.book.lotsAt(1, 102)).toBe(0);
    market.hear(depth([[1, 103, 20]]));
    expect(market.book.bestTicks(1)).toBe(103);
    market.hear(depth([[1, 102, 7]]));
    expect(market.book.lotsAt(1, 102)).toBe(7);
  });

  it('prints every lot that was traded, met or not', () => {
    market.hear(trade('buy', 102, 25));
    expect(market.tape.latest(10).map(({ lots, isBuyerMaker }) => [lots, isBuyerMaker])).toEqual([
      [10, false],
      [15, false],
    ]);
  });

  it('shows the crowd as told wherever no customer was, and is never crossed', () => {
    const feed = new SeededFeed({ seed: 9 });
    const random = new Random(4);
    const told = [new Map<number, number>(), new Map<number, number>()];
    market = new Market(feed.instruments[0] as NonNullable<typeof instrument>, () => 0);
    for (let step = 0; step < 3_000; step += 1) {
      const event = feed.take();
      if (event.kind === 'depth') {
        if (event.snapshot) for (const side of told) side.clear();
        for (let index = 0; index < event.count; index += 1)
          told[event.sides[index] as number]?.set(
            event.priceTicks[index] as number,
            event.quantityLots[index] as number,
          );
        market.hear(event);
      }
      const bid = market.book.bestTicks(0);
      expect(bid).toBeLessThan(market.book.bestTicks(1));
      if (random.nextBoolean(0.1)) expect(market.book.lotsAt(0, bid)).toBe(told[0]?.get(bid));
    }
  });
});
