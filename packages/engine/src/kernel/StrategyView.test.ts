import { describe, expect, it } from 'vitest';
import { Bench, EAST, ETH_BTC, limit, PERPETUAL, START_US, WEST } from '../testing/Bench.fixture.ts';
import { Slots } from './slots.ts';

describe('Slots', () => {
  const { instruments } = new Bench().state;

  it('has one slot per venue and asset, shared by instruments', () => {
    const slots = new Slots(instruments);
    expect(slots.all.map(({ venue, asset }) => `${venue}/${asset.id}`)).toEqual([
      'east/BTC',
      'east/USD',
      'west/BTC',
      'west/USD',
      'east/ETH',
    ]);
    expect([...slots.base]).toEqual([0, 2, 4, 4, 2]);
    expect([...slots.quote]).toEqual([1, 3, 0, 1, 3]);
    expect(slots.at('west', 'USD').index).toBe(3);
  });

  it('knows nothing of other places', () => {
    const slots = new Slots(instruments);
    expect(slots.find('west', 'ETH')).toBeUndefined();
    expect(slots.find('north', 'USD')).toBeUndefined();
    expect(() => slots.at('north', 'USD')).toThrow('slot north/USD');
  });
});

describe('StrategyView', () => {
  it('shows prices as last heard, and nothing before', () => {
    const bench = new Bench();
    const { view } = bench.strategy;
    expect([view.bidTicks(EAST), view.askTicks(EAST), view.lastTicks(EAST), view.lastHeardUs(EAST)]).toEqual([
      0, 0, 0, 0,
    ]);
    expect(view.depth(EAST)).toBeUndefined();
    expect(view.valueOf('BTC')).toBe(0);
    bench.quote(EAST, 999, 1_001, 7);
    expect([
      view.bidTicks(EAST),
      view.askTicks(EAST),
      view.bidLots(EAST),
      view.askLots(EAST),
      view.lastTicks(EAST),
    ]).toEqual([999, 1_001, 7, 7, 1_000]);
    expect(view.lastHeardUs(EAST)).toBe(bench.timeUs);
    expect(view.timeUs).toBe(bench.timeUs);
    expect(view.valueOf('BTC')).toBe(1_000);
    expect(view.takerFee(EAST)).toBe(0.001);
    expect(view.makerFee(EAST)).toBe(0.0005);
  });

  it('shows the book of an instrument with depth, best level first', () => {
    const bench = new Bench();
    const depth = {
      kind: 'depth' as const,
      instrument: EAST,
      venueTimeUs: START_US,
      timeUs: START_US,
      snapshot: true,
      firstUpdateId: 1,
      lastUpdateId: 1,
      previousUpdateId: -1,
      count: 3,
      sides: Uint8Array.of(0, 0, 1),
      priceTicks: Float64Array.of(998, 999, 1_001),
      quantityLots: Float64Array.of(5, 6, 7),
    };
    bench.input(depth);
    const book = bench.strategy.view.depth(EAST);
    expect([book?.levels('bid'), book?.levels('ask')]).toEqual([2, 1]);
    expect([
      book?.ticks('bid', 0),
      book?.lots('bid', 0),
      book?.ticks('bid', 1),
      book?.ticks('ask', 0),
      book?.lots('ask', 0),
    ]).toEqual([999, 6, 998, 1_001, 7]);
    expect(bench.strategy.view.depth(EAST)).toBe(book);
  });

  it('shows what a strategy holds, what is free of it, and its open orders, and nothing of another strategy', () => {
    const bench = new Bench({ strategies: ['one', 'two'] }).open();
    const order = bench.place(limit(EAST, 'buy', 10, 1_000));
    const [one, two] = bench.state.strategies.map((each) => each.view);
    // 0.1 BTC at 1,000 USD and 0.1 % taker fee are set aside.
    expect([one?.held('east', 'USD'), one?.free('east', 'USD')]).toEqual([10_000, 9_899.9]);
    expect([two?.held('east', 'USD'), two?.free('east', 'USD')]).toEqual([10_000, 10_000]);
    expect([one?.held('north', 'USD'), one?.free('west', 'ETH')]).toEqual([0, 0]);
    expect([...(one?.openOrders() ?? [])]).toEqual([order]);
    expect([...(two?.openOrders() ?? [])]).toEqual([]);
    expect(one?.positionLots(EAST)).toBe(200);
    expect(one?.positionLots(ETH_BTC)).toBe(100);
    expect(one?.positionLots(PERPETUAL)).toBe(0);
    expect([one?.budget(), one?.equity(), one?.busyLegs()]).toEqual([25_000, 25_000, false]);
  });

  it('values holdings at the mid, and keeps the last equity while a price is missing', () => {
    const bench = new Bench();
    bench.quote(EAST, 1_099, 1_101);
    expect(bench.strategy.equity).toBe(25_000);
    bench.quote(ETH_BTC, 99, 101);
    bench.quote(WEST, 1_099, 1_101);
    // Four BTC at 1,100 and ten ETH at 110 USD.
    bench.quote(3, 109, 111);
    bench.settleEquity();
    expect(bench.strategy.equity).toBe(20_000 + 4 * 1_100 + 10 * 110);
  });
});
