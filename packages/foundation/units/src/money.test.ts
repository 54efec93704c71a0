import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Amount,
  addAmounts,
  amount,
  formatAmount,
  negateAmount,
  parseAmount,
  subtractAmounts,
  ZERO_AMOUNT,
} from './Amount.ts';
import { BPS_DECIMALS, type Bps, formatBps, parseBps, toRatio } from './Bps.ts';
import {
  formatPrice,
  notionalDown,
  notionalUp,
  ONE_PRICE,
  PRICE_DECIMALS,
  type Price,
  parsePrice,
} from './Price.ts';
import { formatQuantity, parseQuantity, type Quantity, ZERO_QUANTITY } from './Quantity.ts';
import {
  formatRatio,
  ONE_RATIO,
  parseRatio,
  partDown,
  partUp,
  RATIO_DECIMALS,
  type Ratio,
  ratioDown,
  ZERO_RATIO,
} from './Ratio.ts';

// The value types together: each parses what it writes, refuses what it cannot hold, and rounds as its name says.

const signed = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
const positive = fc.bigInt({ min: 1n, max: 10n ** 30n });
const unsigned = fc.bigInt({ min: 0n, max: 10n ** 30n });
const decimals = fc.integer({ min: 0, max: 18 });

describe('parse and format undo each other', () => {
  it('for amounts and quantities at any scale', () => {
    fc.assert(
      fc.property(signed, unsigned, decimals, (atoms, size, scale) => {
        expect(parseAmount(formatAmount(atoms as Amount, scale), scale)).toEqual({ ok: true, value: atoms });
        expect(parseQuantity(formatQuantity(size as Quantity, scale), scale)).toEqual({
          ok: true,
          value: size,
        });
      }),
    );
  });

  it('for prices, ratios and basis points at their own', () => {
    fc.assert(
      fc.property(signed, unsigned, (value, price) => {
        expect(parsePrice(formatPrice(price as Price))).toEqual({ ok: true, value: price });
        expect(parseRatio(formatRatio(value as Ratio))).toEqual({ ok: true, value });
        expect(parseBps(formatBps(value as Bps))).toEqual({ ok: true, value });
      }),
    );
  });

  it('at the scales the documents promise', () => {
    expect([PRICE_DECIMALS, RATIO_DECIMALS, BPS_DECIMALS]).toEqual([18, 18, 4]);
    expect([formatPrice(ONE_PRICE), formatRatio(ONE_RATIO), formatRatio(ZERO_RATIO)]).toEqual([
      '1',
      '1',
      '0',
    ]);
    expect([ZERO_AMOUNT, ZERO_QUANTITY, amount(7n)]).toEqual([0n, 0n, 7n]);
    expect(parseAmount('12.40', 2)).toEqual({ ok: true, value: 1240n });
    expect(parsePrice('61837.63')).toEqual({ ok: true, value: 61_837_630_000_000_000_000_000n });
    expect(parseQuantity('0.25', 8)).toEqual({ ok: true, value: 25_000_000n });
  });
});

describe('refusals', () => {
  it.each([
    ['amount', (text: string) => parseAmount(text, 18)],
    ['quantity', (text: string) => parseQuantity(text, 18)],
    ['price', parsePrice],
    ['ratio', parseRatio],
  ])('a %s is refused when it is no decimal or finer than its scale', (_name, parse) => {
    expect(parse('abc')).toEqual({ ok: false, rejection: { kind: 'not-a-decimal', text: 'abc' } });
    const text = `0.${'0'.repeat(18)}1`;
    expect(parse(text)).toEqual({
      ok: false,
      rejection: { kind: 'too-many-decimals', text, decimals: 19, decimalsMax: 18 },
    });
  });

  it('basis points have four decimals', () => {
    expect(parseBps('0.00001')).toMatchObject({
      ok: false,
      rejection: { kind: 'too-many-decimals', decimalsMax: 4 },
    });
    expect(parseBps('x')).toMatchObject({ ok: false, rejection: { kind: 'not-a-decimal' } });
  });

  it('prices and quantities are never negative, amounts and ratios may be', () => {
    expect(parsePrice('-0.01')).toEqual({ ok: false, rejection: { kind: 'negative', text: '-0.01' } });
    expect(parseQuantity('-1', 8)).toEqual({ ok: false, rejection: { kind: 'negative', text: '-1' } });
    expect([parsePrice('-0'), parseQuantity('-0', 8)]).toEqual([
      { ok: true, value: 0n },
      { ok: true, value: 0n },
    ]);
    expect([parseAmount('-1', 2), parseRatio('-1')]).toEqual([
      { ok: true, value: -100n },
      { ok: true, value: -ONE_RATIO },
    ]);
  });
});

describe('amounts', () => {
  it('add, subtract and negate as whole numbers', () => {
    fc.assert(
      fc.property(signed, signed, (a, b) => {
        expect(addAmounts(a as Amount, b as Amount)).toBe(a + b);
        expect(subtractAmounts(a as Amount, b as Amount)).toBe(a - b);
        expect(negateAmount(a as Amount)).toBe(-a);
      }),
    );
  });
});

describe('notional', () => {
  it('brackets quantity × price within one quote atom', () => {
    fc.assert(
      fc.property(unsigned, unsigned, decimals, decimals, (quantity, price, baseDecimals, quoteDecimals) => {
        const pair = { baseDecimals, quoteDecimals };
        const down = notionalDown(quantity as Quantity, price as Price, pair);
        const up = notionalUp(quantity as Quantity, price as Price, pair);
        // quantity ÷ 10^base whole units × price ÷ 10^18 each × 10^quote atoms, as one fraction.
        const numerator = quantity * price * 10n ** BigInt(quoteDecimals);
        const denominator = 10n ** BigInt(baseDecimals) * 10n ** 18n;
        expect(down * denominator <= numerator && numerator < (down + 1n) * denominator).toBe(true);
        expect((up - 1n) * denominator < numerator && numerator <= up * denominator).toBe(true);
      }),
    );
  });

  it('values half a coin at 61,837.63 as 30,918.815, and cuts what is finer than an atom', () => {
    const price = 61_837_630_000_000_000_000_000n as Price;
    expect(notionalDown(50_000_000n as Quantity, price, { baseDecimals: 8, quoteDecimals: 8 })).toBe(
      3_091_881_500_000n,
    );
    expect(notionalDown(50_000_000n as Quantity, price, { baseDecimals: 8, quoteDecimals: 2 })).toBe(
      3_091_881n,
    );
    expect(notionalUp(50_000_000n as Quantity, price, { baseDecimals: 8, quoteDecimals: 2 })).toBe(
      3_091_882n,
    );
  });
});

describe('ratios', () => {
  it('take parts that bracket the exact part and meet at 0 and 1', () => {
    fc.assert(
      fc.property(signed, signed, (whole, ratio) => {
        const down = partDown(whole as Amount, ratio as Ratio);
        const up = partUp(whole as Amount, ratio as Ratio);
        expect(down * ONE_RATIO <= whole * ratio && whole * ratio < (down + 1n) * ONE_RATIO).toBe(true);
        expect((up - 1n) * ONE_RATIO < whole * ratio && whole * ratio <= up * ONE_RATIO).toBe(true);
        expect([partDown(whole as Amount, ONE_RATIO), partUp(whole as Amount, ONE_RATIO)]).toEqual([
          whole,
          whole,
        ]);
        expect([partDown(whole as Amount, ZERO_RATIO), partUp(whole as Amount, ZERO_RATIO)]).toEqual([
          0n,
          0n,
        ]);
      }),
    );
  });

  it('split a whole without creating any of it', () => {
    fc.assert(
      fc.property(unsigned, fc.bigInt({ min: 0n, max: ONE_RATIO }), (whole, ratio) => {
        const rest = (ONE_RATIO - ratio) as Ratio;
        expect(partDown(whole as Amount, ratio as Ratio) + partUp(whole as Amount, rest)).toBe(whole);
      }),
    );
  });

  it('say what part a part is, rounded down', () => {
    fc.assert(
      fc.property(signed, positive, (part, whole) => {
        const ratio = ratioDown(part as Amount, whole as Amount);
        expect(ratio * whole <= part * ONE_RATIO && part * ONE_RATIO < (ratio + 1n) * whole).toBe(true);
      }),
    );
    expect(ratioDown(1n as Amount, 3n as Amount)).toBe(333_333_333_333_333_333n);
    expect(() => ratioDown(1n as Amount, 0n as Amount)).toThrow('must be positive');
  });

  it('come from basis points exactly', () => {
    expect(toRatio(10_000n as Bps)).toBe(ONE_RATIO / 10_000n);
    expect(toRatio(125n as Bps)).toBe(1_250_000_000_000n);
    expect(parseRatio('0.00016')).toEqual({ ok: true, value: toRatio(16_000n as Bps) });
  });
});
