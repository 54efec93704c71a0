import type { FeeAsset } from '@qca/market';
import type { LegsIntent } from '@qca/orders';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crossExchangeArbitrage } from './crossExchangeArbitrage/crossExchangeArbitrage.ts';
import {
  affordableLotsDown,
  broughtPart,
  instrumentTerms,
  lotsToBring,
  purchaseCost,
  quoteFee,
} from './InstrumentTerms.ts';
import { orderTowards } from './orderTowards.ts';
import { smaCross } from './smaCross/smaCross.ts';
import { breakEvenShort, breakEvenSpot, carryProfit } from './spotPerpetualBasis/carry.ts';
import {
  barsAt,
  FakeView,
  type Ladder,
  playStrategy,
  TEST_START_US,
  testInstrument,
  testOffer,
  testQuote,
  wanderingCloses,
} from './testing/index.ts';
import { type TriangularParameters, triangularArbitrage } from './triangularArbitrage/triangularArbitrage.ts';

// Venues that keep their fee back from what a purchase brings. What happens there is done again here in whole atoms.

const BNB: FeeAsset = { asset: 'BNB', discountBps: 2_500 };
const WHY = { text: 'test', numbers: {} };
const ONE = 100_000_000n;

/** What a venue charges of base, rounded against us. */
function keptBack(atoms: bigint, feePpm: bigint): bigint {
  return (atoms * feePpm + 999_999n) / 1_000_000n;
}

describe('terms of an instrument', () => {
  it.each([
    [undefined, 0.01, 1, 1.01, 100],
    ['quote', 0.01, 1, 1.01, 100],
    ['received', 0, 0.99, 1 / 0.99, 102],
    [BNB, 0, 0.99, 1 / 0.99, 100],
    [{ asset: 'USD', discountBps: 2_500 }, 0.01, 0.99, 1 / 0.99, 100],
  ] as const)(
    '%j: on top %f, brought %f, cost %f, lots for a hundred %f',
    (feeAsset, top, part, cost, lots) => {
      const terms = instrumentTerms(testInstrument(0, feeAsset === undefined ? {} : { feeAsset }));
      expect([
        quoteFee(terms, 0.01),
        broughtPart(terms, 0.01),
        purchaseCost(terms, 0.01),
        lotsToBring(terms, 100, 0.01),
      ]).toEqual([top, part, cost, lots]);
    },
  );

  it('let all of the cash be spent where no fee comes on top', () => {
    const terms = instrumentTerms(testInstrument(0, { feeAsset: 'received' }));
    // 10,000 ticks of a cent are 100 a unit, a lot is a hundredth of a cent's worth: 1,000 buy 10 units but for an atom.
    expect(affordableLotsDown(terms, 1_000, 10_000, 0.001)).toBe(99_999);
    expect(affordableLotsDown(terms, 1_000.00000002, 10_000, 0.001)).toBe(100_000);
  });
});

describe('an order towards a target', () => {
  const market = testInstrument(0, {
    tick: '1',
    taker: '0.001',
    feeAsset: 'received',
    minimumNotional: '0.000001',
  });
  const terms = instrumentTerms(market);

  it('brings what is wanted in one order, and no whole lot more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50_000 }),
        fc.integer({ min: 0, max: 9_999 }),
        (targetLots, dust) => {
          const view = new FakeView([market]);
          view.timeUs = TEST_START_US;
          view.setHeld('kraken', 'USD', 1e9).setHeld('kraken', 'BTC', dust / 1e8);
          const [intent] = orderTowards(view, terms, {
            targetLots,
            priceTicks: 20_000,
            protectionBps: 0,
            why: WHY,
          });
          if (intent?.kind !== 'place') throw new Error('no order');
          const filled = BigInt(intent.order.quantityLots) * 10_000n;
          const heldAtoms = BigInt(dust) + filled - keptBack(filled, 1_000n);
          // A venue's rounding up may cost an atom of a lot of ten thousand.
          expect((heldAtoms + 1n) / 10_000n).toBe(BigInt(targetLots));
        },
      ),
    );
  });

  it('sells exactly what is held in whole lots', () => {
    const view = new FakeView([market]);
    view.setHeld('kraken', 'BTC', 0.0019989);
    const aim = { targetLots: 0, priceTicks: 20_000, protectionBps: 0, why: WHY };
    expect(orderTowards(view, terms, aim)).toMatchObject([{ order: { side: 'sell', quantityLots: 19 } }]);
  });
});

describe('sma-cross', () => {
  it('spends all its cash, sells all it can, and is not kept out by dust', () => {
    const market = testInstrument(0, { tick: '1', lot: '0.0001', taker: '0.001', feeAsset: 'received' });
    const closes = wanderingCloses({ seed: 3, count: 200, level: 40_000, step: 0.003 });
    const played = playStrategy(smaCross, testOffer([market]), barsAt(0, closes), {
      parameters: { fast: 2, slow: 6 },
    });
    const buys = played.fills.filter(({ side }) => side === 'buy');
    expect(buys.length).toBeGreaterThan(3);
    expect(buys.every(({ feeAsset }) => feeAsset === 'BTC')).toBe(true);
    // Every purchase leaves less cash than a lot costs; no sale sells what is not there.
    expect(played.view.held('kraken', 'BTC')).toBeGreaterThanOrEqual(0);
    expect(played.fills.filter(({ side }) => side === 'sell').length).toBeGreaterThanOrEqual(buys.length - 1);
    expect(played.view.held('kraken', 'USD')).toBeGreaterThan(-1e-6);
  });
});

describe('triangular arbitrage', () => {
  const FEE = 500n; // parts of a million
  const LOT = 10_000n; // a ten-thousandth of a coin

  function triangleOf(feeAsset: FeeAsset) {
    const common = { venue: 'binance', taker: '0.0005', feeAsset };
    return [
      testInstrument(0, { ...common, base: 'BTC', quote: 'EUR' }),
      testInstrument(1, {
        ...common,
        base: 'ETH',
        quote: 'BTC',
        tick: '0.000001',
        minimumNotional: '0.0001',
      }),
      testInstrument(2, { ...common, base: 'ETH', quote: 'EUR' }),
    ];
  }

  type Books = readonly (readonly [Ladder, Ladder])[];

  function decide(
    books: Books,
    feeAsset: FeeAsset,
    parameters: Partial<TriangularParameters>,
  ): LegsIntent | undefined {
    const triangle = triangleOf(feeAsset);
    const view = new FakeView(triangle);
    view.reportingAsset = 'EUR';
    view.timeUs = TEST_START_US;
    view.budgetValue = 100_000;
    view.setHeld('binance', 'EUR', 100_000);
    for (const [index, [bids, asks]] of books.entries()) view.setBook(index, bids, asks);
    const offer = { ...testOffer(triangle, ['depth']), reportingAsset: 'EUR' };
    const all = { ...triangularArbitrage.defaults, tradePartMax: 1, ...parameters };
    const fitted = triangularArbitrage.fit(offer, all);
    if (!fitted.ok) throw new Error(fitted.rejection.detail);
    const state = triangularArbitrage.start(fitted.value, all, offer);
    const [intent] = triangularArbitrage.react(state, view, testQuote(1, view.timeUs, 1, 2));
    return intent?.kind === 'legs' ? intent : undefined;
  }

  const TICKS = [1_000_000n, 100n, 1_000_000n]; // atoms of quote per tick and whole coin

  /** All legs at their limits, atom by atom, each spending no more than the one before brought. EUR atoms. */
  function roundTrip(intent: LegsIntent, paysInBnb: boolean): { input: bigint; output: bigint } {
    let carried: bigint | undefined;
    let input = 0n;
    for (const { instrument, side, quantityLots, limitTicks } of intent.legs) {
      const price = BigInt(limitTicks) * TICKS[instrument]!;
      let lots = BigInt(quantityLots);
      if (carried !== undefined) {
        const can = side === 'sell' ? carried / LOT : (carried * ONE) / price / LOT;
        if (can < lots) lots = can;
      }
      const atoms = lots * LOT;
      const value = (atoms * price) / ONE;
      if (carried === undefined) input = side === 'sell' ? atoms : value + 1n;
      const gross = side === 'sell' ? value : atoms;
      carried = paysInBnb ? gross : gross - keptBack(gross, FEE);
    }
    return { input, output: carried ?? 0n };
  }

  const ladder = (best: number, direction: 1 | -1): fc.Arbitrary<[number, number][]> =>
    fc
      .array(fc.record({ gap: fc.integer({ min: 1, max: 40 }), lots: fc.integer({ min: 20, max: 1000 }) }), {
        minLength: 1,
        maxLength: 5,
      })
      .map((steps) => {
        let ticks = best;
        return steps.map(({ gap, lots }): [number, number] => {
          ticks += direction * gap * Math.ceil(best / 40_000);
          return [ticks, lots];
        });
      });
  const sides = (best: number) => fc.tuple(ladder(best, -1), ladder(best, 1));
  const booksAround = fc
    .integer({ min: -240, max: 240 })
    .chain((edge) => fc.tuple(sides(3_000_000), sides(66_000 + edge * 5), sides(198_000)));

  it.each<[string, FeeAsset]>([
    ['kept back', 'received'],
    ['in another coin that may run out', BNB],
  ])('never loses when every leg fills at its limit: fees %s', (_what, feeAsset) => {
    let traded = 0;
    fc.assert(
      fc.property(booksAround, fc.constantFrom(0, 1, 10), (books, slippageBps) => {
        const intent = decide(books, feeAsset, { slippageBps, profitBpsMin: 1 });
        if (intent === undefined) return;
        traded += 1;
        const kept = roundTrip(intent, false);
        expect(kept.output).toBeGreaterThanOrEqual(kept.input - 100n);
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(traded).toBeGreaterThan(30);
  });

  const dearEth: Books = [
    [[[2_999_000, 5_000]], [[3_000_000, 5_000]]],
    [[[65_900, 50_000]], [[66_000, 50_000]]],
    [[[200_000, 50_000]], [[201_000, 50_000]]],
  ];

  it('plans each leg by what the one before brings, to the lot', () => {
    const intent = decide(dearEth, 'received', { slippageBps: 0, profitBpsMin: 0 });
    const [first, second, third] = intent?.legs ?? [];
    if (first === undefined || second === undefined || third === undefined) throw new Error('no trade');
    expect([first.side, second.side, third.side]).toEqual(['buy', 'buy', 'sell']);
    const broughtBtc = BigInt(first.quantityLots) * LOT;
    const btc = broughtBtc - keptBack(broughtBtc, FEE);
    // No fee comes on top of the second purchase: all of the BTC is spent, but for less than a lot of ETH.
    const spent = (BigInt(second.quantityLots) * LOT * BigInt(second.limitTicks) * TICKS[1]!) / ONE;
    const lotCost = (LOT * BigInt(second.limitTicks) * TICKS[1]!) / ONE;
    expect(btc - spent >= 0n && btc - spent <= lotCost + 2n).toBe(true);
    const filledEth = BigInt(second.quantityLots) * LOT;
    const eth = filledEth - keptBack(filledEth, FEE);
    expect(BigInt(third.quantityLots)).toBe(eth / LOT);
  });

  it('passes all of it on where another coin has paid', () => {
    const intent = decide(dearEth, BNB, { slippageBps: 0, profitBpsMin: 0 });
    const { output, input } = roundTrip(intent as LegsIntent, true);
    const worst = roundTrip(intent as LegsIntent, false);
    expect(output).toBeGreaterThan(worst.output);
    expect(worst.output).toBeGreaterThan(input);
    const [first, second] = (intent as LegsIntent).legs;
    // The second leg could take all that the first fills.
    const spent = BigInt(second!.quantityLots) * LOT * BigInt(second!.limitTicks) * TICKS[1]!;
    expect(Number(spent / ONE) / Number(BigInt(first!.quantityLots) * LOT)).toBeGreaterThan(0.9995);
  });
});

describe('cross-exchange arbitrage', () => {
  const terms = { taker: '0.01', tick: '1', lot: '0.001' };
  const sell = testInstrument(1, { venue: 'coinbase', tick: '1', lot: '0.001' });

  function decide(feeAsset: FeeAsset, bid: number): LegsIntent | undefined {
    const buy = testInstrument(0, { ...terms, venue: 'binance', feeAsset });
    const view = new FakeView([buy, sell]);
    view.timeUs = TEST_START_US;
    view.budgetValue = 1e6;
    for (const venue of ['binance', 'coinbase']) view.setHeld(venue, 'BTC', 10).setHeld(venue, 'USD', 1e6);
    view.setBook(0, [[9_999, 1e6]], [[10_000, 1e6]]).setBook(1, [[bid, 1_000]], [[bid + 1, 1e6]]);
    const offer = testOffer([buy, sell], ['depth']);
    const all = { ...crossExchangeArbitrage.defaults, slippageBps: 0, profitBpsMin: 0, transferBps: 0 };
    const fitted = crossExchangeArbitrage.fit(offer, all);
    if (!fitted.ok) throw new Error(fitted.rejection.detail);
    const state = crossExchangeArbitrage.start(fitted.value, all, offer);
    const intents = crossExchangeArbitrage.react(state, view, testQuote(0, view.timeUs, 9_999, 10_000));
    return intents[0]?.kind === 'legs' ? intents[0] : undefined;
  }

  it('asks for what a unit costs that is really brought', () => {
    // 10,000 and a hundredth on top are 10,100; with a hundredth kept back a unit costs 10,101.01.
    expect(decide('quote', 10_101)).toBeDefined();
    expect(decide('received', 10_101)).toBeUndefined();
    expect(decide('received', 10_102)).toBeDefined();
  });

  it('buys what it sells and the fee, so that inventory stays', () => {
    const legs = decide('received', 10_400)?.legs ?? [];
    const bought = legs.find(({ side }) => side === 'buy')?.quantityLots ?? 0;
    const sold = legs.find(({ side }) => side === 'sell')?.quantityLots ?? 0;
    expect(sold).toBeGreaterThan(0);
    const brought = BigInt(bought) * 100_000n - keptBack(BigInt(bought) * 100_000n, 10_000n);
    expect(brought / 100_000n).toBe(BigInt(sold));
    const plain = decide('quote', 10_400)?.legs ?? [];
    expect(new Set(plain.map(({ quantityLots }) => quantityLots)).size).toBe(1);
  });
});

describe('carry', () => {
  it('is what a cash book ends with where the spot fee is kept back: 1 ÷ (1 − fee) units are bought for each', () => {
    const fee = 0.004;
    const terms = {
      spot: { bid: 19_990, ask: 20_000, fee, purchaseFee: 1 / (1 - fee) - 1 },
      perpetual: { bid: 20_300, ask: 20_310, fee: 0.0005 },
      slippage: 0,
      funding: 0.001,
    };
    const cash = (spotPaid: number, shortGot: number): number => {
      const mid = 19_995;
      const half = ((10 / 20_305) * mid) / 2;
      return (
        -spotPaid / (1 - fee) +
        shortGot * (1 - 0.0005) +
        0.001 * 20_305 +
        (mid - 5) * (1 - fee) -
        (mid + half) * (1 + 0.0005)
      );
    };
    expect(carryProfit(terms)).toBeCloseTo(cash(20_000, 20_300), 6);
    expect(cash(20_010, breakEvenShort(terms, 20_010))).toBeCloseTo(0, 6);
    expect(cash(breakEvenSpot(terms, 20_290), 20_290)).toBeCloseTo(0, 6);
  });
});
