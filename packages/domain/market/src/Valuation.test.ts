import { ONE_PRICE, type Price, RATIO_DECIMALS, toFloat } from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Instrument } from './instrument.ts';
import { MarketBoard } from './MarketBoard.ts';
import { instrumentFixture, quoteFixture, tradeFixture } from './market.fixture.ts';
import { Valuation } from './Valuation.ts';

/** Prices in ticks of 0.01 by instrument. */
function valued(
  instruments: readonly Instrument[],
  pegs: Record<string, string>,
  ticks: readonly number[],
): Valuation {
  const board = new MarketBoard(instruments);
  const valuation = new Valuation(instruments, 'USD', pegs);
  for (const [instrument, priceTicks] of ticks.entries()) {
    board.apply(tradeFixture({ instrument, priceTicks }));
    valuation.onPrice(instrument, board);
  }
  return valuation;
}

describe('Valuation', () => {
  it('knows the reporting asset and nothing else before prices are heard', () => {
    const valuation = new Valuation([instrumentFixture('BTC', 'USD', 0)], 'USD');
    expect([valuation.valueOf('USD'), valuation.rateExact('USD')]).toEqual([1, 10n ** 18n]);
    expect([valuation.valueOf('BTC'), valuation.rateExact('BTC')]).toEqual([0, undefined]);
    expect([valuation.valueOf('DOGE'), valuation.rateExact('DOGE'), valuation.assetIndex('DOGE')]).toEqual([
      0,
      undefined,
      -1,
    ]);
    expect(valuation.valueAt(-1)).toBe(0);
  });

  it('multiplies down a chain and divides where the asset is the quote', () => {
    // ETH/BTC at 0.05 through BTC/USD at 20,000; GBP is the quote of USD/GBP at 0.80.
    const instruments = [
      instrumentFixture('ETH', 'BTC', 0),
      instrumentFixture('BTC', 'USD', 1),
      instrumentFixture('USD', 'GBP', 2),
    ];
    const valuation = valued(instruments, {}, [5, 2_000_000, 80]);
    expect(valuation.valueOf('BTC')).toBeCloseTo(20_000, 9);
    expect(valuation.valueOf('ETH')).toBeCloseTo(1_000, 9);
    expect(valuation.valueOf('GBP')).toBeCloseTo(1.25, 12);
    expect(valuation.rateExact('ETH')).toBe(1_000n * 10n ** 18n);
    expect(valuation.rateExact('GBP')).toBe(1_250_000_000_000_000_000n);
    expect(valuation.valueAt(valuation.assetIndex('ETH'))).toBe(valuation.valueOf('ETH'));
    expect(valuation.assumptions()).toEqual([]);
  });

  it('rounds the exact rate down, once', () => {
    // 1 ÷ 3.00 has no end: 0.333… cut after 18 digits, and three of it times 3.00 is not 1.
    const valuation = valued([instrumentFixture('USD', 'XYZ', 0)], {}, [300]);
    expect(valuation.rateExact('XYZ')).toBe(333_333_333_333_333_333n);
    const chained = valued(
      [instrumentFixture('USD', 'XYZ', 0), instrumentFixture('ABC', 'XYZ', 1)],
      {},
      [300, 300],
    );
    expect(chained.rateExact('ABC')).toBe(10n ** 18n);
  });

  it('prefers the shortest chain, then the lowest instrument index', () => {
    const instruments = [
      instrumentFixture('BTC', 'USDT', 0),
      instrumentFixture('USDT', 'USD', 1),
      instrumentFixture('BTC', 'USD', 2, { venue: 'coinbase' }),
      instrumentFixture('BTC', 'USD', 3),
    ];
    const valuation = valued(instruments, {}, [999, 100, 2_000_000, 2_100_000]);
    expect(valuation.valueOf('BTC')).toBeCloseTo(20_000, 9);
    // Two ways of two steps to SOL: through BTC (index 4) and through USDT (index 5).
    const more = [...instruments, instrumentFixture('SOL', 'BTC', 4), instrumentFixture('SOL', 'USDT', 5)];
    expect(valued(more, {}, [999, 100, 2_000_000, 2_100_000, 1, 1]).valueOf('SOL')).toBeCloseTo(200, 9);
  });

  it('never values through perpetuals', () => {
    const valuation = valued([instrumentFixture('BTC', 'USD', 0, { kind: 'perpetual' })], {}, [2_000_000]);
    expect(valuation.assetIndex('BTC')).toBe(-1);
  });

  it('pegs only what no market reaches, and says so', () => {
    const linked = [instrumentFixture('USDT', 'USD', 0), instrumentFixture('BTC', 'USDT', 1)];
    const byMarket = valued(linked, { USDT: 'USD' }, [99, 2_000_000]);
    expect(byMarket.valueOf('BTC')).toBeCloseTo(19_800, 9);
    expect(byMarket.assumptions()).toEqual([]);

    const unlinked = [instrumentFixture('BTC', 'USDT', 0), instrumentFixture('BTC', 'USDC', 1)];
    const byPeg = valued(unlinked, { USDT: 'USD', USDC: 'USD', EURT: 'EUR' }, [2_000_000, 2_002_000]);
    // Pegs go by name: USDC first, which links BTC (20,020) and, through BTC, USDT: a market reaches it, so it is not pegged.
    expect(byPeg.valueOf('USDC')).toBe(1);
    expect(byPeg.valueOf('BTC')).toBeCloseTo(20_020, 9);
    expect(byPeg.valueOf('USDT')).toBeCloseTo(1.001, 9);
    expect(byPeg.rateExact('USDC')).toBe(10n ** 18n);
    expect(byPeg.assumptions()).toEqual(['1 USDC is valued as 1 USD: no market here links it to USD']);
    expect(byPeg.assetIndex('EURT')).toBe(-1);
  });

  it('follows a peg of a peg', () => {
    const valuation = new Valuation([], 'USD', { AUSD: 'BUSD', BUSD: 'USD' });
    expect([valuation.valueOf('AUSD'), valuation.valueOf('BUSD')]).toEqual([1, 1]);
    expect(valuation.assumptions()).toHaveLength(2);
  });

  it('uses the mid of a touch, half ticks exactly', () => {
    const instruments = [instrumentFixture('BTC', 'USD', 0)];
    const board = new MarketBoard(instruments);
    const valuation = new Valuation(instruments, 'USD');
    board.apply(quoteFixture({ bidTicks: 1_000_001, askTicks: 1_000_002 }));
    valuation.onPrice(0, board);
    expect(valuation.rateExact('BTC')).toBe(10_000_015_000_000_000_000_000n);
    expect(valuation.valueOf('BTC')).toBeCloseTo(10_000.015, 9);
  });

  it('does not look at the board again until told', () => {
    const instruments = [instrumentFixture('BTC', 'USD', 0)];
    const board = new MarketBoard(instruments);
    const valuation = new Valuation(instruments, 'USD');
    board.apply(tradeFixture({ priceTicks: 100 }));
    expect(valuation.valueOf('BTC')).toBe(0);
    valuation.onPrice(0, board);
    board.apply(tradeFixture({ priceTicks: 200 }));
    expect([valuation.valueOf('BTC'), valuation.rateExact('BTC')]).toEqual([1, 10n ** 18n]);
  });

  it('agrees with a shortest-path search and a product of fractions on random markets', () => {
    const names = ['USD', 'A', 'B', 'C', 'D', 'E'];
    const market = fc.tuple(
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 0, max: 5 }),
      fc.integer({ min: 1, max: 10_000_000 }),
    );
    fc.assert(
      fc.property(fc.array(market, { maxLength: 12 }), (rows) => {
        const kept = rows.filter(([base, quote]) => base !== quote);
        const instruments = kept.map(([base, quote], index) =>
          instrumentFixture(names[base]!, names[quote]!, index, { tick: (ONE_PRICE / 1000n) as Price }),
        );
        const valuation = valued(
          instruments,
          {},
          kept.map(([, , ticks]) => ticks),
        );
        for (const [asset, name] of names.entries()) {
          const expected = naiveRate(kept, asset);
          expect(valuation.rateExact(name)).toBe(expected);
          if (expected === undefined) expect(valuation.valueOf(name)).toBe(0);
          else {
            const exact = toFloat(expected, RATIO_DECIMALS);
            // The exact rate is cut after 18 decimals, the estimate is not.
            expect(Math.abs(valuation.valueOf(name) - exact)).toBeLessThanOrEqual(exact * 1e-12 + 1.1e-18);
          }
        }
      }),
    );
  });
});

/** Tries every chain of up to five markets, shortest first, in the order of their indices from the far end to USD. */
function naiveRate(rows: readonly (readonly [number, number, number])[], asset: number): bigint | undefined {
  const parents = new Map<number, { parent: number; row: number }>();
  let frontier = new Set([0]);
  const reached = new Set([0]);
  while (frontier.size > 0) {
    const next = new Set<number>();
    for (let node = 1; node < 6; node += 1) {
      if (reached.has(node)) continue;
      const row = rows.findIndex(
        ([base, quote]) => (base === node && reached.has(quote)) || (quote === node && reached.has(base)),
      );
      if (row < 0) continue;
      parents.set(node, { parent: rows[row]![0] === node ? rows[row]![1] : rows[row]![0], row });
      next.add(node);
    }
    for (const node of next) reached.add(node);
    frontier = next;
  }
  if (!reached.has(asset)) return undefined;
  let numerator = 1n;
  let denominator = 1n;
  for (let node = asset; node !== 0; ) {
    const { parent, row } = parents.get(node)!;
    const [base, , ticks] = rows[row]!;
    if (base === node) {
      numerator *= BigInt(ticks);
      denominator *= 1000n;
    } else {
      numerator *= 1000n;
      denominator *= BigInt(ticks);
    }
    node = parent;
  }
  return (numerator * 10n ** 18n) / denominator;
}
