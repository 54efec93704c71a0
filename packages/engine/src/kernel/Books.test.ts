import { trialBalance } from '@qca/ledger';
import type { Amount } from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectAudited, expectWhole } from '../testing/audit.fixture.ts';
import {
  Bench,
  EAST,
  ETH_BTC,
  ETH_USD,
  limit,
  only,
  PERPETUAL,
  units,
  WEST,
} from '../testing/Bench.fixture.ts';
import type { KernelOrder } from './KernelOrder.ts';

// Amounts by hand. Value accounts: cost is what holdings were bought for, at the mid of each decision; income accounts
// are credited with profit, so realised profit is their balance below zero.

const value = (bench: Bench, name: string): bigint => bench.balance(`strategy/one/${name}/USD.value`);
const held = (bench: Bench, place: string): bigint => bench.balance(`strategy/one/${place}`);

function filled(
  bench: Bench,
  spec: Parameters<Bench['place']>[0],
  lots: number,
  ticks: number,
  fee: string,
): KernelOrder {
  const order = bench.place(spec);
  bench.filled(order, lots, ticks, { fee: units(fee) });
  return order;
}

describe('deposits', () => {
  it('are custody and value, against capital', () => {
    const bench = new Bench();
    expect([held(bench, 'east/USD'), held(bench, 'west/BTC'), held(bench, 'east/ETH')]).toEqual([
      units('10000'),
      units('2'),
      units('10'),
    ]);
    expect([
      bench.balance('capital/USD'),
      bench.balance('capital/BTC'),
      bench.balance('capital/USD.value'),
    ]).toEqual([units('-20000'), units('-4'), units('-25000')]);
    expect([value(bench, 'cost/USD'), value(bench, 'cost/BTC'), value(bench, 'cost/ETH')]).toEqual([
      units('20000'),
      units('4000'),
      units('1000'),
    ]);
  });
});

describe('a spot purchase', () => {
  it('moves custody, cost, fee and slippage to the atom', () => {
    const bench = new Bench().open();
    // One BTC at 1,001, decided at a mid of 1,000, for a fee of 1.001.
    const order = filled(bench, limit(EAST, 'buy', 100, 1_002), 100, 1_001, '1.001');
    expect(order.status).toBe('filled');
    expect([held(bench, 'east/USD'), held(bench, 'east/BTC')]).toEqual([units('8997.999'), units('3')]);
    expect([
      bench.balance('venue/east/market/USD'),
      bench.balance('venue/east/market/BTC'),
      bench.balance('venue/east/fees/USD'),
    ]).toEqual([units('1001'), units('-1'), units('1.001')]);
    expect([value(bench, 'cost/BTC'), value(bench, 'cost/USD')]).toEqual([units('5000'), units('18997.999')]);
    expect([
      value(bench, 'expense/slippage'),
      value(bench, 'expense/fees'),
      value(bench, 'income/realised'),
    ]).toEqual([units('1'), units('1.001'), 0n]);
  });

  it('better than the mid has negative slippage, and a rebate is a negative fee', () => {
    const bench = new Bench({ maker: '-0.0001' }).open();
    filled(bench, limit(EAST, 'buy', 100, 998), 100, 998, '-0.0998');
    expect(held(bench, 'east/USD')).toBe(units('9002.0998'));
    expect([value(bench, 'expense/slippage'), value(bench, 'expense/fees')]).toEqual([
      units('-2'),
      units('-0.0998'),
    ]);
    expect(value(bench, 'cost/BTC')).toBe(units('5000'));
    expect(value(bench, 'cost/USD')).toBe(units('19002.0998'));
  });

  it('paid in a coin realises what the coin has gained', () => {
    const bench = new Bench().open();
    bench.quote(EAST, 1_099, 1_101);
    // 0.1 BTC, bought for 100 and worth 110 now, buys one ETH at a mid of 0.1 BTC.
    filled(bench, limit(ETH_BTC, 'buy', 10, 100), 10, 100, '0');
    expect([held(bench, 'east/BTC'), held(bench, 'east/ETH')]).toEqual([units('1.9'), units('11')]);
    expect([value(bench, 'income/realised'), value(bench, 'cost/BTC'), value(bench, 'cost/ETH')]).toEqual([
      units('-10'),
      units('3900'),
      units('1110'),
    ]);
  });
});

describe('a spot sale', () => {
  it('realises the mid less the average cost; price and fee stand apart', () => {
    const bench = new Bench().open();
    bench.quote(EAST, 1_199, 1_201);
    // Half a BTC of average cost 1,000, decided at 1,200, sold at 1,199 for a fee of 0.60.
    filled(bench, limit(EAST, 'sell', 50, 1_190), 50, 1_199, '0.6');
    expect([held(bench, 'east/BTC'), held(bench, 'east/USD')]).toEqual([units('1.5'), units('10598.9')]);
    expect([
      value(bench, 'income/realised'),
      value(bench, 'expense/slippage'),
      value(bench, 'expense/fees'),
    ]).toEqual([units('-100'), units('0.5'), units('0.6')]);
    expect([value(bench, 'cost/BTC'), value(bench, 'cost/USD')]).toEqual([units('3500'), units('20598.9')]);
  });

  it('whose fee exceeds it costs quote', () => {
    const bench = new Bench().open();
    filled(bench, limit(EAST, 'sell', 1, 1_000), 1, 1_000, '12');
    expect(held(bench, 'east/USD')).toBe(units('9998'));
    expect([
      value(bench, 'expense/fees'),
      value(bench, 'income/realised'),
      value(bench, 'cost/USD'),
      value(bench, 'cost/BTC'),
    ]).toEqual([units('12'), 0n, units('19998'), units('3990')]);
  });

  it('in parts adds up to the whole', () => {
    const parts = new Bench().open();
    const order = parts.place(limit(EAST, 'sell', 90, 990));
    for (const lots of [1, 29, 60]) parts.filled(order, lots, 995, { fee: units('0.01') });
    const whole = new Bench().open();
    filled(whole, limit(EAST, 'sell', 90, 990), 90, 995, '0.03');
    for (const name of ['income/realised', 'expense/fees', 'expense/slippage', 'cost/BTC', 'cost/USD'])
      expect(value(parts, name)).toBe(value(whole, name));
    expect(held(parts, 'east/USD')).toBe(held(whole, 'east/USD'));
  });
});

describe('a perpetual', () => {
  it('opens for a fee alone, holds margin, and realises its profit in cash when it closes', () => {
    const bench = new Bench().open();
    filled(bench, limit(PERPETUAL, 'sell', 100, 999), 100, 1_000, '1');
    expect(bench.strategy.view.positionLots(PERPETUAL)).toBe(-100);
    expect(held(bench, 'west/USD')).toBe(units('9999'));
    expect(bench.strategy.view.free('west', 'USD')).toBe(9_899);
    bench.quote(PERPETUAL, 899, 901);
    bench.settleEquity();
    expect(bench.strategy.equity).toBe(25_000 - 1 + 100);
    filled(bench, limit(PERPETUAL, 'buy', 100, 902), 100, 901, '0.901');
    expect(bench.strategy.view.positionLots(PERPETUAL)).toBe(0);
    // 99 USD of profit against the price; 100 against the mid, of which a dollar was slippage.
    expect(held(bench, 'west/USD')).toBe(units('10097.099'));
    expect([
      value(bench, 'income/realised'),
      value(bench, 'expense/slippage'),
      value(bench, 'expense/fees'),
    ]).toEqual([units('-100'), units('1'), units('1.901')]);
    expect(bench.strategy.view.free('west', 'USD')).toBe(10_097.099);
  });

  it('realises a loss, and costs what the cash had cost', () => {
    const bench = new Bench().open();
    filled(bench, limit(PERPETUAL, 'buy', 100, 1_001), 100, 1_000, '0');
    bench.quote(PERPETUAL, 899, 901);
    filled(bench, limit(PERPETUAL, 'sell', 100, 880), 100, 900, '0');
    expect(held(bench, 'west/USD')).toBe(units('9900'));
    expect([value(bench, 'income/realised'), value(bench, 'cost/USD')]).toEqual([
      units('100'),
      units('19900'),
    ]);
  });

  it('books a rebate as a negative fee, in custody and in value', () => {
    const bench = new Bench({ maker: '-0.0001' }).open();
    filled(bench, limit(PERPETUAL, 'sell', 100, 1_000), 100, 1_000, '-0.1');
    expect(held(bench, 'west/USD')).toBe(units('10000.1'));
    expect([value(bench, 'expense/fees'), value(bench, 'cost/USD')]).toEqual([
      units('-0.1'),
      units('20000.1'),
    ]);
    bench.settleEquity();
    expectWhole(bench);
  });

  it('frees its reserve in step with its fills', () => {
    const bench = new Bench().open();
    const order = bench.place(limit(PERPETUAL, 'sell', 100, 1_000));
    bench.filled(order, 40, 1_000);
    // 60 lots are reserved (60.6 USD), 40 held (40 USD).
    expect(bench.strategy.view.free('west', 'USD')).toBeCloseTo(10_000 - 60.6 - 40, 8);
    bench.cancelled(order, 60);
    expect(bench.strategy.view.free('west', 'USD')).toBe(9_960);
    expect(bench.state.books.ledger.pendings.size).toBe(0);
  });
});

const move = fc.record({
  instrument: fc.constantFrom(EAST, WEST, ETH_BTC, ETH_USD, PERPETUAL),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  lots: fc.integer({ min: 1, max: 60 }),
  /** Cut of the order that fills, in fills of these parts. */
  parts: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 3 }),
  slip: fc.integer({ min: 0, max: 3 }),
  feeAtoms: fc.bigInt({ min: -1_000n, max: 300_000n }),
  drift: fc.integer({ min: -4, max: 4 }),
});

describe('whatever is traded', () => {
  it('cost is deposits and revenue, holdings are what their cost knows of, and a second bookkeeper agrees', () => {
    fc.assert(
      fc.property(fc.array(move, { minLength: 1, maxLength: 15 }), (moves) => {
        const bench = new Bench().open();
        for (const each of moves) play(bench, each);
        bench.settleEquity();
        expectWhole(bench);
        expectAudited(bench);
        expect(bench.state.books.ledger.pendings.size).toBe(0);
        expect(
          [...bench.strategy.openBuyLots, ...bench.strategy.openSellLots].every((lots) => lots === 0),
        ).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never;

function play(bench: Bench, { instrument, side, lots, parts, slip, feeAtoms, drift }: Move): void {
  const { board } = bench.state;
  bench.quote(
    instrument,
    Math.max(20, board.bidTicks(instrument) + drift),
    Math.max(22, board.askTicks(instrument) + drift),
  );
  const touch = side === 'buy' ? board.askTicks(instrument) : board.bidTicks(instrument);
  const worst = side === 'buy' ? touch + 3 : touch - 3;
  const facts = bench.want([
    { kind: 'place', order: limit(instrument, side, lots, worst), why: { text: '', numbers: {} } },
  ]);
  const [placed] = only(facts, 'order-placed');
  if (placed === undefined) return;
  const order = bench.order(placed.orderId);
  const price = side === 'buy' ? touch + slip : touch - slip;
  for (const part of parts) {
    const open = order.spec.quantityLots - order.filledLots;
    // Fees in BTC are a thousandth of fees in dollars; no venue charges more than was told.
    const fee = (instrument === ETH_BTC ? feeAtoms / 1_000n : feeAtoms) as Amount;
    if (open > 0) bench.filled(order, Math.min(part, open), price, { fee });
  }
  const open = order.spec.quantityLots - order.filledLots;
  if (open > 0) bench.cancelled(order, open);
}

describe('a loss beyond what is held', () => {
  it('is lent by the venue, and the ledger owes it back', () => {
    const bench = new Bench({ funding: [['west', 'USD', units('300'), units('300')]] }).open();
    filled(bench, limit(PERPETUAL, 'sell', 100, 1_000), 100, 1_000, '0');
    // One BTC sold at 1,000 is bought back at 1,500: 500 are lost, 300 are there.
    filled(bench, { ...limit(PERPETUAL, 'buy', 100, 1_500), reduceOnly: true }, 100, 1_500, '0');
    // What the order had reserved for its fee was not free to pay with, and is held again.
    const fee = units('1.5');
    expect([held(bench, 'west/USD'), value(bench, 'cost/USD')]).toEqual([fee, fee]);
    expect(bench.balance('venue/west/advances/USD')).toBe(-units('200') - fee);
    // The mid stood at 1,000 all the time: bought that far beyond it, all of the loss is slippage.
    expect([value(bench, 'income/realised'), value(bench, 'expense/slippage')]).toEqual([0n, units('500')]);
    expect(trialBalance(bench.state.books.ledger).every((each) => each.balanced)).toBe(true);
  });
});
