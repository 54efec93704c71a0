import { MILLISECOND, MINUTE } from '@qca/base';
import type { LegsIntent } from '@qca/orders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Offer, View } from '../Strategy.ts';
import {
  barsAt,
  causalDecisions,
  FakeView,
  type Ladder,
  playStrategy,
  TEST_START_US,
  testBar,
  testInstrument,
  testOffer,
  testQuote,
  wanderingCloses,
} from '../testing/index.ts';
import {
  type CrossExchangeParameters,
  crossExchangeArbitrage,
  inventoryImbalance,
} from './crossExchangeArbitrage.ts';

const coinbase = testInstrument(0, { venue: 'coinbase', taker: '0.001' });
const kraken = testInstrument(1, { venue: 'kraken', taker: '0.002' });
const books = testOffer([coinbase, kraken], ['depth']);
const NOW = TEST_START_US;

function start(offer: Offer, parameters: Partial<CrossExchangeParameters> = {}) {
  const all = { ...crossExchangeArbitrage.defaults, ...parameters };
  const fitted = crossExchangeArbitrage.fit(offer, all);
  if (!fitted.ok) throw new Error(fitted.rejection.detail);
  return crossExchangeArbitrage.start(fitted.value, all, offer);
}

/** Even inventory: 1 BTC and 20,000 USD at each venue; coinbase asks, kraken bids. */
function twoBooks(asks: Ladder, bids: Ladder): FakeView {
  const view = new FakeView([coinbase, kraken]);
  view.timeUs = NOW;
  for (const venue of ['coinbase', 'kraken']) view.setHeld(venue, 'BTC', 1).setHeld(venue, 'USD', 20_000);
  view.budgetValue = 80_000;
  const [ask] = asks[0] ?? [2_000_000];
  const [bid] = bids[0] ?? [2_000_000];
  return view.setBook(0, [[ask - 100, 1e6]], asks).setBook(1, bids, [[bid + 100, 1e6]]);
}

function decide(
  view: View,
  parameters: Partial<CrossExchangeParameters> = {},
  offer = books,
): LegsIntent | undefined {
  const state = start(offer, parameters);
  const intents = crossExchangeArbitrage.react(
    state,
    view,
    testQuote(0, view.timeUs, view.bidTicks(0), view.askTicks(0)),
  );
  return intents[0]?.kind === 'legs' ? intents[0] : undefined;
}

/** Cash after every lot has filled at the given prices, in quote. Exact in ticks × lots. */
function outcome(intent: LegsIntent): number {
  const fees = [0.001, 0.002];
  return intent.legs.reduce((sum, { instrument, side, quantityLots, limitTicks }) => {
    const notional = quantityLots * limitTicks;
    const fee = notional * (fees[instrument] ?? 0);
    return sum + (side === 'sell' ? notional - fee : -notional - fee);
  }, 0);
}

const ladder = (best: number, direction: 1 | -1) =>
  fc
    .array(fc.record({ gap: fc.integer({ min: 0, max: 4000 }), lots: fc.integer({ min: 1, max: 900 }) }), {
      minLength: 1,
      maxLength: 6,
    })
    .map((steps) => {
      let ticks = best;
      return steps.map(({ gap, lots }): [number, number] => {
        ticks += direction * gap;
        return [ticks, lots];
      });
    });

describe('cross-exchange arbitrage', () => {
  it('walks both books until the net prices meet', () => {
    // Net of 0.1 % and 0.2 % and 5 bp: coinbase asks cost 20,020 and 20,040.02…; kraken bids bring 20,160 and 20,060.
    const view = twoBooks(
      [
        [2_000_000, 100],
        [2_002_000, 100],
        [2_010_000, 500],
      ],
      [
        [2_020_000, 150],
        [2_009_000, 500],
      ],
    );
    const intent = decide(view, { slippageBps: 0, transferBps: 0, profitBpsMin: 5, tradePartMax: 1 });
    // 150 lots sell at 2,020,000; the next bid nets 2,004,982, the second ask costs 2,004,002 × 1.0005 = 2,005,004.
    expect(intent?.legs.map(({ quantityLots }) => quantityLots)).toEqual([150, 150]);
  });

  it('never loses when both legs fill at their limits, whatever the books', () => {
    fc.assert(
      fc.property(
        ladder(1_990_000, 1),
        ladder(2_010_000, -1),
        fc.constantFrom(0, 2, 20),
        fc.constantFrom(0, 5),
        (asks, bids, slippageBps, profitBpsMin) => {
          const intent = decide(twoBooks(asks, bids), { slippageBps, profitBpsMin, tradePartMax: 1 });
          if (intent === undefined) return;
          expect(outcome(intent)).toBeGreaterThanOrEqual(-1e-3);
          const bought = intent.legs.find(({ side }) => side === 'buy');
          const sold = intent.legs.find(({ side }) => side === 'sell');
          expect(bought?.quantityLots).toBe(sold?.quantityLots);
          expect(bought?.limitTicks).toBeGreaterThanOrEqual(asks[0]?.[0] ?? 0);
          expect(sold?.limitTicks).toBeLessThanOrEqual(bids[0]?.[0] ?? 0);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('sends the thinner side first and lets the other follow the base', () => {
    const thinAsk = decide(twoBooks([[2_000_000, 10]], [[2_020_000, 500]]));
    expect(thinAsk?.legs.map(({ side, sizing }) => `${side} ${sizing}`)).toEqual([
      'buy same-base',
      'sell same-base',
    ]);
    const thinBid = decide(twoBooks([[2_000_000, 500]], [[2_020_000, 10]]));
    expect(thinBid?.legs.map(({ side }) => side)).toEqual(['sell', 'buy']);
  });

  it('leaves alone what fees eat', () => {
    // 25 bp apart; fees take 30.
    expect(
      decide(twoBooks([[2_000_000, 100]], [[2_005_000, 100]]), {
        slippageBps: 0,
        transferBps: 0,
        profitBpsMin: 0,
      }),
    ).toBeUndefined();
  });

  it('counts slippage, least profit and transfer cost', () => {
    const view = twoBooks([[2_000_000, 100]], [[2_008_000, 100]]);
    const free = { slippageBps: 0, transferBps: 0, profitBpsMin: 0 };
    // 40 bp apart less 30 bp of fees leaves just under 10 bp.
    expect(decide(view, free)).toBeDefined();
    expect(decide(view, { ...free, slippageBps: 6 })).toBeUndefined();
    expect(decide(view, { ...free, profitBpsMin: 11 })).toBeUndefined();
    // Even inventory bears half of the transfer cost.
    expect(decide(view, { ...free, transferBps: 18 })).toBeDefined();
    expect(decide(view, { ...free, transferBps: 22 })).toBeUndefined();
  });

  it('prefers the flow that brings inventory back', () => {
    const prices = { slippageBps: 0, profitBpsMin: 0, transferBps: 15 };
    const view = twoBooks([[2_000_000, 100]], [[2_008_000, 100]]);
    view.setHeld('coinbase', 'BTC', 1.8).setHeld('kraken', 'BTC', 0.2);
    expect(decide(view, prices)).toBeUndefined();
    view.setHeld('coinbase', 'BTC', 0.2).setHeld('kraken', 'BTC', 1.8);
    expect(decide(view, prices)).toBeDefined();
    expect(inventoryImbalance(0.2, 1.8, 1)).toBeCloseTo(-0.8, 12);
    expect(inventoryImbalance(3, 0, 1)).toBe(1);
    expect(inventoryImbalance(0, 0, 0)).toBe(1);
  });

  it('stops before an inventory is exhausted, on either side', () => {
    const rich = (): FakeView => twoBooks([[2_000_000, 1e6]], [[2_100_000, 1e6]]);
    const all = { tradePartMax: 1, reservePart: 0.1 };
    const poorInCoins = rich();
    poorInCoins.setHeld('kraken', 'BTC', 0.3).setHeld('coinbase', 'BTC', 1.7);
    expect(decide(poorInCoins, all)?.legs[0]?.quantityLots).toBe(2000);
    poorInCoins.setHeld('kraken', 'BTC', 0.1).setHeld('coinbase', 'BTC', 1.9);
    expect(decide(poorInCoins, all)).toBeUndefined();
    const poorInMoney = rich();
    poorInMoney.setHeld('coinbase', 'USD', 4000).setHeld('kraken', 'USD', 36_000);
    // 2,000 stay; 2,000 ÷ (20,000 × 1.0002 × 1.001) is 0.0998 BTC.
    expect(decide(poorInMoney, all)?.legs[0]?.quantityLots).toBe(998);
  });

  it('counts only what open orders leave free', () => {
    const view = twoBooks([[2_000_000, 1e6]], [[2_100_000, 1e6]]);
    view.setHeld('kraken', 'BTC', 1, 0.95);
    expect(decide(view, { tradePartMax: 1, reservePart: 0 })?.legs[0]?.quantityLots).toBe(500);
  });

  it('bounds one trade to a part of the budget', () => {
    const view = twoBooks([[2_000_000, 1e6]], [[2_100_000, 1e6]]);
    // A tenth of 80,000 at 20,000 × 1.0002 × 1.001.
    expect(decide(view, { tradePartMax: 0.1 })?.legs[0]?.quantityLots).toBe(3995);
  });

  it('trades the coarser lot', () => {
    const coarse = testInstrument(1, { venue: 'kraken', lot: '0.001', taker: '0.002' });
    const view = new FakeView([coinbase, coarse]);
    view.timeUs = NOW;
    for (const venue of ['coinbase', 'kraken']) view.setHeld(venue, 'BTC', 1).setHeld(venue, 'USD', 20_000);
    view.setBook(0, [[1_999_900, 10]], [[2_000_000, 37]]).setBook(1, [[2_020_000, 90]], [[2_020_100, 90]]);
    const intent = decide(view, {}, testOffer([coinbase, coarse], ['depth']));
    expect(intent?.legs.map(({ instrument, quantityLots }) => [instrument, quantityLots])).toEqual([
      [0, 30],
      [1, 3],
    ]);
  });

  it('does nothing while legs are under way, for a while after a try, and longer after an unwind', () => {
    const view = twoBooks([[2_000_000, 100]], [[2_020_000, 100]]);
    const state = start(books, { retryMs: 1000, unwoundPauseMs: 60_000, quoteAgeMs: 3_600_000 });
    const tryAt = (timeUs: number): number => {
      view.timeUs = timeUs;
      return crossExchangeArbitrage.react(state, view, testQuote(0, timeUs, 1, 2)).length;
    };
    view.legsUnderWay = true;
    expect(tryAt(NOW)).toBe(0);
    view.legsUnderWay = false;
    expect(tryAt(NOW)).toBe(1);
    expect(tryAt(NOW + 999 * MILLISECOND)).toBe(0);
    expect(tryAt(NOW + 1000 * MILLISECOND)).toBe(1);
    crossExchangeArbitrage.react(state, view, {
      kind: 'legs-closed',
      timeUs: view.timeUs,
      tradeId: 't1',
      outcome: 'unwound',
    });
    expect(tryAt(NOW + 60_000 * MILLISECOND)).toBe(0);
    expect(tryAt(NOW + 61_000 * MILLISECOND)).toBe(1);
  });

  it('does not trade on a price of the minute before', () => {
    const offer = testOffer([coinbase, kraken]);
    const apart = [testBar(0, NOW, 2_000_000), testBar(1, NOW + MINUTE, 2_020_000)];
    expect(playStrategy(crossExchangeArbitrage, offer, apart).decisions).toEqual([]);
    const together = [testBar(0, NOW, 2_000_000), testBar(1, NOW, 2_020_000)];
    const played = playStrategy(crossExchangeArbitrage, offer, together);
    expect(played.decisions.length).toBe(1);
    expect(played.decisions[0]?.intent).toMatchObject({ kind: 'legs', timeoutUs: 3 * MINUTE });
    expect(played.fills.map(({ side }) => side).sort()).toEqual(['buy', 'sell']);
  });

  it('takes no price from a bar in which nothing traded, and only a part of what traded', () => {
    const offer = testOffer([coinbase, kraken]);
    const play = (first: number, second: number) =>
      playStrategy(crossExchangeArbitrage, offer, [
        testBar(0, NOW, 2_000_000, { volumeLots: first }),
        testBar(1, NOW, 2_020_000, { volumeLots: second }),
      ]).decisions.map(({ intent }) => (intent.kind === 'legs' ? intent.legs[0]?.quantityLots : undefined));
    expect(play(0, 1e6)).toEqual([]);
    expect(play(1e6, 0)).toEqual([]);
    // A twentieth of 4,000 lots.
    expect(play(1e6, 4000)).toEqual([200]);
    expect(play(2000, 4000)).toEqual([100]);
  });

  it('values a quote at its market, never as a dollar, and only while that market is heard', () => {
    const usdc = testInstrument(1, { venue: 'kraken', quote: 'USDC' });
    const peg = testInstrument(2, { venue: 'kraken', base: 'USDC', quote: 'USD', tick: '0.0001' });
    const offer = testOffer([coinbase, usdc, peg]);
    const script = (pegTicks: number, pegAge = 0) => [
      testBar(2, NOW - pegAge, pegTicks),
      testBar(0, NOW, 2_000_000),
      testBar(1, NOW, 2_200_000),
    ];
    const played = (pegTicks: number, age = 0) =>
      playStrategy(crossExchangeArbitrage, offer, script(pegTicks, age), {
        parameters: { linkAgeMs: 120_000 },
      });
    // 22,000 USDC are 19,800 USD at a peg of 0.90: nothing to sell there; at 1.00 they are ten per cent more.
    expect(played(10_000).decisions[0]?.intent).toMatchObject({
      why: { text: 'buy BTC at coinbase, sell at kraken' },
    });
    expect(played(9000).decisions[0]?.intent).toMatchObject({
      why: { text: 'buy BTC at kraken, sell at coinbase' },
    });
    expect(played(9085).decisions).toEqual([]);
    expect(played(10_000, 3 * MINUTE).decisions).toEqual([]);
  });

  it('asks for half base and half quote at every venue', () => {
    const offer = testOffer([
      testInstrument(0, { venue: 'kraken' }),
      testInstrument(1, { venue: 'kraken', quote: 'USDT' }),
      testInstrument(2, { venue: 'kraken', base: 'USDT', quote: 'USD' }),
      testInstrument(3, { venue: 'binanceus', quote: 'USDT' }),
    ]);
    expect(crossExchangeArbitrage.fit(offer, crossExchangeArbitrage.defaults)).toEqual({
      ok: true,
      value: {
        instruments: [0, 1, 2, 3],
        funding: [
          { venue: 'kraken', asset: 'BTC', part: 0.25 },
          { venue: 'kraken', asset: 'USD', part: 0.125 },
          { venue: 'kraken', asset: 'USDT', part: 0.125 },
          { venue: 'binanceus', asset: 'BTC', part: 0.25 },
          { venue: 'binanceus', asset: 'USDT', part: 0.25 },
        ],
      },
    });
  });

  it('says what is missing: a second venue, or a way to compare the quotes', () => {
    const alone = testOffer([testInstrument(0), testInstrument(1, { quote: 'EUR' })]);
    expect(crossExchangeArbitrage.fit(alone, crossExchangeArbitrage.defaults)).toMatchObject({
      ok: false,
      rejection: { detail: expect.stringContaining('two venues or more') },
    });
    const apart = testOffer([
      testInstrument(0, { quote: 'EUR' }),
      testInstrument(1, { venue: 'coinbase', quote: 'GBP' }),
    ]);
    expect(crossExchangeArbitrage.fit(apart, crossExchangeArbitrage.defaults)).toMatchObject({ ok: false });
    expect(
      crossExchangeArbitrage.fit(books, { ...crossExchangeArbitrage.defaults, base: 'ETH' }),
    ).toMatchObject({
      ok: false,
      rejection: { detail: expect.stringContaining('needs ETH traded spot') },
    });
  });

  it('does not look ahead and decides the same twice', () => {
    const offer = testOffer([coinbase, kraken]);
    const closes = (seed: number): number[] =>
      wanderingCloses({ seed, count: 300, level: 2_000_000, step: 0.003, pull: 0.1 });
    const events = [...barsAt(0, closes(1)), ...barsAt(1, closes(2))].sort((a, b) => a.timeUs - b.timeUs);
    expect(causalDecisions(crossExchangeArbitrage, offer, events)).toBeGreaterThan(10);
  });
});
