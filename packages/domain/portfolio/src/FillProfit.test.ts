import type { Side } from '@qca/market';
import { type Amount, ONE_PRICE, type Price, type Quantity } from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FillProfit } from './FillProfit.ts';
import { perpetualFixture } from './perpetual.fixture.ts';

interface Fill {
  readonly side: Side;
  readonly lots: number;
  readonly ticks: number;
  readonly fee: bigint;
}

const fills = fc.array(
  fc.record({
    side: fc.constantFrom<Side>('buy', 'sell'),
    lots: fc.integer({ min: 1, max: 50 }),
    ticks: fc.integer({ min: 1, max: 5000 }),
    fee: fc.bigInt({ min: -50n, max: 1000n }),
  }),
  { maxLength: 40 },
) as fc.Arbitrary<Fill[]>;

// One tick × one lot is a third of an atom's thousandth away from whole atoms, so that rounding shows.
const INSTRUMENT = perpetualFixture({ tick: (ONE_PRICE / 300_000n) as Price, lot: 7n as Quantity });
const NO_FEE = 0n as Amount;

function floorOf(n: bigint, d: bigint): bigint {
  return (n - (((n % d) + d) % d)) / d;
}

function toQuote(tickLots: bigint): bigint {
  return floorOf(tickLots * INSTRUMENT.notionalNumerator, INSTRUMENT.notionalDenominator);
}

/** First in first out, one lot at a time, in whole tick × lots: closing pairs with the oldest open lot. */
function fifoByUnits(sequence: readonly Fill[]): { realised: bigint; open: { side: Side; ticks: number }[] } {
  const open: { side: Side; ticks: number }[] = [];
  let realised = 0n;
  for (const { side, lots, ticks } of sequence) {
    for (let lot = 0; lot < lots; lot += 1) {
      const oldest = open[0];
      if (oldest === undefined || oldest.side === side) {
        open.push({ side, ticks });
        continue;
      }
      open.shift();
      realised += BigInt(side === 'sell' ? ticks - oldest.ticks : oldest.ticks - ticks);
    }
  }
  return { realised, open };
}

/** What all fills together brought, and the position they leave, marked: the profit whatever the method. */
function cashFlow(sequence: readonly Fill[], mark: number): { lots: number; total: bigint } {
  let lots = 0;
  let total = 0n;
  for (const fill of sequence) {
    const signed = fill.side === 'buy' ? fill.lots : -fill.lots;
    lots += signed;
    total += BigInt(-signed * fill.ticks);
  }
  return { lots, total: total + BigInt(lots) * BigInt(mark) };
}

describe.each(['average', 'fifo'] as const)('FillProfit by %s', (method) => {
  it('sums up to the cash flow at any mark, and counts fees apart', () => {
    fc.assert(
      fc.property(fills, fc.integer({ min: 1, max: 5000 }), (sequence, mark) => {
        const profit = new FillProfit(INSTRUMENT, method);
        let reported = 0n;
        let fees = 0n;
        for (const fill of sequence) {
          reported += profit.fill(fill.side, fill.lots, fill.ticks, fill.fee as Amount);
          fees += fill.fee;
        }
        const flow = cashFlow(sequence, mark);
        expect(profit.lots).toBe(flow.lots);
        expect(profit.totalDown(mark)).toBe(toQuote(flow.total));
        expect([profit.realised, profit.fees]).toEqual([reported, fees]);
        // Rounded apart they may lose one atom against rounded together, never gain one.
        const gap = profit.totalDown(mark) - profit.realised - profit.unrealisedDown(mark);
        expect(gap === 0n || gap === 1n).toBe(true);
        if (profit.lots !== 0) return;
        expect([profit.realised, profit.unrealisedDown(mark), profit.averageEntryDown()]).toEqual([
          toQuote(flow.total),
          0n,
          0n,
        ]);
      }),
    );
  });

  it('refuses fills that are none', () => {
    const profit = new FillProfit(INSTRUMENT, method);
    for (const lots of [0, -1, 1.5, Number.NaN])
      expect(() => profit.fill('buy', lots, 100, NO_FEE)).toThrow(`a fill of ${lots} lots`);
    for (const ticks of [0, -1, 1.5, Number.NaN])
      expect(() => profit.fill('buy', 1, ticks, NO_FEE)).toThrow(`a fill at ${ticks} ticks`);
    expect([profit.lots, profit.fees]).toEqual([0, 0n]);
  });
});

describe('FillProfit by fifo', () => {
  it('realises what pairing single lots realises', () => {
    fc.assert(
      fc.property(fills, (sequence) => {
        const profit = new FillProfit(INSTRUMENT, 'fifo');
        for (const fill of sequence) profit.fill(fill.side, fill.lots, fill.ticks, NO_FEE);
        const { realised, open } = fifoByUnits(sequence);
        expect(profit.realised).toBe(toQuote(realised));
        const entry = open.reduce((sum, each) => sum + BigInt(each.ticks), 0n);
        expect(profit.entryValue).toBe(entry * 10n ** 18n);
      }),
    );
  });
});

describe('FillProfit by average', () => {
  it('follows the average entry as an exact fraction within one atom', () => {
    fc.assert(
      fc.property(fills, (sequence) => {
        const profit = new FillProfit(INSTRUMENT, 'average');
        // Position, entry and realised profit as fractions that are never shortened or rounded.
        let lots = 0n;
        let entryN = 0n;
        let entryD = 1n;
        let realisedN = 0n;
        let realisedD = 1n;
        for (const fill of sequence) {
          profit.fill(fill.side, fill.lots, fill.ticks, NO_FEE);
          const signed = BigInt(fill.side === 'buy' ? fill.lots : -fill.lots);
          const price = BigInt(fill.ticks);
          if (lots * signed >= 0n) {
            entryN = entryN * lots + signed * price * entryD;
            lots += signed;
            entryD *= lots;
          } else {
            const closing = signed * signed > lots * lots ? -lots : signed;
            realisedN = realisedN * entryD - closing * (price * entryD - entryN) * realisedD;
            realisedD *= entryD;
            lots += signed;
            const flipped = lots !== 0n && lots * signed > 0n;
            if (flipped || lots === 0n) {
              entryN = flipped ? price : 0n;
              entryD = 1n;
            }
          }
        }
        const exact = floorOf(
          realisedN * INSTRUMENT.notionalNumerator,
          realisedD * INSTRUMENT.notionalDenominator,
        );
        expect(profit.lots).toBe(Number(lots));
        expect(profit.realised === exact || profit.realised === exact - 1n).toBe(true);
      }),
    );
  });
});

describe('the two methods', () => {
  // Two lots at 100.00, two at 110.00, three sold at 120.00 (a lot of 0.001): first in first out earns 20 + 20 + 10, average 3 × 15.
  it.each([
    ['fifo', 5_000_000n, '110'],
    ['average', 4_500_000n, '105'],
  ] as const)('%s realises %i atoms and stands at %s', (method, atoms, entry) => {
    const profit = new FillProfit(perpetualFixture(), method);
    expect(profit.fill('buy', 2, 10_000, NO_FEE)).toBe(0n);
    expect(profit.fill('buy', 2, 11_000, NO_FEE)).toBe(0n);
    expect(profit.fill('sell', 3, 12_000, 7n as Amount)).toBe(atoms);
    expect([profit.lots, profit.fees]).toEqual([1, 7n]);
    expect(profit.averageEntryDown()).toBe(BigInt(entry) * 10n ** 18n);
  });

  it('close a long and open a short with one fill', () => {
    const profit = new FillProfit(perpetualFixture(), 'fifo');
    profit.fill('buy', 2, 10_000, NO_FEE);
    expect(profit.fill('sell', 5, 9_000, NO_FEE)).toBe(-2_000_000n);
    expect([profit.lots, profit.averageEntryDown()]).toEqual([-3, 90n * 10n ** 18n]);
    expect(profit.unrealisedDown(8_999.5)).toBe(1_500n);
    expect(profit.fill('buy', 3, 8_000, NO_FEE)).toBe(3_000_000n);
    expect([profit.lots, profit.realised]).toEqual([0, 1_000_000n]);
  });
});
