import { MINUTE } from '@qca/base';
import type { FeeAsset, Instrument } from '@qca/market';
import type { OrderFilled } from '@qca/orders';
import type { Ratio } from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomSession } from './testing/randomSession.ts';
import { type Heard, place, play } from './testing/Session.ts';
import { bar, limit, market, START, sampleInstrument } from './testing/samples.ts';

// One lot is 0.001 BTC, at one tick worth 1,000 atoms of USD. Takers pay 0.2 %, makers 0.1 %.

const BNB: FeeAsset = { asset: 'BNB', discountBps: 2_500 };
const FLAT = [10_000, 10_000, 10_000, 10_000] as const;

function session(
  feeAsset: FeeAsset | undefined,
  actions: readonly ReturnType<typeof place>[],
  more: { balances?: Record<string, number>; more?: readonly Instrument[]; kind?: 'perpetual' } = {},
): Heard {
  const given = feeAsset === undefined ? {} : { feeAsset };
  const instruments = [sampleInstrument(0, given), ...(more.more ?? [])];
  return play({
    events: instruments.map(({ index }) => ({ ...bar(0, FLAT), instrument: index })),
    instruments,
    steps: [{ atUs: START + MINUTE, actions }],
    ...(more.balances === undefined ? {} : { balances: more.balances }),
  });
}

const fees = ({ fills }: Heard): (readonly [string, bigint])[] =>
  fills.map(({ fee, feeAsset = 'quote' }) => [feeAsset, fee]);

function total(heard: Heard, asset: string): bigint | undefined {
  return heard.exchange.venueBalances('kraken').find((each) => each.asset === asset)?.total;
}

describe('a fee', () => {
  const both = [place('a', market('buy', 7)), place('b', market('sell', 7))];

  it.each([[undefined], ['quote' as const]])('taken in quote names no asset: %s', (feeAsset) => {
    // 7 lots at 10,000 ticks are 70,000,000 atoms.
    expect(fees(session(feeAsset, both))).toEqual([
      ['quote', 140_000n],
      ['quote', 140_000n],
    ]);
  });

  it('taken in what is received is base on a buy, quote on a sale, rounded up', () => {
    const heard = session('received', [place('a', market('buy', 7)), place('b', market('sell', 6))]);
    // 0.2 % of 700,000 atoms of BTC; of 60,000,000 atoms of USD.
    expect(fees(heard)).toEqual([
      ['BTC', 1_400n],
      ['quote', 120_000n],
    ]);
    expect(total(heard, 'BTC')).toBe(10n ** 14n + 700_000n - 1_400n - 600_000n);
    expect(total(heard, 'USD')).toBe(10n ** 14n - 70_000_000n + 60_000_000n - 120_000n);
    const odd = sampleInstrument(0, {
      feeAsset: 'received',
      fees: [{ volumeMin: 0, maker: 0n as Ratio, taker: 1_234_567_890_123n as Ratio }],
    });
    const rounded = play({
      events: [bar(0, FLAT)],
      instruments: [odd],
      steps: [{ atUs: START + MINUTE, actions: [place('a', market('buy', 7))] }],
    });
    // 0.0000012345… of 700,000 atoms is 0.86: one.
    expect(fees(rounded)).toEqual([['BTC', 1n]]);
  });

  it('of a maker that is a rebate is paid in what is received, too', () => {
    const rebate = sampleInstrument(0, {
      feeAsset: 'received',
      fees: [{ volumeMin: 0, maker: -(10n ** 15n) as Ratio, taker: 0n as Ratio }],
    });
    const { fills } = play({
      events: [bar(0, FLAT), bar(1, [10_000, 10_000, 9_900, 9_900])],
      instruments: [rebate],
      steps: [{ atUs: START + MINUTE, actions: [place('a', limit('buy', 3, 9_900))] }],
    });
    expect(fills.map(({ fee, feeAsset }) => [feeAsset, fee])).toEqual([['BTC', -300n]]);
  });

  it('of a perpetual stays in quote', () => {
    const perpetual = sampleInstrument(0, {
      kind: 'perpetual',
      feeAsset: 'received',
      margin: {
        initialRatio: (10n ** 17n) as Ratio,
        maintenanceRatio: (10n ** 16n) as Ratio,
        fundingIntervalUs: 1,
      },
    });
    const { fills } = play({
      events: [bar(0, FLAT)],
      instruments: [perpetual],
      steps: [{ atUs: START + MINUTE, actions: [place('a', market('buy', 7))] }],
    });
    expect(fills.map(({ fee, feeAsset }) => [feeAsset, fee])).toEqual([[undefined, 140_000n]]);
  });

  describe('in a coin at a discount', () => {
    // One BNB stands at 20,000 ticks, 200 USD; 140,000 atoms of USD less a quarter are 525 atoms of BNB.
    const bnb = sampleInstrument(1, { base: { id: 'BNB', decimals: 8 }, feeAsset: BNB });
    const priced = { more: [bnb], balances: { USD: 1_000, BTC: 1, BNB: 1 } };
    const atBnb = [bar(0, FLAT), { ...bar(0, [20_000, 20_000, 20_000, 20_000]), instrument: 1 }];

    function paid(actions: readonly ReturnType<typeof place>[], atoms: bigint): Heard {
      return play({
        events: atBnb,
        instruments: [sampleInstrument(0, { feeAsset: BNB }), bnb],
        steps: [{ atUs: START + MINUTE, actions }],
        balances: { USD: 1_000, BTC: 1 },
        deposits: [{ venue: 'kraken', asset: 'BNB', amount: atoms as never }],
      });
    }

    it('is its value at the last price, less the discount', () => {
      const heard = paid(both, 2_000n);
      expect(fees(heard)).toEqual([
        ['BNB', 525n],
        ['BNB', 525n],
      ]);
      expect(total(heard, 'BNB')).toBe(950n);
      expect(total(heard, 'USD')).toBe(10n ** 11n);
    });

    it('falls back to what is received when too little of it is left', () => {
      expect(fees(paid(both, 1_049n))).toEqual([
        ['BNB', 525n],
        ['quote', 140_000n],
      ]);
      expect(fees(paid([place('a', market('buy', 7))], 524n))).toEqual([['BTC', 1_400n]]);
    });

    it('leaves alone what open orders are to sell', () => {
      const resting = place('r', { ...limit('sell', 100, 90_000), instrument: 1 });
      expect(fees(paid([resting, place('a', market('buy', 7))], 10_000_000n))).toEqual([['BTC', 1_400n]]);
      expect(fees(paid([resting, place('a', market('buy', 7))], 10_000_525n))).toEqual([['BNB', 525n]]);
    });

    it('is kept back where the venue has no price for it', () => {
      expect(fees(session(BNB, both, { balances: { USD: 1_000, BTC: 1, BNB: 1 } }))).toEqual([
        ['BTC', 1_400n],
        ['quote', 140_000n],
      ]);
    });

    it('that is itself sold pays out of what the sale leaves, or out of what it brings', () => {
      const sellAll = (atoms: bigint): Heard =>
        paid([place('a', { ...market('sell', 7), instrument: 1 })], atoms);
      // 7 lots of BNB are 140,000,000 atoms of USD: 280,000 in full, 1,050 atoms of BNB at a discount.
      expect(fees(sellAll(700_000n))).toEqual([['quote', 280_000n]]);
      expect(fees(sellAll(701_050n))).toEqual([['BNB', 1_050n]]);
      expect(total(sellAll(701_050n), 'BNB')).toBe(0n);
    });

    it('named as the quote pays in quote, at a discount', () => {
      expect(fees(session({ asset: 'USD', discountBps: 2_500 }, both, priced))[0]).toEqual([
        'quote',
        105_000n,
      ]);
    });
  });
});

describe('an order that pays no fee in quote', () => {
  it('may spend all of the cash', () => {
    const all = [place('a', limit('buy', 1_000, 10_000))];
    // 1,000 lots at 10,000 ticks are all of 100 USD.
    const kept = session('received', all, { balances: { USD: 100 } });
    expect(kept.fills.map(({ quantityLots }) => quantityLots)).toEqual([1_000]);
    expect([total(kept, 'USD'), total(kept, 'BTC')]).toEqual([0n, 100_000_000n - 200_000n]);
    const quote = session('quote', all, { balances: { USD: 100 } });
    expect(quote.reports.at(-1)).toMatchObject({ kind: 'order-rejected', reason: 'insufficient-balance' });
  });

  it('leaves a bracket to sell what was brought', () => {
    const bracket = { takeProfitTicks: 10_100, stopTicks: 9_000 };
    const heard = play({
      events: [bar(0, FLAT), bar(1, [10_000, 10_200, 10_000, 10_200])],
      instruments: [sampleInstrument(0, { feeAsset: 'received' })],
      steps: [{ atUs: START + MINUTE, actions: [place('a', { ...market('buy', 100), bracket })] }],
      balances: { USD: 1_000 },
    });
    const sold = heard.fills.filter(({ side }) => side === 'sell');
    // 0.2 % of 100 lots is a fifth of a lot: 99 can be sold, and the rest stays.
    expect(sold.map(({ orderId, quantityLots }) => [orderId, quantityLots])).toEqual([['a.tp', 99]]);
    expect(total(heard, 'BTC')).toBe(10_000_000n - 20_000n - 9_900_000n);
    expect(heard.exchange.venueOrders('kraken').every(({ status }) => status !== 'open')).toBe(true);
  });
});

// The same sessions as of the room's other properties, with fees in anything: balances by hand from the fills, fees by
// hand from the contract, in whole fractions.

const BASES = ['BTC', 'ETH'];

/** What the fill costs in its asset, from the rules alone; undefined for BNB, whose price moves. */
function feeByHand({ liquidity, quantityLots, priceTicks, feeAsset }: OrderFilled): bigint {
  const divisor = liquidity === 'taker' ? 500n : 1_000n;
  const atoms =
    feeAsset === undefined ? BigInt(quantityLots * priceTicks) * 1_000n : BigInt(quantityLots) * 100_000n;
  return (atoms + divisor - 1n) / divisor;
}

describe.each(['bars', 'quotes', 'depth', 'trades'] as const)('whatever fees are taken in: %s', (grain) => {
  it('balances are what fills and fees by hand make of them, and never fall below zero', () => {
    const taken = new Set<string>();
    const feeAssets = fc.constantFrom<FeeAsset>('quote', 'received', { asset: 'ETH', discountBps: 2_500 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.tuple(feeAssets, feeAssets),
        (seed, [first, second]) => {
          const parts = randomSession(seed, grain);
          const instruments = [
            sampleInstrument(0, { feeAsset: first }),
            sampleInstrument(1, { base: { id: 'ETH', decimals: 8 }, feeAsset: second }),
          ];
          const heard = play({ ...parts, instruments });
          const expected = new Map(
            Object.entries(parts.balances ?? {}).map(([asset, whole]) => [asset, BigInt(whole) * 10n ** 8n]),
          );
          const move = (asset: string, by: bigint): void =>
            void expected.set(asset, (expected.get(asset) ?? 0n) + by);
          for (const fill of new Map(heard.fills.map((each) => [each.fillId, each])).values()) {
            const sign = fill.side === 'buy' ? 1n : -1n;
            const base = BASES[fill.instrument]!;
            move(base, sign * BigInt(fill.quantityLots) * 100_000n);
            move('USD', -sign * BigInt(fill.quantityLots * fill.priceTicks) * 1_000n);
            move(fill.feeAsset ?? 'USD', -fill.fee);
            taken.add(
              `${fill.side} ${fill.feeAsset === undefined ? 'quote' : fill.feeAsset === base ? 'base' : 'third'}`,
            );
            const setting = instruments[fill.instrument]!.feeAsset;
            if (setting === 'quote') expect(fill.feeAsset).toBeUndefined();
            if (setting === 'received') expect(fill.feeAsset).toBe(fill.side === 'buy' ? base : undefined);
            if (typeof setting === 'string') expect(fill.fee).toBe(feeByHand(fill));
          }
          for (const { asset, total: atoms } of heard.exchange.venueBalances('kraken')) {
            expect(atoms, asset).toBe(expected.get(asset) ?? 0n);
            expect(atoms >= 0n, asset).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
    // The property must not hold because nothing happens.
    expect([...taken].sort()).toEqual(
      expect.arrayContaining(['buy base', 'buy quote', 'buy third', 'sell quote']),
    );
  });
});
