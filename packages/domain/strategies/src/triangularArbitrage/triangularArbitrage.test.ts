import { MINUTE } from '@qca/base';
import type { LegsIntent } from '@qca/orders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
import { findCycles } from './findCycles.ts';
import { type TriangularParameters, triangularArbitrage } from './triangularArbitrage.ts';

const venue = 'bitstamp';
const FEE = 0.0005;
const btcEur = testInstrument(0, { venue, base: 'BTC', quote: 'EUR', taker: '0.0005' });
const ethBtc = testInstrument(1, {
  venue,
  base: 'ETH',
  quote: 'BTC',
  tick: '0.000001',
  minimumNotional: '0.0001',
  taker: '0.0005',
});
const ethEur = testInstrument(2, { venue, base: 'ETH', quote: 'EUR', taker: '0.0005' });
const triangle = [btcEur, ethBtc, ethEur];
const offer = { ...testOffer(triangle, ['depth']), reportingAsset: 'EUR' };
const NOW = TEST_START_US;

interface Books {
  readonly btcEur: readonly [bids: Ladder, asks: Ladder];
  readonly ethBtc: readonly [bids: Ladder, asks: Ladder];
  readonly ethEur: readonly [bids: Ladder, asks: Ladder];
}

function viewOf(books: Books): FakeView {
  const view = new FakeView(triangle);
  view.reportingAsset = 'EUR';
  view.timeUs = NOW;
  view.budgetValue = 100_000;
  view.setHeld(venue, 'EUR', 100_000);
  return view
    .setBook(0, ...books.btcEur)
    .setBook(1, ...books.ethBtc)
    .setBook(2, ...books.ethEur);
}

function decide(view: FakeView, parameters: Partial<TriangularParameters> = {}): LegsIntent | undefined {
  const all = { ...triangularArbitrage.defaults, ...parameters };
  const fitted = triangularArbitrage.fit(offer, all);
  if (!fitted.ok) throw new Error(fitted.rejection.detail);
  const state = triangularArbitrage.start(fitted.value, all, offer);
  const [intent] = triangularArbitrage.react(state, view, testQuote(1, view.timeUs, 1, 2));
  return intent?.kind === 'legs' ? intent : undefined;
}

/** Level sizes in whole lots, prices that rise (asks) or fall (bids) from a best one. */
function ladder(best: number, direction: 1 | -1): fc.Arbitrary<[number, number][]> {
  const step = fc.record({ gap: fc.integer({ min: 1, max: 40 }), lots: fc.integer({ min: 20, max: 1000 }) });
  return fc.array(step, { minLength: 1, maxLength: 5 }).map((steps) => {
    let ticks = best;
    return steps.map(({ gap, lots }): [number, number] => {
      ticks += direction * gap * Math.ceil(best / 40_000);
      return [ticks, lots];
    });
  });
}

const sides = (best: number): fc.Arbitrary<[Ladder, Ladder]> => fc.tuple(ladder(best, -1), ladder(best, 1));

const booksAround = fc
  .record({ edge: fc.integer({ min: -120, max: 120 }) })
  .chain(({ edge }) =>
    fc.record({ btcEur: sides(3_000_000), ethBtc: sides(66_000 + edge * 5), ethEur: sides(198_000) }),
  );

/** Spends EUR lot by lot of the first leg through the three books; later legs may take parts of lots. */
function roundTrip(
  books: Books,
  direction: 'through BTC' | 'through ETH',
  firstLots: number,
): { input: number; output: number } {
  const buy = (asks: Ladder, tick: number, lot: number, base: number): number => {
    let left = base;
    let paid = 0;
    for (const [ticks, lots] of asks) {
      const taken = Math.min(left, lots * lot);
      paid += taken * ticks * tick * (1 + FEE);
      left -= taken;
    }
    return left > 1e-12 ? Number.POSITIVE_INFINITY : paid;
  };
  const spend = (asks: Ladder, tick: number, lot: number, money: number): number => {
    let left = money;
    let base = 0;
    for (const [ticks, lots] of asks) {
      const taken = Math.min(left, lots * lot * ticks * tick * (1 + FEE));
      base += taken / (ticks * tick * (1 + FEE));
      left -= taken;
    }
    return base;
  };
  const sell = (bids: Ladder, tick: number, lot: number, base: number): number => {
    let left = base;
    let got = 0;
    for (const [ticks, lots] of bids) {
      const taken = Math.min(left, lots * lot);
      got += taken * ticks * tick * (1 - FEE);
      left -= taken;
    }
    return got;
  };
  const base = firstLots * 1e-4;
  if (direction === 'through BTC') {
    const eth = spend(books.ethBtc[1], 1e-6, 1e-4, base);
    return { input: buy(books.btcEur[1], 0.01, 1e-4, base), output: sell(books.ethEur[0], 0.01, 1e-4, eth) };
  }
  const btc = sell(books.ethBtc[0], 1e-6, 1e-4, base);
  return { input: buy(books.ethEur[1], 0.01, 1e-4, base), output: sell(books.btcEur[0], 0.01, 1e-4, btc) };
}

/** What comes back, in whole lots, when every leg fills at its limit. */
function atLimits(intent: LegsIntent): { input: number; output: number } {
  const [first, second, third] = intent.legs.map((leg) => ({
    ...leg,
    ...triangle[leg.instrument],
    limit: leg.limitTicks * (triangle[leg.instrument]?.tickSize ?? 0),
  }));
  if (first === undefined || second === undefined || third === undefined) throw new Error('three legs');
  const base = first.quantityLots * 1e-4;
  const floor = (amount: number): number => Math.floor(amount / 1e-4 + 1e-9) * 1e-4;
  const middle =
    second.side === 'buy' ? floor(base / (second.limit * (1 + FEE))) : floor(base) * second.limit * (1 - FEE);
  return { input: base * first.limit * (1 + FEE), output: floor(middle) * third.limit * (1 - FEE) };
}

describe('triangular arbitrage', () => {
  it('is as good as the best of all sizes, tried lot by lot, to within a lot of each leg', () => {
    let traded = 0;
    fc.assert(
      fc.property(booksAround, (books) => {
        const intent = decide(viewOf(books), { slippageBps: 0, profitBpsMin: 0, tradePartMax: 1 });
        const profit = (direction: 'through BTC' | 'through ETH', lots: number): number => {
          const { input, output } = roundTrip(books, direction, lots);
          return input > 100_000 ? Number.NEGATIVE_INFINITY : output - input;
        };
        let best = 0;
        for (const direction of ['through BTC', 'through ETH'] as const) {
          const deepest = (direction === 'through BTC' ? books.btcEur : books.ethEur)[1].reduce(
            (sum, [, lots]) => sum + lots,
            0,
          );
          for (let lots = 1; lots <= deepest; lots += 1) best = Math.max(best, profit(direction, lots));
        }
        // A lot of BTC is 3 EUR: what earns less than two of them can lose it to whole lots, and is left alone.
        if (intent === undefined) {
          expect(best).toBeLessThan(6);
          return;
        }
        traded += 1;
        const direction = intent.legs[0]?.instrument === 0 ? 'through BTC' : 'through ETH';
        const found = profit(direction, intent.legs[0]?.quantityLots ?? 0);
        expect(found).toBeGreaterThan(best - 0.2);
      }),
      { numRuns: 100, seed: 1 },
    );
    expect(traded).toBeGreaterThan(10);
  });

  it('never loses when every leg fills at its limit, whole lots and all', () => {
    let traded = 0;
    fc.assert(
      fc.property(booksAround, fc.constantFrom(0, 1, 10), (books, slippageBps) => {
        const intent = decide(viewOf(books), { slippageBps, profitBpsMin: 1, tradePartMax: 1 });
        if (intent === undefined) return;
        traded += 1;
        const { input, output } = atLimits(intent);
        expect(output).toBeGreaterThanOrEqual(input - 1e-6);
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(traded).toBeGreaterThan(30);
  });

  const flat: Books = {
    btcEur: [[[2_999_000, 5000]], [[3_000_000, 5000]]],
    ethBtc: [[[65_900, 50_000]], [[66_000, 50_000]]],
    ethEur: [[[197_000, 50_000]], [[198_000, 50_000]]],
  };

  it('goes either way round, spending what each leg brings', () => {
    expect(decide(viewOf(flat))).toBeUndefined();
    const dearEth = decide(viewOf({ ...flat, ethEur: [[[200_000, 50_000]], [[201_000, 50_000]]] }));
    expect(dearEth?.legs.map(({ side, instrument, sizing }) => `${side} ${instrument} ${sizing}`)).toEqual([
      'buy 0 spend-output',
      'buy 1 spend-output',
      'sell 2 spend-output',
    ]);
    const cheapEth = decide(viewOf({ ...flat, ethEur: [[[194_000, 50_000]], [[195_000, 50_000]]] }));
    expect(cheapEth?.legs.map(({ side, instrument }) => `${side} ${instrument}`)).toEqual([
      'buy 2',
      'sell 1',
      'sell 0',
    ]);
  });

  it('counts fees and slippage of all three legs and the least profit', () => {
    // 30,000 × 0.066 × x: 1,983.96 EUR per ETH is what a product of 1.002 needs; three fees take 15 bp of the 20.
    const view = viewOf({ ...flat, ethEur: [[[198_396, 50_000]], [[198_500, 50_000]]] });
    expect(decide(view, { slippageBps: 0, profitBpsMin: 0 })).toBeDefined();
    expect(decide(view, { slippageBps: 0, profitBpsMin: 6 })).toBeUndefined();
    expect(decide(view, { slippageBps: 2, profitBpsMin: 0 })).toBeUndefined();
  });

  it('spends no more than its part of the budget and what is free', () => {
    const view = viewOf({ ...flat, ethEur: [[[200_000, 500_000]], [[201_000, 500_000]]] });
    expect(decide(view, { tradePartMax: 0.1 })?.why.numbers['input']).toBeLessThanOrEqual(10_000);
    expect(decide(view, { tradePartMax: 0.1 })?.why.numbers['input']).toBeGreaterThan(9900);
    view.setHeld(venue, 'EUR', 100_000, 99_000);
    expect(decide(view, { tradePartMax: 0.1 })?.why.numbers['input']).toBeLessThanOrEqual(1000);
    view.setHeld(venue, 'EUR', 0);
    expect(decide(view)).toBeUndefined();
  });

  it('trades bars of one moment only', () => {
    const bars = { ...testOffer(triangle), reportingAsset: 'EUR' };
    const script = (late: number) => [
      testBar(0, NOW, 3_000_000),
      testBar(1, NOW, 66_000),
      testBar(2, NOW + late, 201_000),
    ];
    expect(playStrategy(triangularArbitrage, bars, script(MINUTE)).decisions).toEqual([]);
    const played = playStrategy(triangularArbitrage, bars, script(0));
    expect(played.decisions).toMatchObject([{ intent: { kind: 'legs', timeoutUs: 4 * MINUTE } }]);
  });

  it('takes no price from a bar in which nothing traded, and only a part of what traded', () => {
    const bars = { ...testOffer(triangle), reportingAsset: 'EUR' };
    const play = (volumes: readonly [number, number, number]) =>
      playStrategy(triangularArbitrage, bars, [
        testBar(0, NOW, 3_000_000, { volumeLots: volumes[0] }),
        testBar(1, NOW, 66_000, { volumeLots: volumes[1] }),
        testBar(2, NOW, 201_000, { volumeLots: volumes[2] }),
      ]).decisions.map(({ intent }) => (intent.kind === 'legs' ? intent.legs[2]?.quantityLots : undefined));
    expect(play([0, 1e6, 1e6])).toEqual([]);
    expect(play([1e6, 1e6, 0])).toEqual([]);
    const [lots = 0] = play([1e6, 1e6, 4000]);
    expect(lots).toBeLessThanOrEqual(200);
    expect(lots).toBeGreaterThan(180);
  });

  it('waits after a try and while legs are under way', () => {
    const view = viewOf({ ...flat, ethEur: [[[200_000, 500]], [[201_000, 500]]] });
    view.legsUnderWay = true;
    expect(decide(view)).toBeUndefined();
    view.legsUnderWay = false;
    const fitted = triangularArbitrage.fit(offer, triangularArbitrage.defaults);
    if (!fitted.ok) throw new Error('does not fit');
    const state = triangularArbitrage.start(fitted.value, triangularArbitrage.defaults, offer);
    const tryAt = (timeUs: number): number => {
      view.timeUs = timeUs;
      return triangularArbitrage.react(state, view, testQuote(1, timeUs, 1, 2)).length;
    };
    expect([tryAt(NOW), tryAt(NOW + 999_999), tryAt(NOW + 1_000_000)]).toEqual([1, 0, 1]);
    triangularArbitrage.react(state, view, {
      kind: 'legs-closed',
      timeUs: view.timeUs,
      tradeId: 't',
      outcome: 'unwound',
    });
    expect(tryAt(NOW + 30_000_000)).toBe(0);
  });

  it('finds every triangle of a venue in both directions and starts in money', () => {
    const instruments = [
      ...triangle,
      testInstrument(3, { venue, base: 'BTC', quote: 'USD' }),
      testInstrument(4, { venue: 'kraken', base: 'ETH', quote: 'USD' }),
      testInstrument(5, { venue, base: 'ETH', quote: 'USD' }),
      testInstrument(6, { venue, base: 'ETH', quote: 'EUR', kind: 'perpetual' }),
    ];
    const cycles = findCycles(instruments, 'USD');
    expect(
      cycles.map(
        ({ start, conversions }) =>
          `${start}: ${conversions.map(({ side, instrument }) => `${side} ${instrument}`).join(', ')}`,
      ),
    ).toEqual([
      'EUR: buy 0, buy 1, sell 2',
      'EUR: buy 2, sell 1, sell 0',
      'USD: buy 3, buy 1, sell 5',
      'USD: buy 5, sell 1, sell 3',
    ]);
  });

  it('asks for the start asset and says what is missing', () => {
    expect(triangularArbitrage.fit(offer, triangularArbitrage.defaults)).toEqual({
      ok: true,
      value: { instruments: [0, 1, 2], funding: [{ venue, asset: 'EUR', part: 1 }] },
    });
    expect(triangularArbitrage.fit(testOffer([btcEur, ethBtc]), triangularArbitrage.defaults)).toMatchObject({
      ok: false,
      rejection: { detail: expect.stringContaining('form a triangle') },
    });
  });

  it('does not look ahead and decides the same twice', () => {
    const closes = (seed: number, level: number): number[] =>
      wanderingCloses({ seed, count: 200, level, step: 0.002, pull: 0.2 });
    const events = [
      ...barsAt(0, closes(1, 3_000_000)),
      ...barsAt(1, closes(2, 66_000)),
      ...barsAt(2, closes(3, 198_000)),
    ];
    events.sort((a, b) => a.timeUs - b.timeUs);
    expect(
      causalDecisions(triangularArbitrage, { ...testOffer(triangle), reportingAsset: 'EUR' }, events),
    ).toBeGreaterThan(10);
  });
});
