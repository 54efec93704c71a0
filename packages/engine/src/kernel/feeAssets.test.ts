import type { FeeAsset } from '@qca/market';
import type { Amount } from '@qca/units';
import { describe, expect, it } from 'vitest';
import { replay } from '../runner/replay.ts';
import { expectAudited, expectWhole } from '../testing/audit.fixture.ts';
import {
  Bench,
  type BenchOptions,
  EAST,
  ETH_BTC,
  ETH_USD,
  limit,
  only,
  PERPETUAL,
  units,
  WEST,
} from '../testing/Bench.fixture.ts';
import { leg, Trade } from '../testing/Trade.fixture.ts';
import type { KernelOrder } from './KernelOrder.ts';

// Fees in base and in a third asset, by hand. Random ones: `feeAssets.property.test.ts`.

const value = (bench: Bench, name: string): bigint => bench.balance(`strategy/one/${name}/USD.value`);
const held = (bench: Bench, place: string): bigint => bench.balance(`strategy/one/${place}`);
const RECEIVED: BenchOptions = { feeAsset: 'received' };
const BNB: BenchOptions = { feeAsset: { asset: 'BNB', discountBps: 2_500 } };

function filled(
  bench: Bench,
  spec: Parameters<Bench['place']>[0],
  [lots, ticks]: readonly [number, number],
  fee: string,
  feeAsset: string,
): KernelOrder {
  const order = bench.place(spec);
  bench.filled(order, lots, ticks, { fee: units(fee), feeAsset });
  return order;
}

const costs = (bench: Bench): bigint[] =>
  ['expense/fees', 'expense/slippage', 'income/realised'].map((name) => value(bench, name));

describe('a fee kept back from a purchase', () => {
  it('brings fewer units, and is an expense at the price of the fill', () => {
    const bench = new Bench(RECEIVED).open();
    // One BTC at 1,001, decided at 1,000, of which a thousandth is kept back: worth 1.001 at that price.
    const order = filled(bench, limit(EAST, 'buy', 100, 1_002), [100, 1_001], '0.001', 'BTC');
    expect(order.status).toBe('filled');
    expect([held(bench, 'east/USD'), held(bench, 'east/BTC')]).toEqual([units('8999'), units('2.999')]);
    expect([
      bench.balance('venue/east/market/USD'),
      bench.balance('venue/east/market/BTC'),
      bench.balance('venue/east/fees/BTC'),
      bench.balance('venue/east/fees/USD'),
    ]).toEqual([units('1001'), units('-1'), units('0.001'), 0n]);
    expect(costs(bench)).toEqual([units('1.001'), units('1'), 0n]);
    // 1,001 were spent; 1 was slippage and 1.001 the fee: 998.999 is what 0.999 BTC cost, 1,000 each but for a tenth of a cent.
    expect(value(bench, 'cost/BTC')).toBe(units('4998.999'));
    bench.settleEquity();
    expectWhole(bench);
    expectAudited(bench);
  });

  it('costs what the same fee costs in quote', () => {
    const inQuote = new Bench().open();
    filled(inQuote, limit(EAST, 'buy', 100, 1_002), [100, 1_001], '1.001', 'USD');
    const inBase = new Bench(RECEIVED).open();
    filled(inBase, limit(EAST, 'buy', 100, 1_002), [100, 1_001], '0.001', 'BTC');
    expect(costs(inBase)).toEqual(costs(inQuote));
  });

  it('in parts adds up to the whole, rebates too', () => {
    for (const fees of [
      ['0.0001', '0.0002', '0.0006'],
      ['-0.0001', '0.0003', '-0.0004'],
    ]) {
      const bench = new Bench(RECEIVED).open();
      const order = bench.place(limit(EAST, 'buy', 90, 1_001));
      for (const [index, lots] of [10, 20, 60].entries())
        bench.filled(order, lots, 1_001, { fee: units(fees[index]!), feeAsset: 'BTC' });
      const sum = fees.reduce((total, fee) => total + units(fee), 0n);
      expect(held(bench, 'east/BTC')).toBe(units('2.9') - sum);
      expect(value(bench, 'expense/fees')).toBe((sum * 1_001n) as Amount);
      bench.settleEquity();
      expectWhole(bench);
    }
  });

  it('leaves dust below a lot, and lets exactly what is held be sold', () => {
    const bench = new Bench({
      ...RECEIVED,
      funding: [['east', 'USD', units('1000'), units('1000')]],
    }).open();
    filled(bench, limit(EAST, 'buy', 50, 1_001), [50, 1_001], '0.0005', 'BTC');
    expect(held(bench, 'east/BTC')).toBe(units('0.4995'));
    expect(bench.strategy.view.positionLots(EAST)).toBe(49);
    // Half a BTC is no longer there: an order for it is cut to what is.
    filled(bench, limit(EAST, 'sell', 49, 999), [49, 1_000], '0.49', 'USD');
    expect(held(bench, 'east/BTC')).toBe(units('0.0095'));
    expect(bench.strategy.view.held('east', 'BTC')).toBe(0.0095);
    expect(bench.strategy.view.positionLots(EAST)).toBe(0);
    expect(bench.refusal(limit(EAST, 'sell', 1, 999))).toMatchObject({
      rule: 'insufficient-funds',
      limit: 0,
    });
    expect(bench.balance('venue/east/advances/BTC')).toBe(0n);
  });

  it('larger than what it is kept back from comes out of what is held', () => {
    const bench = new Bench(RECEIVED).open();
    filled(bench, limit(EAST, 'buy', 1, 1_001), [1, 1_001], '0.03', 'BTC');
    expect(held(bench, 'east/BTC')).toBe(units('1.98'));
    expect(value(bench, 'expense/fees')).toBe(units('30.03'));
    bench.settleEquity();
    expectWhole(bench);
  });

  it('taken in base on a sale is given away beside what is sold', () => {
    const bench = new Bench().open();
    bench.quote(EAST, 1_199, 1_201);
    // Half a BTC that cost 1,000 each, sold at the mid of 1,200; 0.0005 BTC more are the fee, worth 0.60, for 0.50.
    filled(bench, limit(EAST, 'sell', 50, 1_190), [50, 1_200], '0.0005', 'BTC');
    expect([held(bench, 'east/BTC'), held(bench, 'east/USD')]).toEqual([units('1.4995'), units('10600')]);
    expect(costs(bench)).toEqual([units('0.6'), 0n, -units('100.1')]);
    bench.settleEquity();
    expectWhole(bench);
  });
});

describe('what a purchase sets aside', () => {
  const funding = [['east', 'USD', units('1001'), units('1001')]] as const;

  it('is its price alone where the fee is kept back', () => {
    const whole = new Bench({ ...RECEIVED, funding }).open();
    whole.place(limit(EAST, 'buy', 100, 1_001));
    expect(whole.strategy.view.free('east', 'USD')).toBe(0);
    const bnb = new Bench({ ...BNB, funding }).open();
    bnb.place(limit(EAST, 'buy', 100, 1_001));
    expect(bnb.strategy.view.free('east', 'USD')).toBe(0);
  });

  it('is price and fee where that is in quote, also where the quote is what pays at a discount', () => {
    for (const feeAsset of [undefined, 'quote', { asset: 'USD', discountBps: 2_500 }] as const) {
      const bench = new Bench({ ...(feeAsset === undefined ? {} : { feeAsset }), funding }).open();
      expect(bench.place(limit(EAST, 'buy', 100, 1_001)).spec.quantityLots).toBe(99);
    }
  });

  it('is margin and fee for a perpetual, which brings nothing that a fee could be kept back from', () => {
    const bench = new Bench(RECEIVED).open();
    bench.place(limit(PERPETUAL, 'sell', 100, 1_000));
    expect(bench.strategy.view.free('west', 'USD')).toBe(10_000 - 100 - 1);
  });

  it('does not hinder a venue that takes the fee in quote all the same', () => {
    const bench = new Bench({ ...RECEIVED, funding }).open();
    filled(bench, limit(EAST, 'buy', 100, 1_001), [100, 1_001], '1.001', 'USD');
    expect(held(bench, 'east/USD')).toBe(0n);
    expect(bench.balance('venue/east/advances/USD')).toBe(units('-1.001'));
    expectAudited(bench);
  });
});

describe('a fee in a third asset', () => {
  it('that the strategy holds is given away at its value, and what it had gained is realised', () => {
    // 10 ETH that cost 100 each stand at 120; a hundredth of one pays for a purchase of BTC.
    const bench = new Bench().open();
    bench.quote(ETH_USD, 119, 121);
    filled(bench, limit(EAST, 'buy', 100, 1_001), [100, 1_000], '0.01', 'ETH');
    expect([held(bench, 'east/ETH'), held(bench, 'east/BTC'), held(bench, 'east/USD')]).toEqual([
      units('9.99'),
      units('3'),
      units('9000'),
    ]);
    expect(bench.balance('venue/east/fees/ETH')).toBe(units('0.01'));
    expect(costs(bench)).toEqual([units('1.2'), 0n, -units('0.2')]);
    expect(value(bench, 'cost/ETH')).toBe(units('999'));
    bench.settleEquity();
    expectWhole(bench);
    expectAudited(bench);
  });

  it('that nobody named opens accounts before it is booked, and is valued by the fee page', () => {
    const bench = new Bench().open();
    const order = bench.place(limit(EAST, 'buy', 100, 1_001));
    const facts = bench.filled(order, 100, 1_000, { fee: units('0.0025'), feeAsset: 'BNB' });
    const kinds = facts.map(({ kind }) => kind);
    expect(kinds.indexOf('account-opened')).toBeLessThan(kinds.indexOf('booked'));
    expect(only(facts, 'account-opened').map(({ name }) => name)).toEqual([
      'venue/east/market/BNB',
      'venue/east/fees/BNB',
      'venue/east/advances/BNB',
      'strategy/one/east/BNB',
      'strategy/one/cost/BNB/USD.value',
    ]);
    // A thousandth of 1,000 USD, by the page: 1 USD, so one BNB is worth 400.
    expect(costs(bench)).toEqual([units('1'), 0n, 0n]);
    expect([held(bench, 'east/BNB'), bench.balance('venue/east/fees/BNB')]).toEqual([0n, units('0.0025')]);
    expect(bench.balance('venue/east/advances/BNB')).toBe(units('-0.0025'));
    // It came out of what lies there beside the strategy, which owes it.
    bench.settleEquity();
    expect(bench.strategy.equity).toBe(24_999);
    expectWhole(bench, units('25001'));
    expectAudited(bench);
  });

  it('that the contract names has accounts from the start, and the page is read with its discount', () => {
    const bench = new Bench(BNB).open();
    const order = bench.place(limit(EAST, 'buy', 100, 1_001));
    const facts = bench.filled(order, 100, 1_000, { fee: units('0.00125'), feeAsset: 'BNB' });
    expect(only(facts, 'account-opened')).toEqual([]);
    // 0.75 USD for 0.00125 BNB: 600 each. The next fill, as a maker at half the rate, teaches the same.
    expect(value(bench, 'expense/fees')).toBe(units('0.75'));
    const next = bench.place(limit(EAST, 'sell', 100, 999));
    bench.filled(next, 100, 1_000, { fee: units('0.000625'), feeAsset: 'BNB', liquidity: 'maker' });
    expect(value(bench, 'expense/fees')).toBe(units('1.125'));
    expect(held(bench, 'east/USD')).toBe(units('10000'));
    expectAudited(bench);
  });

  it('that runs out is kept back from the purchase, fill by fill', () => {
    const bench = new Bench(BNB).open();
    const order = bench.place(limit(EAST, 'buy', 100, 1_001));
    bench.filled(order, 40, 1_000, { fee: units('0.0005'), feeAsset: 'BNB' });
    bench.filled(order, 60, 1_000, { fee: units('0.0006'), feeAsset: 'BTC' });
    expect(held(bench, 'east/BTC')).toBe(units('2.9994'));
    expect(value(bench, 'expense/fees')).toBe(units('0.3') + units('0.6'));
    expect(bench.state.books.ledger.pendings.size).toBe(0);
    expectAudited(bench);
  });

  it('pays for a perpetual, too', () => {
    const bench = new Bench().open();
    filled(bench, limit(PERPETUAL, 'sell', 100, 999), [100, 1_000], '0.001', 'BTC');
    expect([held(bench, 'west/USD'), held(bench, 'west/BTC')]).toEqual([units('10000'), units('1.999')]);
    expect(value(bench, 'expense/fees')).toBe(units('1'));
    bench.settleEquity();
    expectWhole(bench);
  });

  it('is the same as the venue has it: the next comparison names no difference', () => {
    const bench = new Bench({
      ...BNB,
      unassigned: [{ venue: 'east', asset: 'BNB', atoms: `${units('1')}` }],
    }).open();
    filled(bench, limit(EAST, 'buy', 100, 1_001), [100, 1_000], '0.00125', 'BNB');
    const balances = [
      { asset: 'USD', total: units('9000') },
      { asset: 'BTC', total: units('3') },
      { asset: 'BNB', total: units('0.99875') },
    ];
    expect(only(bench.snapshot('east', { balances }), 'reconciled')[0]?.differences).toEqual([]);
    const less = [{ asset: 'BNB', total: units('0.99') }];
    expect(only(bench.snapshot('east', { balances: less }), 'reconciled')[0]?.differences).toHaveLength(1);
  });

  it('opens accounts of the platform reserve, where it has any', () => {
    const bench = new Bench().open();
    bench.give({ kind: 'move-budget', from: 0, to: -1, amount: '100' });
    filled(bench, limit(EAST, 'buy', 100, 1_001), [100, 1_000], '0.0025', 'BNB');
    expect(bench.balance('platform/reserve/east/BNB')).toBe(0n);
    bench.settleEquity();
    expect(bench.state.platformEquity).toBeCloseTo(24_999, 6);
  });
});

describe('legs with fees kept back', () => {
  it('pass on what the one before brought', () => {
    const legs = [
      leg(EAST, 'buy', 100, 1_001),
      leg(ETH_BTC, 'buy', 1_000, 100, 'spend-output'),
      leg(ETH_USD, 'sell', 1_000, 99, 'spend-output'),
    ];
    const trade = new Trade(legs, {}, RECEIVED);
    const { bench } = trade;
    const first = trade.order;
    bench.filled(first, 100, 1_001, { fee: units('0.001'), feeAsset: 'BTC' });
    // 0.999 BTC buy 9.99 ETH at 0.1; no fee in BTC comes on top. Lots are tenths.
    const second = trade.order;
    expect(second.spec.quantityLots).toBe(99);
    bench.filled(second, 99, 100, { fee: units('0.0099'), feeAsset: 'ETH' });
    // 9.8901 ETH came: 98 lots, and dust.
    expect(trade.order.spec.quantityLots).toBe(98);
    bench.filled(trade.order, 98, 99, { fee: units('0.97'), feeAsset: 'USD' });
    expect(trade.open).toBe(false);
    expect([held(bench, 'east/BTC'), held(bench, 'east/ETH')]).toEqual([units('2.009'), units('10.0901')]);
    expectAudited(bench);
  });

  it('hedge what was brought, not what was filled', () => {
    const trade = new Trade([leg(EAST, 'buy', 10, 1_001), leg(WEST, 'sell', 10, 999)], {}, RECEIVED);
    trade.bench.filled(trade.order, 10, 1_001, { fee: units('0.0001'), feeAsset: 'BTC' });
    expect(trade.order.spec).toMatchObject({ instrument: WEST, quantityLots: 9 });
  });

  it('buy back so much that what was sold is brought, where the strategy lets them', () => {
    const funding = [
      ['east', 'USD', units('20000'), units('20000')],
      ['west', 'BTC', units('20'), units('20000')],
    ] as const;
    const bought = (feeAsset: FeeAsset, most: number): number => {
      const trade = new Trade(
        [leg(WEST, 'sell', 1_500, 999), leg(EAST, 'buy', most, 1_001)],
        {},
        { feeAsset, funding },
      );
      return trade.fill().order.spec.quantityLots;
    };
    // 1,500 ÷ 0.999 are 1,501.5 lots.
    expect([bought('received', 1_600), bought('received', 1_500), bought('quote', 1_600)]).toEqual([
      1_501, 1_500, 1_500,
    ]);
  });

  it('reverse what was brought', () => {
    const funding = [['east', 'USD', units('10000'), units('10000')]] as const;
    const legs = [leg(EAST, 'buy', 100, 1_001), leg(ETH_BTC, 'buy', 1_000, 101, 'spend-output')];
    const trade = new Trade(legs, {}, { ...RECEIVED, funding });
    trade.bench.filled(trade.order, 100, 1_001, { fee: units('0.001'), feeAsset: 'BTC' });
    trade.fill(0);
    // Nobody sells ETH: hedges follow, then the way back.
    for (let tries = 0; trade.order.spec.instrument === ETH_BTC && tries < 5; tries += 1) trade.fill(0);
    expect(trade.order.spec).toMatchObject({ instrument: EAST, side: 'sell', quantityLots: 99 });
    trade.fill();
    expect(trade.open).toBe(false);
    expect(held(trade.bench, 'east/BTC')).toBe(units('0.009'));
  });
});

describe('a journal with fees in any asset', () => {
  it('replays bit for bit, accounts opened on the way included', async () => {
    const bench = new Bench(RECEIVED).open();
    filled(bench, limit(EAST, 'buy', 100, 1_002), [100, 1_001], '0.001', 'BTC');
    filled(bench, limit(EAST, 'sell', 50, 999), [50, 1_000], '0.0005', 'BNB');
    filled(bench, limit(ETH_USD, 'buy', 10, 101), [10, 100], '0.0002', 'BNB');
    const order = bench.place(limit(EAST, 'buy', 5, 1_001));
    const missed = bench.fill(order, 5, 1_001, { fee: units('0.00005'), feeAsset: 'BTC' });
    bench.snapshot('east', { fills: [missed] });
    bench.settleEquity();
    const replayed = await replay(await bench.close(), bench.find);
    expect(replayed.firstDifference).toBeUndefined();
    expect(replayed.state?.books.ledger.head).toBe(bench.state.books.ledger.head);
    expect(replayed.state?.strategies[0]?.equity).toBe(bench.strategy.equity);
  });
});
