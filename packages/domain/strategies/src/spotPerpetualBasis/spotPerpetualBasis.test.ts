import { HOUR, MINUTE, Random, SECOND } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import type { LegsIntent } from '@qca/orders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Offer } from '../Strategy.ts';
import {
  causalDecisions,
  FakeView,
  playStrategy,
  TEST_START_US,
  testBar,
  testFunding,
  testInstrument,
  testOffer,
  testQuote,
} from '../testing/index.ts';
import { type BasisParameters, spotPerpetualBasis } from './spotPerpetualBasis.ts';

const spot = testInstrument(0, { venue: 'binance', quote: 'USDT', taker: '0.001' });
const perpetual = testInstrument(1, {
  venue: 'binance-usdm',
  quote: 'USDT',
  taker: '0.0005',
  kind: 'perpetual',
  lot: '0.001',
});
const offer = testOffer([spot, perpetual], ['quotes']);
const NOW = TEST_START_US;
const HOLDING = 168;

function start(parameters: Partial<BasisParameters> = {}, given: Offer = offer) {
  const all = { ...spotPerpetualBasis.defaults, ...parameters };
  const fitted = spotPerpetualBasis.fit(given, all);
  if (!fitted.ok) throw new Error(fitted.rejection.detail);
  return spotPerpetualBasis.start(fitted.value, all, given);
}

interface Prices {
  readonly spotBid: number;
  readonly spotAsk: number;
  readonly bid: number;
  readonly ask: number;
}

function viewAt({ spotBid, spotAsk, bid, ask }: Prices): FakeView {
  const view = new FakeView([spot, perpetual]);
  view.timeUs = NOW;
  view.values.set('USDT', 1);
  view.setHeld('binance', 'USDT', 50_000).setHeld('binance-usdm', 'USDT', 50_000);
  view.budgetValue = 100_000;
  return view.setQuote(0, { bid: spotBid, ask: spotAsk }).setQuote(1, { bid, ask });
}

function decide(
  view: FakeView,
  parameters: Partial<BasisParameters> = {},
  fundings: readonly number[] = [],
): LegsIntent | undefined {
  const state = start(parameters);
  for (const rate of fundings)
    spotPerpetualBasis.react(state, view, testFunding(1, NOW - HOUR, rate, 2_000_000));
  const [intent] = spotPerpetualBasis.react(state, view, testQuote(0, view.timeUs, 1, 2));
  return intent?.kind === 'legs' ? intent : undefined;
}

/** Opens, collects and closes 1 BTC in a cash book: the return a year on what it ties up. */
function bruteForce({ spotBid, spotAsk, bid, ask }: Prices, rate: number, slippage: number): number {
  const tick = 0.01;
  const intervals = HOLDING / 8;
  let cash = -spotAsk * tick * (1 + slippage) * 1.001 + bid * tick * (1 - slippage) * 0.9995;
  for (let interval = 0; interval < intervals; interval += 1) cash += rate * ((bid + ask) / 2) * tick;
  const mid = ((spotBid + spotAsk) / 2) * tick;
  const perpetualSpread = ((ask - bid) / ((ask + bid) / 2)) * mid;
  cash += (mid - ((spotAsk - spotBid) * tick) / 2) * (1 - slippage) * 0.999;
  cash -= (mid + perpetualSpread / 2) * (1 + slippage) * 1.0005;
  const tied = (spotAsk + bid) * tick;
  return ((cash / tied) * 365 * 24) / HOLDING;
}

describe('spot-perpetual basis', () => {
  it('enters exactly when the round trip, played through, returns the minimum', () => {
    const prices = fc
      .record({
        spread: fc.integer({ min: 2, max: 400 }),
        basis: fc.integer({ min: -2000, max: 20_000 }),
        wide: fc.integer({ min: 2, max: 400 }),
      })
      .map(({ spread, basis, wide }) => ({
        spotBid: 2_000_000 - spread,
        spotAsk: 2_000_000 + spread,
        bid: 2_000_000 + basis,
        ask: 2_000_000 + basis + wide,
      }));
    let entered = 0;
    fc.assert(
      fc.property(
        prices,
        fc.double({ min: -0.0002, max: 0.0005, noNaN: true }),
        fc.constantFrom(0, 2),
        (given, rate, slippageBps) => {
          const expected = bruteForce(given, rate, slippageBps / 10_000);
          fc.pre(Math.abs(expected - 0.05) > 1e-6);
          const intent = decide(viewAt(given), { annualReturnMin: 0.05, slippageBps }, [rate]);
          expect(intent !== undefined).toBe(expected >= 0.05);
          if (intent === undefined) return;
          entered += 1;
          expect(intent.why.numbers['expected']).toBeCloseTo(expected, 9);
          expect(intent.legs.map(({ side, instrument }) => `${side} ${instrument}`).sort()).toEqual([
            'buy 0',
            'sell 1',
          ]);
        },
      ),
      { numRuns: 300, seed: 1 },
    );
    expect(entered).toBeGreaterThan(50);
  });

  const rich: Prices = { spotBid: 1_999_990, spotAsk: 2_000_010, bid: 2_020_000, ask: 2_020_020 };
  const flat: Prices = { spotBid: 1_999_990, spotAsk: 2_000_010, bid: 2_000_000, ask: 2_000_020 };

  it('bounds the position by the budget, counting what is held, in lots that both sides share', () => {
    const view = viewAt(rich);
    // 40 % of 100,000 at 20,000.10 is 1.99999 BTC: 1.999 in lots of the perpetual.
    expect(
      decide(view)
        ?.legs.map(({ instrument, quantityLots }) => [instrument, quantityLots])
        .sort(),
    ).toEqual([
      [0, 19_990],
      [1, 1999],
    ]);
    view.setHeld('binance', 'BTC', 1.5).setPosition(1, -1500);
    expect(decide(view)?.legs.find(({ instrument }) => instrument === 1)?.quantityLots).toBe(499);
    view.setHeld('binance', 'BTC', 2).setPosition(1, -2000);
    expect(decide(view)).toBeUndefined();
  });

  it('takes no more than the best prices offer and the purses pay', () => {
    const view = viewAt(rich);
    view.setQuote(0, { bid: 1_999_990, ask: 2_000_010, askLots: 70 });
    const thin = decide(view);
    expect(thin?.legs.map(({ instrument, quantityLots }) => [instrument, quantityLots])).toEqual([
      [0, 70],
      [1, 7],
    ]);
    const poor = viewAt(rich).setHeld('binance-usdm', 'USDT', 2100);
    expect(decide(poor)?.legs.find(({ instrument }) => instrument === 1)?.quantityLots).toBe(103);
    poor.setHeld('binance-usdm', 'USDT', 0);
    expect(decide(poor)).toBeUndefined();
  });

  it('leaves when what is still to come is negative, and not before', () => {
    const parameters = { annualReturnMin: 100 };
    const holding = (prices: Prices): FakeView =>
      viewAt(prices).setHeld('binance', 'BTC', 1).setPosition(1, -1000);
    expect(decide(holding(flat), parameters, [0.0001])).toBeUndefined();
    const left = decide(holding(flat), parameters, [-0.0001]);
    expect(
      left?.legs.map(({ side, instrument, quantityLots }) => [side, instrument, quantityLots]).sort(),
    ).toEqual([
      ['buy', 1, 1000],
      ['sell', 0, 10_000],
    ]);
    // A basis that still pays outweighs funding that does not: 1 % against 21 × 0.01 %.
    expect(decide(holding(rich), parameters, [-0.0001])).toBeUndefined();
    expect(decide(viewAt(flat), parameters, [-0.0001])).toBeUndefined();
  });

  it('learns funding as a moving mean of what was heard', () => {
    const state = start({ fundingWeight: 0.5 });
    const view = viewAt(flat);
    for (const rate of [0.001, 0.003, 0.001])
      spotPerpetualBasis.react(state, view, testFunding(1, NOW, rate, 1));
    // 0.001; then the mean of two; then half of the way to 0.001.
    expect(state.fundingRate).toBeCloseTo(0.0015, 12);
    spotPerpetualBasis.react(state, view, testFunding(0, NOW, 9, 1));
    expect(state.fundingRate).toBeCloseTo(0.0015, 12);
  });

  it('does not trade on an old price, while legs are under way, or soon after a try', () => {
    const view = viewAt(rich);
    view.setHeard(1, NOW - 3 * SECOND);
    expect(decide(view)).toBeUndefined();
    view.setHeard(1, NOW);
    view.legsUnderWay = true;
    expect(decide(view)).toBeUndefined();
    view.legsUnderWay = false;
    const state = start({ quoteAgeMs: 3_600_000 });
    const tryAt = (timeUs: number): number => {
      view.timeUs = timeUs;
      return spotPerpetualBasis.react(state, view, testQuote(0, timeUs, 1, 2)).length;
    };
    expect([tryAt(NOW), tryAt(NOW + 4 * SECOND), tryAt(NOW + 5 * SECOND)]).toEqual([1, 0, 1]);
    spotPerpetualBasis.react(state, view, {
      kind: 'legs-closed',
      timeUs: view.timeUs,
      tradeId: 't',
      outcome: 'unwound',
    });
    expect(tryAt(NOW + 30 * SECOND)).toBe(0);
  });

  const bars = testOffer([spot, perpetual]);

  function script(seed: number, count: number): MarketEvent[] {
    const random = new Random(seed);
    const events: MarketEvent[] = [];
    let level = 2_000_000;
    let basis = 0;
    for (let index = 0; index < count; index += 1) {
      const timeUs = NOW + index * MINUTE;
      level = Math.round(level * (1 + 0.001 * random.nextGaussian()));
      basis = basis * 0.9 + 0.01 * random.nextGaussian();
      if (index % 60 === 0) events.push(testFunding(1, timeUs, 0.0003 * random.nextGaussian(), level));
      events.push(testBar(0, timeUs, level), testBar(1, timeUs, Math.round(level * (1 + basis))));
    }
    return events;
  }

  it('goes in and out and ends hedged', () => {
    const played = playStrategy(spotPerpetualBasis, bars, script(1, 400), { budget: 100_000 });
    expect(played.decisions.length).toBeGreaterThan(4);
    expect(new Set(played.decisions.map(({ intent }) => intent.why.text)).size).toBe(2);
    expect(played.view.positionLots(0)).toBe(-played.view.positionLots(1) * 10);
  });

  it('asks for quote at both venues, or once where they are one', () => {
    expect(spotPerpetualBasis.fit(offer, spotPerpetualBasis.defaults)).toEqual({
      ok: true,
      value: {
        instruments: [0, 1],
        funding: [
          { venue: 'binance', asset: 'USDT', part: 0.5 },
          { venue: 'binance-usdm', asset: 'USDT', part: 0.5 },
        ],
      },
    });
    const one = testOffer([testInstrument(0), testInstrument(1, { kind: 'perpetual' })]);
    expect(spotPerpetualBasis.fit(one, spotPerpetualBasis.defaults)).toMatchObject({
      value: { funding: [{ venue: 'kraken', asset: 'USD', part: 1 }] },
    });
  });

  it('says what is missing', () => {
    expect(spotPerpetualBasis.fit(testOffer([spot]), spotPerpetualBasis.defaults)).toMatchObject({
      ok: false,
      rejection: { detail: expect.stringContaining('both spot and as a perpetual') },
    });
    const apart = testOffer([testInstrument(0, { quote: 'EUR' }), perpetual]);
    expect(spotPerpetualBasis.fit(apart, spotPerpetualBasis.defaults)).toMatchObject({ ok: false });
  });

  it('does not look ahead and decides the same twice', () => {
    expect(causalDecisions(spotPerpetualBasis, bars, script(2, 300))).toBeGreaterThan(3);
  });
});
