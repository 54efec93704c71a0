import { MINUTE, Random, SECOND } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import type { Order, PlaceIntent } from '@qca/orders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Offer } from '../Strategy.ts';
import {
  causalDecisions,
  FakeView,
  type Play,
  playStrategy,
  TEST_START_US,
  testBar,
  testInstrument,
  testOffer,
  testQuote,
  testTrade,
} from '../testing/index.ts';
import { type MarketMakingParameters, type MarketMakingState, marketMaking } from './marketMaking.ts';

const spot = testInstrument(0, { maker: '0.0002', taker: '0.001' });
const bars = testOffer([spot]);
const quotes = testOffer([spot], ['quotes', 'trades']);
const LEVEL = 2_000_000;

/** Bars that wander around a level and reach exponential distances on both sides. */
function barScript(seed: number, count: number): MarketEvent[] {
  const random = new Random(seed);
  let close = LEVEL;
  return Array.from({ length: count }, (_, index) => {
    const open = close;
    close = Math.round(close * (1 + 0.0006 * random.nextGaussian()) * 0.99 + LEVEL * 0.01);
    const reach = (): number => Math.round(open * random.nextExponential(0.0006));
    const highTicks = Math.max(open, close) + reach();
    const lowTicks = Math.min(open, close) - reach();
    return testBar(0, TEST_START_US + index * MINUTE, close, { openTicks: open, highTicks, lowTicks });
  });
}

/** A best bid and ask that wander, with trades that reach exponential distances beyond them. */
function quoteScript(seed: number, count: number): MarketEvent[] {
  const random = new Random(seed);
  const events: MarketEvent[] = [];
  let mid = LEVEL;
  for (let index = 0; index < count; index += 1) {
    const timeUs = TEST_START_US + index * 250_000;
    mid += Math.round(20 * random.nextGaussian() + (LEVEL - mid) * 0.001);
    events.push(testQuote(0, timeUs, mid - 10, mid + 10));
    const reach = 10 + Math.round(random.nextExponential(300));
    if (random.nextBoolean(0.5)) events.push(testTrade(0, timeUs + 1, mid + reach, 'buy'));
    else events.push(testTrade(0, timeUs + 1, mid - reach, 'sell'));
  }
  return events;
}

interface Warm {
  readonly state: MarketMakingState;
  readonly view: FakeView;
  readonly at: number;
  look(seconds: number, bid: number, ask: number): PlaceIntent[];
}

/** A maker that has seen enough to quote, beside a view in the tests' hands. */
function warm(parameters: Partial<MarketMakingParameters> = {}, offer: Offer = quotes): Warm {
  const all = { ...marketMaking.defaults, retryMs: 0, ...parameters };
  const fitted = marketMaking.fit(offer, all);
  if (!fitted.ok) throw new Error(fitted.rejection.detail);
  const state = marketMaking.start(fitted.value, all, offer);
  const view = new FakeView(offer.instruments).setHeld('kraken', 'BTC', 0.25).setHeld('kraken', 'USD', 5000);
  view.values.set('BTC', LEVEL / 100);
  const script = quoteScript(1, 1200).slice(0, -1);
  // A deaf view: it keeps no orders while warming up.
  for (const event of script) {
    view.hear(event);
    marketMaking.react(state, view, event);
  }
  const at = view.timeUs;
  return {
    state,
    view,
    at,
    look(seconds, bid, ask) {
      const event = testQuote(0, at + seconds * SECOND, bid, ask);
      view.hear(event);
      return marketMaking.react(state, view, event) as PlaceIntent[];
    },
  };
}

function rest(view: FakeView, intent: PlaceIntent, id: string): Order {
  const order: Order = {
    id,
    strategy: 0,
    spec: intent.order,
    tradeId: '',
    sentTimeUs: view.timeUs,
    decisionTicks: 0,
    status: 'accepted',
    filledLots: 0,
    filledTickLots: 0,
    reason: '',
  };
  view.orders.push(order);
  return order;
}

function limits(intents: readonly PlaceIntent[]): { bid: number; ask: number } {
  const ticks = (side: string): number =>
    intents.find(({ order }) => order?.side === side)?.order.limitTicks ?? Number.NaN;
  return { bid: ticks('buy'), ask: ticks('sell') };
}

describe('market making', () => {
  it('quotes both sides, post-only, at the distances of the model plus the maker fee, rounded outward', () => {
    const { look } = warm();
    const intents = look(10, LEVEL - 5, LEVEL + 5);
    expect(intents.map(({ order }) => [order.side, order.type, order.postOnly])).toEqual([
      ['buy', 'limit', true],
      ['sell', 'limit', true],
    ]);
    const { bidBps = 0, askBps = 0, feeBps } = intents[0]?.why.numbers ?? {};
    expect(feeBps).toBeCloseTo(2, 9);
    expect(limits(intents)).toEqual({
      bid: Math.floor(LEVEL * (1 - (bidBps + 2) / 10_000)),
      ask: Math.ceil(LEVEL * (1 + (askBps + 2) / 10_000)),
    });
    // A twentieth of 10,000 at 20,000 is 250 lots of 0.0001.
    expect(intents.map(({ order }) => order.quantityLots)).toEqual([250, 250]);
  });

  it.each(['avellaneda-stoikov', 'gueant-lehalle-fernandez-tapia'])(
    'leans against its inventory (%s)',
    (model) => {
      const { look, view } = warm({ model, requoteMs: 0 });
      const flat = limits(look(10, LEVEL - 5, LEVEL + 5));
      view.setHeld('kraken', 'BTC', 0.25 + 2 * 0.025);
      const long = limits(look(11, LEVEL - 5, LEVEL + 5));
      expect(long.bid).toBeLessThan(flat.bid);
      expect(long.ask).toBeLessThan(flat.ask);
      view.setHeld('kraken', 'BTC', 0.25 - 2 * 0.025);
      const short = limits(look(12, LEVEL - 5, LEVEL + 5));
      expect(short.bid).toBeGreaterThan(flat.bid);
      expect(short.ask).toBeGreaterThan(flat.ask);
    },
  );

  it('never crosses the other side, however strong the lean', () => {
    const { look, view } = warm({ riskAversion: 10, inventoryMax: 1000, requoteMs: 0 });
    look(10, LEVEL - 5, LEVEL + 5);
    view.setHeld('kraken', 'BTC', 5);
    const { ask } = limits(look(11, LEVEL - 5, LEVEL + 5));
    expect(ask).toBeGreaterThan(LEVEL - 5);
  });

  it('stops the side that would pass the inventory limit', () => {
    const { look, view } = warm({ inventoryMax: 2, requoteMs: 0 });
    look(10, LEVEL - 5, LEVEL + 5);
    view.setHeld('kraken', 'BTC', 0.25 + 0.04);
    expect(look(11, LEVEL - 5, LEVEL + 5).map(({ order }) => order.side)).toEqual(['sell']);
    view.setHeld('kraken', 'BTC', 0.25 - 0.04);
    expect(look(12, LEVEL - 5, LEVEL + 5).map(({ order }) => order.side)).toEqual(['buy']);
  });

  it('quotes only what it can pay and deliver', () => {
    const { look, view } = warm({ requoteMs: 0 });
    view.setHeld('kraken', 'USD', 100).setHeld('kraken', 'BTC', 0.25, 0.249);
    const intents = look(10, LEVEL - 5, LEVEL + 5);
    expect(intents.map(({ order }) => [order.side, order.quantityLots])).toEqual([
      ['buy', 50],
      ['sell', 10],
    ]);
    view.setHeld('kraken', 'USD', 0).setHeld('kraken', 'BTC', 0.25, 0.25);
    expect(look(11, LEVEL - 5, LEVEL + 5)).toEqual([]);
  });

  it('leaves a quote alone until it is off by the threshold, then cancels it and waits before quoting anew', () => {
    const { look, view, state } = warm({ requoteMs: 0, requotePart: 0, requoteTicks: 50 });
    const [buy, sell] = look(10, LEVEL - 5, LEVEL + 5);
    const bid = rest(view, buy as PlaceIntent, 'bid');
    const ask = rest(view, sell as PlaceIntent, 'ask');
    expect(look(10.1, LEVEL + 35, LEVEL + 45)).toEqual([]);
    expect(look(10.2, LEVEL + 55, LEVEL + 65)).toMatchObject([
      { kind: 'cancel', orderId: 'bid' },
      { kind: 'cancel', orderId: 'ask' },
    ]);
    bid.status = 'cancelling';
    ask.status = 'cancelling';
    expect(look(10.3, LEVEL + 55, LEVEL + 65)).toEqual([]);
    view.orders.splice(0);
    const again = marketMaking.react(state, view, { kind: 'order-closed', timeUs: view.timeUs, order: bid });
    expect(again.map(({ kind }) => kind)).toEqual(['place', 'place']);
  });

  it('replaces a quote that has grown old, and cancels one too many', () => {
    const { look, view } = warm({ requoteMs: 0, ageWindowsMax: 30, requotePart: 1 });
    const [buy] = look(10, LEVEL - 5, LEVEL + 5);
    rest(view, buy as PlaceIntent, 'first');
    rest(view, buy as PlaceIntent, 'second');
    expect(look(11, LEVEL - 5, LEVEL + 5)).toMatchObject([
      { kind: 'cancel', orderId: 'second' },
      { kind: 'place' },
    ]);
    view.orders.pop();
    expect(look(39, LEVEL - 5, LEVEL + 5)).toMatchObject([{ kind: 'place', order: { side: 'sell' } }]);
    expect(look(40, LEVEL - 5, LEVEL + 5)).toMatchObject([
      { kind: 'cancel', orderId: 'first' },
      { kind: 'place' },
    ]);
  });

  it('asks ever more rarely while it is refused', () => {
    const refused = playStrategy(marketMaking, quotes, quoteScript(1, 1200), { deaf: true });
    // Of 300 seconds the first 60 warm up; both sides ask 0, 1, 3, 7, 15, 31, 63 and 127 seconds after.
    expect(refused.decisions.length).toBe(16);
    const begun = refused.decisions[0]?.timeUs ?? 0;
    const seconds = refused.decisions.map(({ timeUs }) => Math.round((timeUs - begun) / SECOND));
    expect([...new Set(seconds)]).toEqual([0, 1, 3, 7, 15, 31, 63, 127]);
  });

  it('looks at its quotes at a bounded rate', () => {
    const { look } = warm({ requoteMs: 200, retryMs: 0 });
    const asked = Array.from({ length: 10 }, (_, step) => look(10 + step / 10, LEVEL - 5, LEVEL + 5).length);
    expect(asked).toEqual([2, 0, 2, 0, 2, 0, 2, 0, 2, 0]);
  });

  it('says nothing before it has seen enough', () => {
    const script = barScript(3, 60);
    expect(playStrategy(marketMaking, bars, script.slice(0, 59)).decisions).toEqual([]);
    expect(playStrategy(marketMaking, bars, script).decisions.length).toBe(2);
  });

  const restingBySide = (play: Play): number[] =>
    ['buy', 'sell'].map((side) => play.view.orders.filter(({ spec }) => spec.side === side).length);

  it.each([
    ['bars', bars, barScript],
    ['quotes and trades', quotes, quoteScript],
  ] as const)('trades both ways on %s, within its inventory limit and its means', (_name, offer, script) => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.constantFrom('avellaneda-stoikov', 'gueant-lehalle-fernandez-tapia'),
        (seed, model) => {
          const played = playStrategy(marketMaking, offer, script(seed, 800), {
            parameters: { model, inventoryMax: 3 },
          });
          let inventory = 0;
          for (const { side, quantityLots } of played.fills) {
            inventory += side === 'buy' ? quantityLots : -quantityLots;
            // Three quotes of about 250 lots; size follows the price.
            expect(Math.abs(inventory)).toBeLessThan(3.1 * 260);
          }
          expect(new Set(played.fills.map(({ side }) => side)).size).toBe(2);
          expect(played.fills.every(({ liquidity }) => liquidity === 'maker')).toBe(true);
          expect(Math.max(...restingBySide(played))).toBeLessThanOrEqual(1);
          expect(played.view.held('kraken', 'USD')).toBeGreaterThan(0);
        },
      ),
      { numRuns: 10 },
    );
  });

  it('withdraws its quotes when the market can no longer be estimated', () => {
    const script = barScript(4, 200);
    const still = Array.from({ length: 4000 }, (_, index) =>
      testBar(0, TEST_START_US + (200 + index) * MINUTE, LEVEL),
    );
    const played = playStrategy(marketMaking, bars, [...script, ...still], {
      parameters: { halfLifeWindows: 20 },
    });
    expect(played.view.orders).toEqual([]);
  });

  it('asks for half base and half quote on spot, for quote alone on a perpetual, where makers pay least', () => {
    const offer = testOffer([
      testInstrument(0, { maker: '0.001' }),
      testInstrument(1, { venue: 'binance', quote: 'USDT', maker: '0.0002', kind: 'perpetual' }),
      testInstrument(2, { base: 'ETH', maker: '0.001' }),
    ]);
    expect(marketMaking.fit(offer, marketMaking.defaults)).toEqual({
      ok: true,
      value: {
        instruments: [1, 2],
        funding: [
          { venue: 'binance', asset: 'USDT', part: 0.5 },
          { venue: 'kraken', asset: 'ETH', part: 0.25 },
          { venue: 'kraken', asset: 'USD', part: 0.25 },
        ],
      },
    });
  });

  it('says what is missing', () => {
    expect(marketMaking.fit(testOffer([spot], ['funding']), marketMaking.defaults)).toMatchObject({
      ok: false,
      rejection: { detail: expect.stringContaining('needs an instrument whose base is not money') },
    });
    expect(marketMaking.fit(bars, { ...marketMaking.defaults, instrument: 'kraken:ETH/USD' })).toMatchObject({
      ok: false,
    });
  });

  it('does not look ahead and decides the same twice', () => {
    expect(causalDecisions(marketMaking, bars, barScript(9, 400))).toBeGreaterThan(50);
    expect(causalDecisions(marketMaking, quotes, quoteScript(9, 1500))).toBeGreaterThan(50);
  });
});
