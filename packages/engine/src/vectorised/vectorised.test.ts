import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AllInAccount,
  crossSignal,
  crossSignals,
  movingAverage,
  OrderRecords,
  runCrossGrid,
  runOrderMatrix,
} from './index.ts';

// Oracles: averages by slicing, and the rule of the cross written as its definition reads.

function slicedAverage(values: readonly number[], window: number): number[] {
  return values.map((_, bar) =>
    bar + 1 < window
      ? Number.NaN
      : values.slice(bar + 1 - window, bar + 1).reduce((sum, v) => sum + v, 0) / window,
  );
}

interface PlainOrder {
  bar: number;
  side: string;
  price: number;
  quantity: number;
  fee: number;
}

function plainCross(
  closes: readonly number[],
  fast: number,
  slow: number,
  feeRatio: number,
  lotsPerUnit = 0,
) {
  const quick = slicedAverage(closes, fast);
  const steady = slicedAverage(closes, slow);
  let cash = 10_000;
  let held = 0;
  const orders: PlainOrder[] = [];
  for (let bar = 1; bar < closes.length; bar += 1) {
    const price = closes[bar]!;
    const rose = quick[bar]! > steady[bar]! && quick[bar - 1]! <= steady[bar - 1]!;
    const fell = quick[bar]! < steady[bar]! && quick[bar - 1]! >= steady[bar - 1]!;
    if (rose && held === 0) {
      held = cash / (price * (1 + feeRatio));
      if (lotsPerUnit > 0) held = Math.floor(held * lotsPerUnit) / lotsPerUnit;
      if (held === 0) continue;
      cash = lotsPerUnit > 0 ? cash - held * price - held * price * feeRatio : 0;
      orders.push({ bar, side: 'buy', price, quantity: held, fee: held * price * feeRatio });
    } else if (fell && held > 0) {
      orders.push({ bar, side: 'sell', price, quantity: held, fee: held * price * feeRatio });
      cash += held * price - held * price * feeRatio;
      held = 0;
    }
  }
  return { orders, totalReturn: (cash + held * (closes.at(-1) ?? 0)) / 10_000 - 1 };
}

const history = fc.array(fc.integer({ min: 95, max: 105 }), { minLength: 1, maxLength: 80 });
const window = fc.integer({ min: 1, max: 9 });

describe('movingAverage', () => {
  it('equals the mean of the last bars, exactly, for whole numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1_000_000), { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        (values, bars) => {
          expect([...movingAverage(Float64Array.from(values), bars)]).toEqual(slicedAverage(values, bars));
        },
      ),
    );
  });

  it('stays within its stated error for fractions', () => {
    const values = Float64Array.from({ length: 20_000 }, (_, i) => 100 + ((i * 7919) % 1000) / 999);
    const averages = movingAverage(values, 50);
    const bound = (2 * values.length * 2 ** -53 * 50 * 101) / 50;
    for (let bar = 49; bar < values.length; bar += 97) {
      const mean = slicedAverage([...values.subarray(bar - 49, bar + 1)], 50)[49]!;
      expect(Math.abs(averages[bar]! - mean)).toBeLessThan(bound);
    }
  });

  it.each([0, -1, 2.5, Number.NaN])('crashes on a window of %s bars', (bars) => {
    expect(() => movingAverage(new Float64Array(5), bars)).toThrow(`a window of ${bars} bars`);
  });
});

describe('crossSignal', () => {
  it.each([
    ['rises through', 11, 10, 9, 10, 1],
    ['rises from equal', 11, 10, 10, 10, 1],
    ['stays above', 12, 10, 11, 10, 0],
    ['touches from below', 10, 10, 9, 10, 0],
    ['falls through', 9, 10, 11, 10, -1],
    ['falls from equal', 9, 10, 10, 10, -1],
    ['stays below', 8, 10, 9, 10, 0],
    ['touches from above', 10, 10, 11, 10, 0],
    ['has no bar before', 11, 10, Number.NaN, 10, 0],
    ['has no slow average before', 9, 10, 11, Number.NaN, 0],
    ['is not full', Number.NaN, 10, 9, 10, 0],
  ])('%s', (_, fast, slow, fastBefore, slowBefore, expected) => {
    expect(crossSignal(fast, slow, fastBefore, slowBefore)).toBe(expected);
  });

  it('is asked bar by bar for a history, the first bar having none', () => {
    const fast = Float64Array.of(9, 11, 12, 9, 10, 11);
    const slow = Float64Array.of(10, 10, 10, 10, 10, 10);
    expect([...crossSignals(fast, slow)]).toEqual([0, 1, 0, -1, 0, 1]);
    expect([...crossSignals(new Float64Array(0), new Float64Array(0))]).toEqual([]);
  });
});

describe('runCrossGrid', () => {
  it('orders and earns what the definition says, for any history and windows', () => {
    const pairs = fc.array(fc.record({ fast: window, slow: window }), { minLength: 1, maxLength: 4 });
    const lots = fc.constantFrom(0, 1, 10, 1000);
    fc.assert(
      fc.property(
        history,
        pairs,
        fc.constantFrom(0, 0.001, 0.05),
        lots,
        (closes, runs, feeRatio, lotsPerUnit) => {
          const grid = { closes: Float64Array.from(closes), runs, startCash: 10_000, feeRatio, lotsPerUnit };
          const result = runCrossGrid(grid);
          const plain = runs.map(({ fast, slow }) => plainCross(closes, fast, slow, feeRatio, lotsPerUnit));
          const expected = plain.flatMap(({ orders }, column) =>
            orders.map((order) => ({ column, ...order })),
          );
          expect([...result.orders]).toEqual(expected);
          expect(result.orders.count).toBe(expected.length);
          plain.forEach(({ totalReturn }, column) => {
            expect(result.totalReturns[column]).toBeCloseTo(totalReturn, 12);
          });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('agrees with the shared signals on bars and sides', () => {
    fc.assert(
      fc.property(history, window, window, (closes, fast, slow) => {
        const values = Float64Array.from(closes);
        const signals = crossSignals(movingAverage(values, fast), movingAverage(values, slow));
        const { orders } = runCrossGrid({
          closes: values,
          runs: [{ fast, slow }],
          startCash: 1,
          feeRatio: 0,
        });
        const byGrid = [...orders].map(({ bar, side }) => [bar, side]);
        const matrix = {
          bars: values.length,
          columns: 1,
          closes: values,
          signals,
          startCash: 1,
          feeRatio: 0,
        };
        expect([...runOrderMatrix(matrix).orders].map(({ bar, side }) => [bar, side])).toEqual(byGrid);
      }),
    );
  });

  it('does nothing when the history ends before the windows are full', () => {
    const closes = Float64Array.of(1, 2, 3);
    const result = runCrossGrid({ closes, runs: [{ fast: 1, slow: 4 }], startCash: 5, feeRatio: 0 });
    expect([result.orders.count, ...result.totalReturns]).toEqual([0, 0]);
    const empty = runCrossGrid({
      closes: new Float64Array(0),
      runs: [{ fast: 1, slow: 4 }],
      startCash: 5,
      feeRatio: 0,
    });
    expect([...empty.totalReturns]).toEqual([0]);
  });
});

describe('runOrderMatrix', () => {
  it('earns the product of each round trip on every column', () => {
    // Buy at 100, sell at 110, buy at 50 and hold to 60, without fees: 1.1 × 1.2. The second column never sells.
    const closes = Float64Array.of(100, 110, 50, 60, 10, 20, 30, 40);
    const signals = Int8Array.of(1, -1, 1, 0, 0, 1, 1, 0);
    const result = runOrderMatrix({ bars: 4, columns: 2, closes, signals, startCash: 1000, feeRatio: 0 });
    expect(result.totalReturns[0]).toBeCloseTo(0.32, 12);
    expect(result.totalReturns[1]).toBeCloseTo(1, 12);
    expect([...result.orders].map(({ column, bar, side }) => [column, bar, side])).toEqual([
      [0, 0, 'buy'],
      [0, 1, 'sell'],
      [0, 2, 'buy'],
      [1, 1, 'buy'],
    ]);
  });

  it('charges the fee on the notional of both sides', () => {
    const closes = Float64Array.of(100, 100);
    const matrix = {
      bars: 2,
      columns: 1,
      closes,
      signals: Int8Array.of(1, -1),
      startCash: 1010,
      feeRatio: 0.01,
    };
    const { orders, totalReturns } = runOrderMatrix(matrix);
    // 1010 buys 10 units at 100 and pays 10; selling them pays 10 again, so 990 are left.
    expect(orders.at(0).quantity).toBeCloseTo(10, 12);
    expect([orders.at(0).fee, orders.at(1).fee]).toEqual([expect.closeTo(10, 12), expect.closeTo(10, 12)]);
    expect(totalReturns[0]).toBeCloseTo(990 / 1010 - 1, 12);
  });

  it('keeps a record for every order across chunks', () => {
    const bars = 50_000;
    const closes = new Float64Array(bars).fill(10);
    const signals = Int8Array.from({ length: bars }, (_, bar) => (bar % 2 === 0 ? 1 : -1));
    const { orders } = runOrderMatrix({ bars, columns: 1, closes, signals, startCash: 10, feeRatio: 0 });
    expect([orders.count, orders.chunks.length]).toEqual([50_000, 4]);
    for (const index of [0, 16_383, 16_384, 32_768, 49_999]) {
      expect(orders.at(index)).toEqual({
        column: 0,
        bar: index,
        side: index % 2 === 0 ? 'buy' : 'sell',
        price: 10,
        quantity: 1,
        fee: 0,
      });
    }
  });

  it('returns nothing for columns without bars', () => {
    const empty = {
      bars: 0,
      columns: 2,
      closes: new Float64Array(0),
      signals: new Int8Array(0),
      startCash: 1,
      feeRatio: 0,
    };
    expect([...runOrderMatrix(empty).totalReturns]).toEqual([0, 0]);
  });

  it.each([
    [5, 6, '5 closes for 2 columns of 3 bars'],
    [6, 5, '5 signals for 6 closes'],
  ])('crashes on %i closes and %i signals for a matrix of 2 × 3', (closes, signals, message) => {
    const matrix = {
      bars: 3,
      columns: 2,
      closes: new Float64Array(closes),
      signals: new Int8Array(signals),
      startCash: 1,
      feeRatio: 0,
    };
    expect(() => runOrderMatrix(matrix)).toThrow(message);
  });
});

describe('AllInAccount', () => {
  it.each([
    [{ startCash: 0, feeRatio: 0 }, 'start cash of 0'],
    [{ startCash: Number.POSITIVE_INFINITY, feeRatio: 0 }, 'start cash of Infinity'],
    [{ startCash: 1, feeRatio: -0.1 }, 'a fee ratio of -0.1'],
    [{ startCash: 1, feeRatio: 1 }, 'a fee ratio of 1'],
    [{ startCash: 1, feeRatio: 0, lotsPerUnit: -1 }, '-1 lots per unit'],
    [{ startCash: 1, feeRatio: 0, lotsPerUnit: Number.POSITIVE_INFINITY }, 'Infinity lots per unit'],
  ])('crashes on %o', (terms, message) => {
    expect(() => new AllInAccount(terms, new OrderRecords())).toThrow(message);
  });

  it('orders nothing when its cash does not buy one lot, and keeps what is left over', () => {
    const orders = new OrderRecords();
    const account = new AllInAccount({ startCash: 25, feeRatio: 0, lotsPerUnit: 1 }, orders);
    account.begin(3);
    account.buy(0, 30);
    account.sell(1, 30);
    expect(orders.count).toBe(0);
    account.buy(2, 10);
    expect([orders.count, orders.at(0)]).toEqual([
      1,
      { column: 3, bar: 2, side: 'buy', price: 10, quantity: 2, fee: 0 },
    ]);
    expect(account.totalReturn(20)).toBeCloseTo((5 + 40) / 25 - 1, 12);
    account.buy(3, 1);
    account.sell(4, 15);
    account.sell(5, 15);
    expect([orders.count, account.totalReturn(999)]).toEqual([2, expect.closeTo(35 / 25 - 1, 12)]);
  });
});
